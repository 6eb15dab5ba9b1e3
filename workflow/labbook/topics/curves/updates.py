"""The finder of a batch size that acts through the number of updates alone."""

import math

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import TEST, VALIDATION, common_part
from labbook.findings.experiment import Experiment, fewest_seeds
from labbook.metrics.equal_updates import equal_updates

# Losses after equally many updates count as the same up to this ratio, and losses at the end as
# different from this one on.
SAME_UP_TO = 1.05
DIFFERENT_FROM = 1.5


def find_updates(experiment: Experiment) -> list[Finding]:
    """`updates`: a batch size that acts only through the number of updates that it leaves.

    Of configurations that differ in nothing but their batch size. After equally many updates their
    mean held-out losses lie within 5 % of each other, though at the end, after equally many epochs,
    the largest is at least half as large again as the smallest. Verdict: `same`. The numbers have
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
    known = [[loss.mean for loss in of_group if loss and loss.mean] for of_group in losses]
    sizes = [len(group.epochs) for group in groups]
    ends = [one.metrics["held_out_loss"].mean or math.nan for one in members]
    if (
        not groups
        or part not in (VALIDATION, TEST)
        or list(map(len, known)) != sizes
        or any(max(of_group) > SAME_UP_TO * min(of_group) for of_group in known)
        or not max(ends) >= DIFFERENT_FROM * min(ends)
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
                            {"mean": loss, "std": None, "of": member}
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
            test=f"mean {part} losses after equally many updates",
            n=fewest_seeds(members),
        )
    ]
