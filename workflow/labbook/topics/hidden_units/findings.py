"""Whether units died or saturated while networks trained, and still tell images apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs, qualifier
from labbook.findings.lab import check_runs
from labbook.topics.hidden_units.units_file import (
    ConfigurationUnits,
    HiddenUnits,
    RunUnits,
    read_hidden_units,
)

DEAD, SATURATED = "dead", "saturated"
LAYER, SOME, RECOVERED, NONE = VERDICTS = ("layer", "some", "recovered", "none")
DIFFERS = "differs"
STUCK_RULE = "units that are {} for the training images"


@dataclass(frozen=True)
class RunState:
    """A run's units of one family: counts (1 + epochs, layers) of those that are stuck.

    sizes (layers,): how many there are; outputs (layers,): which layer is the output.
    """

    key: str
    counts: np.ndarray
    sizes: np.ndarray
    outputs: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """(1 + epochs,), of all units."""
        shares: np.ndarray = self.counts.sum(axis=1) / self.sizes.sum()
        return shares

    @property
    def whole(self) -> np.ndarray:
        """(1 + epochs, layers): whether all units of a layer are stuck."""
        whole: np.ndarray = self.counts == self.sizes
        return whole

    @property
    def verdict(self) -> str:
        if self.whole[-1].any():
            return LAYER
        if self.counts[-1].any():
            return SOME
        return RECOVERED if self.counts.any() else NONE

    @property
    def since(self) -> int:
        """After which epoch the first of the layers that end whole became so for good."""
        ended = self.whole[:, self.whole[-1]]
        lasting = ended[::-1].cumprod(axis=0).sum(axis=0)
        return len(ended) - int(lasting.max())


def find_stuck_units(experiment: Experiment, units: HiddenUnits) -> list[Finding]:
    """`hidden_units`: which units are dead (ReLU) or saturated (sigmoid, tanh) in training.

    By what the units answer to the training images before the first epoch and after each, over the
    runs that did not diverge; `training/unit_probe.py` defines the words. Verdicts of
    a run: `layer` (at the end, all units of some layer are dead, or saturated), `some` (some units
    are, but no whole layer), `recovered` (none is, though some were after an earlier epoch or
    before the first), `none` (none ever was); `differs` where the runs of a configuration do not
    share one. A finding for each verdict takes all its configurations together, those with ReLU,
    whose units can be dead (`family`), apart from those whose units can be saturated;
    `covers_family`: these are all that there are. `start_means` and `end_means` have a share of the
    units for each configuration. It is a statement on these runs, not a test.
    """
    by_name = {summary.name: summary for summary in experiment.summary.configurations}
    found = []
    for family in (DEAD, SATURATED):
        groups: dict[str, list[tuple[ConfigurationSummary, list[RunState]]]] = {}
        activations: dict[str, set[str]] = {}
        for configuration in units.configurations:
            states = states_of(configuration, family)
            verdicts = {state.verdict for state in states}
            if verdicts:
                verdict = verdicts.pop() if len(verdicts) == 1 else DIFFERS
                groups.setdefault(verdict, []).append((by_name[configuration.name], states))
                activations.setdefault(verdict, set()).update(
                    layer.activation
                    for layer in configuration.layers
                    if layer.dies == (family == DEAD)
                )
        found += [
            _stuck_finding(
                experiment,
                family,
                verdict,
                groups[verdict],
                sorted(activations[verdict]),
                len(groups) == 1,
            )
            for verdict in (*VERDICTS, DIFFERS)
            if verdict in groups
        ]
    return found


def states_of(configuration: ConfigurationUnits, family: str) -> list[RunState]:
    """Of each run, empty where no layer has units of the family."""
    mine = np.array([layer.dies == (family == DEAD) for layer in configuration.layers])
    if not mine.any():
        return []
    outputs = np.array([layer.is_output for layer in configuration.layers])[mine]
    return [_state_of(run, mine, configuration.sizes[mine], outputs) for run in configuration.runs]


def _state_of(run: RunUnits, mine: np.ndarray, sizes: np.ndarray, outputs: np.ndarray) -> RunState:
    return RunState(run.key, run.counts[:, mine], sizes, outputs)


def _stuck_finding(
    experiment: Experiment,
    family: str,
    verdict: str,
    members: Sequence[tuple[ConfigurationSummary, Sequence[RunState]]],
    activations: Sequence[str],
    is_only_verdict: bool,
) -> Finding:
    """`activations`: all of the family in these networks."""
    configurations = [summary for summary, _ in members]
    states = [state for _, found in members for state in found]
    runs = [run for summary in configurations for run in counted_runs(summary)]
    verdicts = [state.verdict for state in states]
    ended = [state for state in states if state.verdict == LAYER]
    same_answer = {run.key for run in runs if run.answers_one_class}
    # Of each configuration, (1 + its epochs,) of each run.
    shares = [[state.shares for state in found] for _, found in members]
    peaks = [float(share.max()) for of_runs in shares for share in of_runs]
    since = [state.since for state in ended]
    numbers: dict[str, Any] = {
        "n_runs": len(states),
        "start_means": [float(np.mean([share[0] for share in of_runs])) for of_runs in shares],
        "end_means": [float(np.mean([share[-1] for share in of_runs])) for of_runs in shares],
        "peak_lowest": min(peaks),
        "peak_highest": max(peaks),
        "since_lowest": min(since, default=None),
        "since_highest": max(since, default=None),
        "n_of_verdict": {word: verdicts.count(word) for word in VERDICTS},
    }
    return experiment.finding(
        "hidden_units",
        verdict,
        configurations,
        qualifier=f"{family}_{qualifier(verdict)}",
        numbers=numbers,
        details={
            "family": family,
            "activations": list(activations),
            "covers_family": is_only_verdict and len(members) > 1,
            "one_run": len(states) == 1,
            "one_layer": all(len(state.sizes) == 1 for state in states),
            "occurring": [word for word in VERDICTS if word in verdicts],
            "where": _where(ended),
            "since_start": not any(since),
            "answer_alike": family == DEAD and {state.key for state in ended} == same_answer,
            "some_left_out": len(states) < sum(map(experiment.n_planned, configurations)),
        },
        runs=runs,
        test=STUCK_RULE.format(family),
        n=min(len(found) for _, found in members),
    )


def _where(ended: Sequence[RunState]) -> str:
    """Which layers end whole: "output", "hidden", "both", or "" without any."""
    kinds = {bool(output) for state in ended for output in state.outputs[state.whole[-1]]}
    if len(kinds) == 2:
        return "both"
    return "" if not kinds else "output" if kinds.pop() else "hidden"


FADES_BELOW = 0.1
FADES, KEPT, _ = VARIATION_VERDICTS = ("fades", "kept", DIFFERS)
VARIATION_RULE = "variation of a unit's answers in the last hidden layer against the first"

# Of a run, before training and at its end.
Ratios = tuple[float, float]


def find_answer_variation(experiment: Experiment, units: HiddenUnits) -> list[Finding]:
    """`answer_variation`: whether the last hidden layer tells images apart as the first does.

    Of each unit, the standard deviation of its answers over the training images, averaged over the
    units of a layer; what is compared is the last hidden layer with the first, of those with ReLU,
    sigmoid or tanh, at the end of training, run by run. Verdicts: `fades` (in each run, less than a
    tenth, `bound`, is left), `kept` (in none), `differs`. A finding for each verdict and activation
    takes all its configurations together; `covers_activation`: these are all with several such
    layers. Where the answers of units hardly depend on the image, neither do those of the network:
    deep networks of sigmoids that do not learn show that, and no saturation. The limit is ours; to
    look at activations layer by layer is what Glorot and Bengio (2010) do.
    """
    by_name = {summary.name: summary for summary in experiment.summary.configurations}
    groups: dict[tuple[str, str], list[tuple[ConfigurationSummary, list[Ratios]]]] = {}
    for configuration in units.configurations:
        ratios = variation_ratios(configuration)
        if ratios:
            fading = {end < FADES_BELOW for _, end in ratios}
            verdict = DIFFERS if len(fading) > 1 else FADES if fading.pop() else KEPT
            activation = configuration.layers[0].activation
            member = (by_name[configuration.name], ratios)
            groups.setdefault((activation, verdict), []).append(member)
    activations = [activation for activation, _ in groups]
    return [
        _variation_finding(
            experiment, activation, verdict, members, activations.count(activation) == 1
        )
        for (activation, verdict), members in groups.items()
    ]


def variation_ratios(configuration: ConfigurationUnits) -> list[Ratios]:
    """Of each run, the last hidden layer's variation by the first's; empty without two such layers.

    Runs whose first layer answers all images alike have none.
    """
    hidden = [place for place, layer in enumerate(configuration.layers) if not layer.is_output]
    if len(hidden) < 2:
        return []
    return [
        (float(start[hidden[-1]] / start[hidden[0]]), float(end[hidden[-1]] / end[hidden[0]]))
        for run in configuration.runs
        for start, end in [(run.variation[0], run.variation[-1])]
        if start[hidden[0]] and end[hidden[0]]
    ]


def _variation_finding(
    experiment: Experiment,
    activation: str,
    verdict: str,
    members: Sequence[tuple[ConfigurationSummary, Sequence[Ratios]]],
    is_only_verdict: bool,
) -> Finding:
    configurations = [summary for summary, _ in members]
    starts, ends = zip(*(ratio for _, ratios in members for ratio in ratios), strict=True)
    numbers: dict[str, Any] = {
        "n_runs": len(ends),
        "start_lowest": min(starts),
        "end_lowest": min(ends),
        "end_highest": max(ends),
        "n_fading": sum(end < FADES_BELOW for end in ends),
        "bound": FADES_BELOW,
    }
    return experiment.finding(
        "answer_variation",
        verdict,
        configurations,
        qualifier=f"{activation}_{qualifier(verdict)}",
        given=("bound",),
        numbers=numbers,
        details={
            "activation": activation,
            "covers_activation": is_only_verdict and len(members) > 1,
            "one_run": len(ends) == 1,
            "some_left_out": len(ends) < sum(map(experiment.n_planned, configurations)),
        },
        runs=[run for summary in configurations for run in counted_runs(summary)],
        test=VARIATION_RULE,
        n=min(len(ratios) for _, ratios in members),
    )


FINDERS = (find_stuck_units, find_answer_variation)


def read_evidence(
    experiments: Iterable[Experiment], *, units: Mapping[str, Path]
) -> dict[str, HiddenUnits]:
    """The records of units, by experiment.

    Raises LabbookError if one is not of the runs in the summary of its experiment.
    """
    found = {name: read_hidden_units(path) for name, path in units.items()}
    for experiment in experiments:
        if recorded := found.get(experiment.name):
            runs_of = {
                configuration.name: [run.key for run in configuration.runs]
                for configuration in recorded.configurations
            }
            check_runs(experiment.summary, recorded.lab, runs_of, "hidden units")
    return found
