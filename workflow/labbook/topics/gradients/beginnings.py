"""How trainings begin in one of two settings: the first gradients, and the first epoch."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypedDict

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.comparing import corrected
from labbook.findings.experiment import (
    Experiment,
    Facts,
    counted_runs,
    fewest_seeds,
    names_of,
    plain,
)
from labbook.findings.pairs import Pair, find_pairs
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.holm import holm
from labbook.metrics.log_ratio import log_ratio_p
from labbook.metrics.statistic import describe
from labbook.topics.gradients.gradient_summary import GradientSummary, RunGradients

TEST = "Welch’s t-test on the logarithms of the {}"


def updates_of(runs: Iterable[RunGradients]) -> Facts:
    """How many updates the beginning of a training is: the fewest and the most in any run."""
    updates = [run.start.updates for run in runs]
    return {"fewest_updates": min(updates), "most_updates": max(updates)}


@dataclass(frozen=True)
class Change:
    """A quantity that is shown to be larger, or smaller, in the second of two settings.

    `pairs` are those with a value for both; `ratios` are of their geometric means over the runs,
    all above one or all below; `p`: the largest p-value, corrected for all pairs.
    """

    axis: str
    pairs: Sequence[Pair]
    ratios: Sequence[float]
    p: float
    some_left_out: bool

    @property
    def subject(self) -> list[ConfigurationSummary]:
        return [one for pair in self.pairs for one in (pair.first, pair.second)]


def details_of(change: Change) -> Facts:
    return {
        "axis": change.axis,
        "firsts": [pair.first.name for pair in change.pairs],
        "seconds": [pair.second.name for pair in change.pairs],
        "some_left_out": change.some_left_out,
    }


class RestsOn(TypedDict):
    """The runs, the fewest of a configuration, and the largest p-value."""

    runs: list[RunSummary]
    n: int
    p: float


def rests_on(change: Change) -> RestsOn:
    return {
        "runs": counted_runs(*change.subject),
        "n": fewest_seeds(change.subject),
        "p": change.p,
    }


def change_in_pairs(experiment: Experiment, values: Mapping[str, Sequence[float]]) -> Change | None:
    """Of the pairs that `paired_difference` compares; None unless it is shown in each pair.

    values: by configuration, of each run, above zero.
    """
    pairs = find_pairs(experiment)
    members = [
        pair
        for pair in (pairs.members if pairs else ())
        if values.get(pair.first.name) and values.get(pair.second.name)
    ]
    if pairs is None or not members:
        return None
    both = [(values[pair.first.name], values[pair.second.name]) for pair in members]
    ratios = [fmean(map(math.log, second)) - fmean(map(math.log, first)) for first, second in both]
    p_values = holm([log_ratio_p(second, first) for first, second in both])
    largest = max(1.0 if p is None else p for p in p_values)
    alike = all(ratio > 0 for ratio in ratios) or all(ratio < 0 for ratio in ratios)
    if largest >= SIGNIFICANCE or not alike:
        return None
    left_out = len(members) < len(pairs.members)
    return Change(pairs.axis, members, list(map(math.exp, ratios)), largest, left_out)


def find_gradient_change(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """`gradient_change`: how much larger the first layer's gradient is in one of two settings.

    Of the pairs of configurations that `paired_difference` compares: the norms of the gradient of
    the first layer's weights at the beginning of training, by the ratio of their geometric means
    over the runs in which they are not zero. Verdicts: `larger` (those of the second of the two
    settings, in each pair), `smaller`; each by Welch's t-test on the logarithms, corrected for the
    number of pairs by Holm. No finding else.
    """
    runs = {one.name: one.runs for one in gradients.configurations}
    norms = {
        name: [run.start.first for run in found if run.start.first] for name, found in runs.items()
    }
    change = change_in_pairs(experiment, norms)
    if change is None:
        return []
    numbers: Facts = {
        **updates_of(run for name in names_of(change.subject) for run in runs[name]),
        "pairs": [{"ratio": ratio} for ratio in change.ratios],
        "n_pairs": len(change.pairs),
    }
    verdict = "larger" if change.ratios[0] > 1 else "smaller"
    return [
        experiment.finding(
            "gradient_change",
            verdict,
            change.subject,
            numbers=numbers,
            given=("fewest_updates", "most_updates"),
            details={**details_of(change)},
            test=corrected(TEST.format("norms")),
            **rests_on(change),
        )
    ]


def find_first_epoch(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """`first_epoch`: in which of two settings the loss is lower after the first epoch.

    Of the pairs of configurations that `paired_difference` compares: the loss on the held-out
    images (`details.held_out`: the validation images; without those, the test images), the means
    over the runs. Verdicts: `lower` (those of the second of the two settings, in each pair),
    `higher`; each by Welch's t-test on the logarithms, corrected for the number of pairs by Holm.
    No finding else, nor where a training has no further epoch.
    """
    losses = {one.name: [run.first_loss for run in one.runs] for one in gradients.configurations}
    change = change_in_pairs(experiment, losses)
    if change is None or any(one.settings.epochs == 1 for one in change.subject):
        return []
    numbers: Facts = {
        "pairs": [
            {
                "first": plain(describe(losses[pair.first.name]), pair.first.name),
                "second": plain(describe(losses[pair.second.name]), pair.second.name),
            }
            for pair in change.pairs
        ],
        "n_pairs": len(change.pairs),
    }
    verdict = "higher" if change.ratios[0] > 1 else "lower"
    held_out = common_part(configuration.held_out_part for configuration in change.subject)
    return [
        experiment.finding(
            "first_epoch",
            verdict,
            change.subject,
            numbers=numbers,
            details={**details_of(change), "held_out": held_out},
            test=corrected(TEST.format("losses")),
            **rests_on(change),
        )
    ]
