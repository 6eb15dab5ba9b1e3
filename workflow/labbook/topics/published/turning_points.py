"""`published_turn`: after which epoch the test loss rises, as published and in our runs.

A run turns at the epoch of its lowest test loss, if that epoch lies before the last tenth of its
epochs (the last five epochs, if a tenth is fewer). A lowest loss in that last part is too near the
end to tell a rise from chance.
Verdicts: `earlier` (every seed turns before the published epoch), `later` (every seed turns after
it), `within seeds` (it lies between our earliest and our latest epoch), `differs` (only some seeds
turn), `no turn` (no seed turns), `other data` (our runs used other data, `details.our_data`),
`no result` (all our runs failed or diverged: `details.why`).
`numbers.earliest` and `numbers.latest` are the epochs of the first and the last seed that turns. If
no seed turns, they are the epochs of the lowest loss over all seeds.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, plain
from labbook.metrics.curves import late_window
from labbook.topics.published.entries import (
    Beside,
    numbers_beside_ours,
    told_by_the_config,
    without_result,
)

# The plan allows such a published number only if the test images are the held-out part of the runs,
# so this is the epoch of the lowest test loss.
LOWEST_LOSS_EPOCH = "lowest_held_out_loss_epoch"
RULE = "lowest test loss before the last tenth of the epochs, of each run"


def find_published_turns(experiment: Experiment) -> list[Finding]:
    """A finding for each published epoch and each configuration that it is about."""
    return [
        _beside_ours(experiment, beside, ours, qualifier)
        if (ours := beside.planned.summary) and ours.metrics[LOWEST_LOSS_EPOCH].n
        else without_result(experiment, "published_turn", beside, qualifier)
        for qualifier, beside in numbers_beside_ours(experiment, "lowest_test_loss_epoch")
    ]


def _beside_ours(
    experiment: Experiment, beside: Beside, ours: ConfigurationSummary, qualifier: str
) -> Finding:
    published, lowest = beside.published, ours.metrics[LOWEST_LOSS_EPOCH]
    epochs = ours.settings.epochs
    found = [int(epoch) for epoch in lowest.values if epoch is not None]
    turned = [epoch for epoch in found if epoch <= epochs - late_window(epochs)]
    counted = turned or found
    difference = abs((lowest.mean or 0.0) - published)
    verdict = _verdict(published, found, turned)
    return experiment.finding(
        "published_turn",
        "other data" if experiment.other_data else verdict,
        [ours],
        qualifier=qualifier,
        numbers={
            "published": published,
            "epochs": epochs,
            "ours": plain(lowest),
            "earliest": min(counted),
            "latest": max(counted),
            "difference": difference,
            "n_turned": len(turned),
            "n_runs": len(found),
        },
        details={
            **told_by_the_config(experiment, beside),
            "course": verdict,
            "one_seed": len(found) == 1,
            "all_at_once": min(counted) == max(counted),
            "one_epoch": epochs == 1,
            "side": "later" if (lowest.mean or 0.0) > published else "earlier",
            "apart_by_one": round(difference) == 1,
            "within_one_epoch": difference < 1,
            "ended_before": epochs < published,
        },
        runs=beside.runs_with(lowest),
        test=RULE,
        n=len(found),
    )


def _verdict(published: float, found: list[int], turned: list[int]) -> str:
    if not turned:
        return "no turn"
    if len(turned) < len(found):
        return "differs"
    if max(found) < published:
        return "earlier"
    return "later" if min(found) > published else "within seeds"
