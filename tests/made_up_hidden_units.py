"""Records of hidden units made up from counts: for each epoch, one number a layer."""

from collections.abc import Mapping, Sequence

from labbook.artifacts.summary import ConfigurationSummary
from labbook.artifacts.watched_layers import WatchedLayer
from labbook.topics.hidden_units.units_file import ConfigurationUnits, HiddenUnits, RunUnits

# Of a run, (1 + epochs, layers).
Counts = Sequence[Sequence[int]]

RELU = (WatchedLayer(1, 4, "relu", False), WatchedLayer(2, 4, "relu", False))
TANH = (WatchedLayer(1, 4, "tanh", False), WatchedLayer(2, 4, "tanh", False))
SIGMOID = (WatchedLayer(1, 4, "sigmoid", False), WatchedLayer(2, 4, "sigmoid", False))
RELU_OUTPUT = (WatchedLayer(1, 4, "relu", False), WatchedLayer(2, 1, "relu", True))


def units_of(
    configurations: Sequence[ConfigurationSummary],
    by_name: Mapping[str, Sequence[Counts]],
    layers: Sequence[WatchedLayer] = RELU,
    variation: Sequence[float] = (0.5, 0.25),
    experiment: str = "trial",
    lab: str = "lab",
) -> HiddenUnits:
    """`by_name` has the counts of each run that did not diverge; all have `layers`.

    `variation` of a layer is the same after each epoch.
    """
    return HiddenUnits(
        lab,
        experiment,
        tuple(
            ConfigurationUnits(
                summary.name, tuple(layers), _runs(summary, by_name[summary.name], tuple(variation))
            )
            for summary in configurations
        ),
    )


def _runs(
    summary: ConfigurationSummary, records: Sequence[Counts], variation: tuple[float, ...]
) -> tuple[RunUnits, ...]:
    counted = [run for run in summary.runs if not run.diverged]
    return tuple(
        RunUnits(run.key, run.seed, tuple(map(tuple, counts)), (variation,) * len(counts))
        for run, counts in zip(counted, records, strict=True)
    )
