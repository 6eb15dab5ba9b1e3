"""Whether gradients vanish or explode on their way back through the layers."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs, qualifier
from labbook.findings.lab import check_runs
from labbook.findings.pairs import find_pairs
from labbook.text.names import settings_words
from labbook.topics.gradients.gradient_summary import (
    GradientSummary,
    RunGradients,
    read_gradient_summary,
)

VANISHING_BELOW = 0.01
EXPLODING_ABOVE = 100.0
DEAD, VANISHING, EXPLODING, STEADY = VERDICTS = ("dead", "vanishing", "exploding", "steady")
DIFFERS = "differs"
RATIO_RULE = "norm of the first layer's gradient against the output's"


def verdict_of(run: RunGradients) -> str:
    """Of one run; steady also where the output's gradient is zero and there is no ratio."""
    if run.end.first == 0:
        return DEAD
    if run.start.ratio is None or VANISHING_BELOW <= run.start.ratio <= EXPLODING_ABOVE:
        return STEADY
    return VANISHING if run.start.ratio < VANISHING_BELOW else EXPLODING


def find_gradients(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """`gradients`: whether gradients vanish, explode or die out on their way to the first layer.

    By the L2 norms of the weights' gradients, whose ratio of first layer to output is taken at the
    beginning of training, in its first windows. Verdicts: `dead` (at the end of training the first
    layer's gradient is exactly zero, or too small for single precision, so it cannot learn any
    more), else `vanishing` (the ratio is below `vanishing_below`), `exploding` (above
    `exploding_above`) or `steady`; `differs` where the runs of a configuration do not share one. A
    finding for each verdict takes all its configurations together. Runs that diverged are not
    looked at. The idea is that of Hochreiter (1991), to look layer by layer that of Glorot and
    Bengio (2010), "Understanding the difficulty of training deep feedforward neural networks"; the
    thresholds, two orders of magnitude either way, are ours.
    """
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
        given=("vanishing_below", "exploding_above"),
        numbers=numbers,
        details={
            "one_run": len(runs) == 1,
            "several_configurations": len(configurations) > 1,
            "occurring": [word for word in VERDICTS if word in verdicts],
            "zero_at_start": sum(run.start.first == 0 for run in runs) == len(runs),
            "some_left_out": len(runs) < sum(map(experiment.n_planned, configurations)),
        },
        runs=[run for configuration in configurations for run in counted_runs(configuration)],
        test=RATIO_RULE,
        n=min(len(found) for _, found in members),
    )


CHANGE_RULE = "change from layer to layer"


def find_gradient_change(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """`gradient_change`: how much gradients change from layer to layer, in two settings.

    Of the pairs of configurations that `paired_difference` compares: the mean over neighboring
    layers of |log10| of the ratio of the norms of their weights' gradients, at the beginning of
    training, and over the runs in which no layer's is zero. Verdicts: `smaller` (the second of the
    two settings has the smaller change in each pair), `larger`, `mixed`; it is a statement on these
    runs, not a test.
    """
    pairs = find_pairs(experiment)
    if pairs is None:
        return []
    runs_of = {configuration.name: configuration.runs for configuration in gradients.configurations}

    def change(name: str) -> float | None:
        return _mean([run.start.change for run in runs_of.get(name, ())])

    compared = [
        (pair, first, second)
        for pair in pairs.members
        if (first := change(pair.first.name)) is not None
        and (second := change(pair.second.name)) is not None
    ]
    if not compared:
        return []
    smaller = [second < first for _, first, second in compared]
    larger = [second > first for _, first, second in compared]
    subject = [
        configuration for pair, _, _ in compared for configuration in (pair.first, pair.second)
    ]
    return [
        experiment.finding(
            "gradient_change",
            "smaller" if all(smaller) else "larger" if all(larger) else "mixed",
            subject,
            numbers={
                "pairs": [
                    {
                        "first_factor": 10**first,
                        "second_factor": 10**second,
                        "first_ratio": _geometric_ratio(runs_of[pair.first.name]),
                        "second_ratio": _geometric_ratio(runs_of[pair.second.name]),
                    }
                    for pair, first, second in compared
                ],
                "n_pairs": len(compared),
            },
            details={
                "axis": pairs.axis,
                "firsts": [pair.first.name for pair, _, _ in compared],
                "seconds": [pair.second.name for pair, _, _ in compared],
                "shared": [settings_words(pair.shared) for pair, _, _ in compared],
                "some_left_out": len(compared) < len(pairs.members),
            },
            runs=[run for configuration in subject for run in counted_runs(configuration)],
            test=CHANGE_RULE,
            n=min(len(counted_runs(configuration)) for configuration in subject),
        )
    ]


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _geometric_ratio(runs: tuple[RunGradients, ...]) -> float | None:
    """Of first layer to output at the beginning, over the runs in which neither is zero."""
    mean = _mean([math.log(run.start.ratio) if run.start.ratio else None for run in runs])
    return None if mean is None else math.exp(mean)


FINDERS = (find_gradients, find_gradient_change)


def read_evidence(
    experiments: Iterable[Experiment], *, gradients: Mapping[str, Path], arrays: Mapping[str, Path]
) -> dict[str, GradientSummary]:
    """The summaries of gradients, by experiment.

    Raises LabbookError if one is not of the runs in the summary of its experiment.
    """
    found = {name: read_gradient_summary(path, arrays[name]) for name, path in gradients.items()}
    for experiment in experiments:
        if recorded := found.get(experiment.name):
            runs_of = {
                configuration.name: [run.key for run in configuration.runs]
                for configuration in recorded.configurations
            }
            check_runs(experiment.summary, recorded.lab, runs_of, "gradients")
    return found
