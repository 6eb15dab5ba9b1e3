"""The finder of a batch size that acts through the number of updates alone."""

import math
from collections.abc import Sequence
from itertools import combinations

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import TEST, VALIDATION, common_part
from labbook.artifacts.summary import Statistic
from labbook.findings.experiment import Experiment, fewest_seeds
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.equal_updates import equal_updates
from labbook.metrics.log_ratio import log_ratio_p, log_ratio_within_p

# Losses after equally many updates count as the same up to this ratio, and losses at the end as
# different from this one on.
SAME_UP_TO = 1.05
DIFFERENT_FROM = 1.5


def find_updates(experiment: Experiment) -> list[Finding]:
    """`updates`: a batch size that acts only through the number of updates that it leaves.

    Of configurations that differ in nothing but their batch size. After equally many updates their
    held-out losses are shown to lie within 5 % of each other, by two one-sided Welch tests on the
    logarithms, though at the end, after equally many epochs, the largest is half as large again as
    the smallest, and shown to be larger. Verdict: `same`. The numbers have
    a group for each number of updates: `updates`, and the losses in the order of `details.groups`.
    One finding at most.
    """
    members = experiment.finished
    if len(members) < 2 or any(set(one.varied) != {"batch_size"} for one in members):
        return []
    part = common_part(one.held_out_part for one in members)
    name = "val_loss" if part == VALIDATION else "test_loss"
    by_name = {one.name: one for one in members}
    groups = equal_updates(
        {one.name: (one.steps_per_epoch, one.settings.epochs) for one in members}
    )
    losses = [
        [
            by_name[member].at_epochs.get(epoch, {}).get(name)
            for member, epoch in group.epochs.items()
        ]
        for group in groups
    ]
    known = [[loss for loss in of_group if loss and loss.mean] for of_group in losses]
    if (
        not groups
        or part not in (VALIDATION, TEST)
        or list(map(len, known)) != [len(group.epochs) for group in groups]
        or not all(map(_are_alike, known))
        or not _differ([one.metrics["held_out_loss"] for one in members])
    ):
        return []
    fewest, most = (choose(members, key=lambda one: one.steps_per_epoch) for choose in (min, max))
    return [
        experiment.finding(
            "updates",
            "same",
            members,
            numbers={
                "groups": [
                    {
                        "updates": group.updates,
                        "losses": [
                            {"mean": loss.mean, "std": None, "of": member}
                            for loss, member in zip(of_group, group.epochs, strict=True)
                        ],
                    }
                    for group, of_group in zip(groups, known, strict=True)
                ],
                "epochs": fewest.settings.epochs,
                "fewest_updates": fewest.steps_per_epoch * fewest.settings.epochs,
                "most_updates": most.steps_per_epoch * most.settings.epochs,
            },
            details={
                "held_out": part,
                "groups": [list(group.epochs) for group in groups],
                "fewest": fewest.name,
                "most": most.name,
            },
            test=f"two one-sided Welch tests of the {part} losses after equally many updates",
            n=fewest_seeds(members),
        )
    ]


def _are_alike(losses: Sequence[Statistic]) -> bool:
    return all(
        log_ratio_within_p(_values(one), _values(other), SAME_UP_TO) < SIGNIFICANCE
        for one, other in combinations(losses, 2)
    )


def _differ(ends: Sequence[Statistic]) -> bool:
    lowest, highest = (choose(ends, key=lambda end: end.mean or 0.0) for choose in (min, max))
    p = log_ratio_p(_values(lowest), _values(highest))
    # Without any spread there is nothing to test.
    return (highest.mean or 0.0) >= DIFFERENT_FROM * (lowest.mean or math.inf) and (
        p is None or p < SIGNIFICANCE
    )


def _values(loss: Statistic) -> list[float]:
    return [value for value in loss.values if value is not None]
