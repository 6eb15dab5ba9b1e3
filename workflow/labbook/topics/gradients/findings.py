"""Whether gradients vanish or explode on their way back through the layers."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.comparing import corrected
from labbook.findings.experiment import Experiment, counted_runs, qualifier
from labbook.findings.lab import check_runs
from labbook.findings.pairs import find_pairs
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.holm import holm
from labbook.metrics.log_ratio import log_ratio_p
from labbook.metrics.untrained import untrained
from labbook.topics.gradients.gradient_summary import (
    GradientSummary,
    RunGradients,
    read_gradient_summary,
)

VANISHING_BELOW = 1 / 20
EXPLODING_ABOVE = 20.0
DEAD, VANISHING, EXPLODING = VERDICTS = ("dead", "vanishing", "exploding")
NORM_RULE = "norm of the first layer's gradient against that in the runs that train"

Members = list[tuple[ConfigurationSummary, Sequence[RunGradients]]]


def find_gradients(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """`gradients`: whether gradients vanish, explode or die out on their way to the first layer.

    By the L2 norm of the gradient of the first layer's weights. Verdicts, each only if it is that
    of every run of a configuration: `vanishing` and `exploding` (the run fails to train, and in its
    first windows the norm is below `vanishing_below` times, or above `exploding_above` times, the
    geometric mean over the runs of the experiment that train), else `dead` (the norm is exactly
    zero at the end of training, or too small for single precision). A ratio of first layer to
    output would not show it where the output's gradient vanishes too. Nothing is said of other
    configurations, nor, but for `dead`, if no run trains. A finding for each verdict takes all its
    configurations together. Runs that diverged are not looked at. The idea is that of Hochreiter
    (1991), to look layer by layer that of Glorot and Bengio (2010), "Understanding the difficulty
    of training deep feedforward neural networks"; the thresholds are ours.
    """
    by_name = {one.name: one for one in experiment.summary.configurations}
    failed = untrained(experiment.summary)
    runs = [run for recorded in gradients.configurations for run in recorded.runs]
    trained = [run.start.first for run in runs if run.key not in failed and run.start.first > 0]
    level = math.exp(fmean(map(math.log, trained))) if trained else None
    groups: dict[str | None, Members] = {}
    for recorded in gradients.configurations:
        verdicts = {verdict_of(run, level, run.key in failed) for run in recorded.runs}
        if len(verdicts) == 1:
            groups.setdefault(verdicts.pop(), []).append((by_name[recorded.name], recorded.runs))
    return [
        _finding(experiment, verdict, groups[verdict], trained)
        for verdict in VERDICTS
        if verdict in groups
    ]


def verdict_of(run: RunGradients, level: float | None, fails: bool) -> str | None:
    """Of one run that `fails` to train, or does not; `level` is the norm in runs that train."""
    if level is not None and fails and run.start.first:
        if run.start.first < VANISHING_BELOW * level:
            return VANISHING
        if run.start.first > EXPLODING_ABOVE * level:
            return EXPLODING
    return None if run.end.first else DEAD


def _finding(
    experiment: Experiment, verdict: str, members: Members, trained: Sequence[float]
) -> Finding:
    configurations = [configuration for configuration, _ in members]
    runs = [run for _, found in members for run in found]
    norms = [run.start.first for run in runs]
    return experiment.finding(
        "gradients",
        verdict,
        configurations,
        qualifier=qualifier(verdict),
        given=("vanishing_below", "exploding_above"),
        numbers={
            "n_runs": len(runs),
            "vanishing_below": VANISHING_BELOW,
            "exploding_above": EXPLODING_ABOVE,
            "lowest": min(norms),
            "highest": max(norms),
            "trained_lowest": min(trained, default=None),
            "trained_highest": max(trained, default=None),
        },
        details={
            "one_run": len(runs) == 1,
            "zero_at_start": not any(norms),
            "some_left_out": len(runs) < sum(map(experiment.n_planned, configurations)),
        },
        runs=[run for configuration in configurations for run in counted_runs(configuration)],
        test=NORM_RULE,
        n=min(len(found) for _, found in members),
    )


CHANGE_TEST = "Welch's t-test on the logarithms of the norms"


def find_gradient_change(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """`gradient_change`: how much larger the first layer's gradient is in one of two settings.

    Of the pairs of configurations that `paired_difference` compares: the norms of the gradient of
    the first layer's weights at the beginning of training, by the ratio of their geometric means
    over the runs in which they are not zero. Verdicts: `larger` (those of the second of the two
    settings, in each pair), `smaller`; each by Welch's t-test on the logarithms, corrected for the
    number of pairs by Holm. No finding else.
    """
    pairs = find_pairs(experiment)
    if pairs is None:
        return []
    norms = {
        configuration.name: [run.start.first for run in configuration.runs if run.start.first]
        for configuration in gradients.configurations
    }
    members = [
        pair for pair in pairs.members if norms.get(pair.first.name) and norms.get(pair.second.name)
    ]
    ratios = [
        fmean(map(math.log, norms[pair.second.name])) - fmean(map(math.log, norms[pair.first.name]))
        for pair in members
    ]
    p_values = holm(
        [log_ratio_p(norms[pair.second.name], norms[pair.first.name]) for pair in members]
    )
    largest = max((1.0 if p is None else p for p in p_values), default=1.0)
    alike = all(ratio > 0 for ratio in ratios) or all(ratio < 0 for ratio in ratios)
    if largest >= SIGNIFICANCE or not alike:
        return []
    subject = [configuration for pair in members for configuration in (pair.first, pair.second)]
    return [
        experiment.finding(
            "gradient_change",
            "larger" if ratios[0] > 0 else "smaller",
            subject,
            numbers={
                "pairs": [{"ratio": math.exp(ratio)} for ratio in ratios],
                "n_pairs": len(members),
            },
            details={
                "axis": pairs.axis,
                "firsts": [pair.first.name for pair in members],
                "seconds": [pair.second.name for pair in members],
                "some_left_out": len(members) < len(pairs.members),
            },
            runs=[run for configuration in subject for run in counted_runs(configuration)],
            test=corrected(CHANGE_TEST),
            n=min(len(counted_runs(configuration)) for configuration in subject),
            p=largest,
        )
    ]


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
