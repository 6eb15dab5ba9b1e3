"""`gradients`: whether gradients vanish, explode or die out on their way to the first layer.

By the L2 norms of the weights' gradients, whose ratio of first layer to output is taken at the
beginning of training, in its first windows. Verdicts: `dead` (at the end of training the first
layer's gradient is exactly zero, or too small for single precision, so it cannot learn any more),
else `vanishing` (the ratio is below `vanishing_below`), `exploding` (above `exploding_above`) or
`steady`; `differs` where the runs of a configuration do not share one. A finding for each verdict
takes all its configurations together. Runs that diverged are not looked at. The idea is that of
Hochreiter (1991), to look layer by layer that of Glorot and Bengio (2010), "Understanding the
difficulty of training deep feedforward neural networks"; the thresholds, two orders of magnitude
either way, are ours.
"""

from collections.abc import Sequence
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs, qualifier
from labbook.topics.gradients.gradient_summary import GradientSummary, RunGradients

VANISHING_BELOW = 0.01
EXPLODING_ABOVE = 100.0
DEAD, VANISHING, EXPLODING, STEADY = VERDICTS = ("dead", "vanishing", "exploding", "steady")
DIFFERS = "differs"
RULE = "norm of the first layer's gradient against the output's"


def verdict_of(run: RunGradients) -> str:
    """Of one run; steady also where the output's gradient is zero and there is no ratio."""
    if run.end.first == 0:
        return DEAD
    if run.start.ratio is None or VANISHING_BELOW <= run.start.ratio <= EXPLODING_ABOVE:
        return STEADY
    return VANISHING if run.start.ratio < VANISHING_BELOW else EXPLODING


def find_gradients(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """One finding for each verdict that occurs, where gradients are recorded."""
    by_name = {
        configuration.name: configuration for configuration in experiment.summary.configurations
    }
    groups: dict[str, list[tuple[ConfigurationSummary, Sequence[RunGradients]]]] = {}
    for recorded in gradients.configurations:
        verdicts = {verdict_of(run) for run in recorded.runs}
        if verdicts:
            verdict = verdicts.pop() if len(verdicts) == 1 else DIFFERS
            groups.setdefault(verdict, []).append((by_name[recorded.name], recorded.runs))
    return [
        _finding(experiment, verdict, groups[verdict])
        for verdict in (*VERDICTS, DIFFERS)
        if verdict in groups
    ]


def _finding(
    experiment: Experiment,
    verdict: str,
    members: Sequence[tuple[ConfigurationSummary, Sequence[RunGradients]]],
) -> Finding:
    configurations = [configuration for configuration, _ in members]
    runs = [run for _, found in members for run in found]
    start = [run.start.ratio for run in runs if run.start.ratio is not None]
    end = [run.end.ratio for run in runs if run.end.ratio is not None]
    verdicts = [verdict_of(run) for run in runs]
    numbers: dict[str, Any] = {
        "n_runs": len(runs),
        "vanishing_below": VANISHING_BELOW,
        "exploding_above": EXPLODING_ABOVE,
        "start_lowest": min(start, default=None),
        "start_highest": max(start, default=None),
        "end_lowest": min(end, default=None),
        "end_highest": max(end, default=None),
        "n_of_verdict": {word: verdicts.count(word) for word in VERDICTS},
    }
    return experiment.finding(
        "gradients",
        verdict,
        configurations,
        qualifier=qualifier(verdict),
        numbers=numbers,
        given=("vanishing_below", "exploding_above"),
        details={
            "one_run": len(runs) == 1,
            "several_configurations": len(configurations) > 1,
            "occurring": [word for word in VERDICTS if word in verdicts],
            "zero_at_start": sum(run.start.first == 0 for run in runs) == len(runs),
            "some_left_out": len(runs) < sum(map(experiment.n_planned, configurations)),
        },
        runs=[run for configuration in configurations for run in counted_runs(configuration)],
        test=RULE,
        n=min(len(found) for _, found in members),
    )
