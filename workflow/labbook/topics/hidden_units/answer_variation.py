"""`answer_variation`: whether the last hidden layer tells the images apart as the first one does.

Of each unit, the standard deviation of its answers over the training images, averaged over the
units of a layer; what is compared is the last hidden layer with the first, of those with ReLU,
sigmoid or tanh, at the end of training, run by run. Verdicts: `fades` (in each run, less than a
tenth, `bound`, is left), `kept` (in none), `differs`. A finding for each verdict and activation
takes all its configurations together; `covers_activation`: these are all with several such layers.
Where the answers of units hardly depend on the image, neither do those of the network: deep
networks of sigmoids that do not learn show that, and no saturation. The limit is ours; to look at
activations layer by layer is what Glorot and Bengio (2010) do.
"""

from collections.abc import Sequence
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs, qualifier
from labbook.topics.hidden_units.units_file import ConfigurationUnits, HiddenUnits

FADES_BELOW = 0.1
FADES, KEPT, DIFFERS = VERDICTS = ("fades", "kept", "differs")
RULE = "variation of a unit's answers in the last hidden layer against the first"

# Of a run, before training and at its end.
Ratios = tuple[float, float]


def find_answer_variation(experiment: Experiment, units: HiddenUnits) -> list[Finding]:
    """One finding for each activation and verdict, where there is more than one hidden layer."""
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
        _finding(experiment, activation, verdict, members, activations.count(activation) == 1)
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


def _finding(
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
        numbers=numbers,
        given=("bound",),
        details={
            "activation": activation,
            "covers_activation": is_only_verdict and len(members) > 1,
            "one_run": len(ends) == 1,
            "some_left_out": len(ends) < sum(map(experiment.n_planned, configurations)),
        },
        runs=[run for summary in configurations for run in counted_runs(summary)],
        test=RULE,
        n=min(len(ratios) for _, ratios in members),
    )
