"""The finders of this topic, and that of losses, which are compared and not judged."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, plain
from labbook.topics.published.accuracies import NOT_JUDGED, find_published
from labbook.topics.published.entries import Beside, find_beside, told_by_the_config
from labbook.topics.published.epochs import find_published_turns
from labbook.topics.published.orders import find_published_order

# A fraction of the published loss.
ALIKE = 0.001


def find_published_loss(experiment: Experiment) -> list[Finding]:
    """`published_loss`: our loss beside the published loss of the same configuration.

    The report shows the two side by side and does not judge them, because the number of images does
    not tell how uncertain a single published loss is. `numbers.relative_difference` is the distance
    of our mean from the published loss, divided by the published loss (none if that is zero).
    `details.alike` says that it is less than a tenth of a percent. Verdicts: `not judged`, `other
    data` (our runs used other data, `details.our_data`), `no result` (all our runs failed, or
    diverged before that epoch: `details.why`).

    A finding for each published loss and each configuration that it is about.
    """
    metrics = ("test_loss", "train_loss")
    return find_beside(experiment, "published_loss", metrics, _loss_beside_ours)


def _loss_beside_ours(
    experiment: Experiment, beside: Beside, ours: ConfigurationSummary, qualifier: str
) -> Finding:
    loss, published = beside.ours, beside.published
    mean = loss.mean or 0.0
    relative = abs(mean - published) / published if published > 0 else None
    return experiment.finding(
        "published_loss",
        "other data" if experiment.other_data else NOT_JUDGED,
        [ours],
        qualifier=qualifier,
        numbers={
            "published": published,
            "epoch": beside.epoch,
            "ours": plain(loss),
            "relative_difference": relative,
        },
        given=("published", "epoch"),
        details={
            **told_by_the_config(experiment, beside),
            "side": "above" if mean > published else "below",
            "alike": mean == published or (relative is not None and relative < ALIKE),
            "alike_within": ALIKE,
        },
        runs=beside.runs,
        n=loss.n,
    )


FINDERS = (find_published, find_published_loss, find_published_turns, find_published_order)
