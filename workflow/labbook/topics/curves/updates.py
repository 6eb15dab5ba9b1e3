"""The finder of a batch size that acts through the number of updates alone."""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import TEST, VALIDATION, common_part
from labbook.artifacts.summary import NOTHING, ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs, fewest_seeds
from labbook.metrics.best_configuration import MOST_SHOWN
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.equal_updates import equal_updates
from labbook.metrics.paired_change import PairedChange, paired_change
from labbook.metrics.statistic import describe

# Losses after equally many updates count as the same up to this ratio, and losses at the end as
# different from this one on.
SAME_UP_TO = 1.05
END = "held_out_loss"
DIFFERENT_FROM = 1.5
# A value of each run, by its seed.
BySeed = Mapping[int, float | None]


def find_updates(experiment: Experiment) -> list[Finding]:
    """`updates`: a batch size that acts only through the number of updates that it leaves.

    Of configurations that differ in nothing but their batch size. After equally many updates their
    held-out losses are shown to lie within 5 % of each other, though at the end, after equally many
    epochs, the largest is at least half as large again as the smallest, and shown to be larger: by
    paired t-tests of the logarithms, one-sided two of them for the first, over the seeds, which
    begin with the same weights. Verdict: `same`. The numbers have a group for each number of
    updates: `updates`, and the losses in the order of `details.groups`. One finding at most.
    """
    members = experiment.finished
    if len(members) < 2 or any(set(one.varied) != {"batch_size"} for one in members):
        return []
    # Then they do not end after equally many epochs.
    if any(one.settings.early_stopping for one in members):
        return []
    part = common_part(one.held_out_part for one in members)
    name = "val_loss" if part == VALIDATION else "test_loss"
    by_name = {one.name: one for one in members}
    groups = equal_updates(
        {one.name: (one.steps_per_epoch, one.settings.epochs) for one in members}
    )
    losses = [
        [_at(by_name[member], epoch, name) for member, epoch in group.epochs.items()]
        for group in groups
    ]
    by_seed = [[one for one in of_group if one] for of_group in losses]
    if (
        not groups
        or part not in (VALIDATION, TEST)
        or list(map(len, by_seed)) != [len(group.epochs) for group in groups]
        or not all(map(_are_alike, by_seed))
        or not _differ(members)
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
                            {"mean": describe([*loss.values()]).mean, "std": None, "of": member}
                            for loss, member in zip(of_group, group.epochs, strict=True)
                        ],
                    }
                    for group, of_group in zip(groups, by_seed, strict=True)
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
            test=f"paired t-tests of the {part} losses after equally many updates",
            n=fewest_seeds(members),
        )
    ]


def _at(configuration: ConfigurationSummary, epoch: int, name: str) -> BySeed:
    """The value of each run at that epoch that has one."""
    known = configuration.at_epochs.get(epoch, {}).get(name, NOTHING)
    values = dict(zip((run.seed for run in configuration.runs), known.values, strict=False))
    return {seed: value for seed, value in values.items() if value is not None}


def _are_alike(losses: Sequence[BySeed]) -> bool:
    """Of very many, whose pairs are too many, each is to be half as far from the first at most."""
    first, *others = losses
    few = len(losses) <= MOST_SHOWN
    pairs = combinations(losses, 2) if few else ((first, other) for other in others)
    limit = math.log(SAME_UP_TO) / (1 if few else 2)
    return all(
        change is not None and change.p_within(limit) < SIGNIFICANCE
        for change in (_log_change(one, other) for one, other in pairs)
    )


def _differ(members: Sequence[ConfigurationSummary]) -> bool:
    """Whether the largest loss at the end is larger than the smallest by DIFFERENT_FROM."""
    lowest, *_, highest = sorted(members, key=lambda one: one.metrics[END].mean or 0.0)
    ends = [{run.seed: run.metrics[END] for run in counted_runs(one)} for one in (lowest, highest)]
    change = _log_change(*ends)
    return (
        change is not None
        and change.mean >= math.log(DIFFERENT_FROM)
        and change.p is not None
        and change.p < SIGNIFICANCE
    )


def _log_change(first: BySeed, second: BySeed) -> PairedChange | None:
    """Of the logarithm, over the seeds that both have; they begin with the same weights."""
    before, after = (
        describe([math.log(value) if (value := one.get(seed)) else None for seed in first])
        for one in (first, second)
    )
    return paired_change(before, after)
