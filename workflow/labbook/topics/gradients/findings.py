"""Whether gradients vanish or explode on their way back through the layers."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs, qualifier
from labbook.findings.lab import check_runs
from labbook.metrics.untrained import untrained
from labbook.topics.gradients.beginnings import (
    find_first_epoch,
    find_gradient_change,
    updates_of,
)
from labbook.topics.gradients.gradient_summary import (
    GradientSummary,
    RunGradients,
    read_gradient_summary,
)
from labbook.topics.gradients.largest_gradient import find_largest_gradient

VANISHING_BELOW = 1 / 20
EXPLODING_ABOVE = 20.0
DEAD, VANISHING, EXPLODING, SMALL, LARGE = VERDICTS = (
    "dead",
    "vanishing",
    "exploding",
    "small",
    "large",
)
NORM_RULE = "norm of the first layer's gradient against the output's and that in runs that train"

Members = list[tuple[ConfigurationSummary, Sequence[RunGradients]]]


def find_gradients(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """`gradients`: whether gradients vanish, explode or die out on their way to the first layer.

    By the L2 norm of the gradient of the first layer's weights. Verdicts, each only if it is that
    of every run of a configuration:

    - `vanishing`: the run fails to train, and in its first windows the norm is below
      `vanishing_below` times that of each run of the experiment that trains, and below
      `vanishing_below` times that of the output's gradient; `small`, if only the former is so.
    - `exploding`, `large`: the same above `exploding_above` times.
    - else `dead`: the norm is exactly zero at the end of training, or too small for single
      precision.

    A ratio of first layer to output alone would not show it where the output's gradient vanishes
    too, and a small norm alone does not say that it was lost on its way. Nothing is said of other
    configurations, nor, but for `dead`, if no run trains. A finding for each verdict takes all its
    configurations together. Runs that diverged are not looked at. The idea is that of Hochreiter
    (1991), to look layer by layer that of Glorot and Bengio (2010), "Understanding the difficulty
    of training deep feedforward neural networks"; the thresholds are ours.
    """
    by_name = {one.name: one for one in experiment.summary.configurations}
    failed = untrained(experiment.summary)
    runs = [run for recorded in gradients.configurations for run in recorded.runs]
    trained = [run.start.first for run in runs if run.key not in failed and run.start.first > 0]
    groups: dict[str | None, Members] = {}
    for recorded in gradients.configurations:
        verdicts = {verdict_of(run, trained, run.key in failed) for run in recorded.runs}
        if len(verdicts) == 1:
            groups.setdefault(verdicts.pop(), []).append((by_name[recorded.name], recorded.runs))
    return [
        _finding(experiment, verdict, groups[verdict], trained)
        for verdict in VERDICTS
        if verdict in groups
    ]


def verdict_of(run: RunGradients, trained: Sequence[float], fails: bool) -> str | None:
    """Of one run that `fails` to train, or does not; `trained` has the norms in runs that train."""
    first, ratio = run.start.first, run.start.ratio
    if trained and fails and first and ratio:
        if first < VANISHING_BELOW * min(trained):
            return VANISHING if ratio < VANISHING_BELOW else SMALL
        if first > EXPLODING_ABOVE * max(trained):
            return EXPLODING if ratio > EXPLODING_ABOVE else LARGE
    return None if run.end.first else DEAD


def _finding(
    experiment: Experiment, verdict: str, members: Members, trained: Sequence[float]
) -> Finding:
    configurations = [configuration for configuration, _ in members]
    runs = [run for _, found in members for run in found]
    norms = [run.start.first for run in runs]
    ratios = [run.start.ratio for run in runs if run.start.ratio is not None]
    return experiment.finding(
        "gradients",
        verdict,
        configurations,
        qualifier=qualifier(verdict),
        given=("vanishing_below", "exploding_above", "fewest_updates", "most_updates"),
        numbers={
            **updates_of(runs),
            "n_runs": len(runs),
            "vanishing_below": VANISHING_BELOW,
            "exploding_above": EXPLODING_ABOVE,
            "lowest": min(norms),
            "highest": max(norms),
            "lowest_ratio": min(ratios, default=None),
            "highest_ratio": max(ratios, default=None),
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


FINDERS = (find_gradients, find_gradient_change, find_first_epoch, find_largest_gradient)


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
