"""The finders that compare our numbers with published ones."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, Facts, plain
from labbook.metrics.intervals import prediction_interval
from labbook.topics.published.entries import (
    TURN,
    Beside,
    find_beside,
    printed_unit,
    told_by_the_config,
)
from labbook.topics.published.orders import find_published_order

# A fraction: rounding to a whole percentage changes an accuracy by at most this much.
ROUNDED_AWAY = 0.005
# A fraction: what "about" may mean of an accuracy.
APPROXIMATE = 0.01
PREDICTION = "Student's prediction interval for one more run"


def find_published(experiment: Experiment) -> list[Finding]:
    """`published`: our accuracy compared with the published accuracy of the same configuration.

    The comparison treats the published number as one more run: it is consistent with ours if it
    lies in the prediction interval of our runs (metrics/intervals.py), widened by the rounding of
    the published number, or by a percentage point if that is approximate. `details.metric` says
    whether the accuracy is on test images or on training images, and `numbers.epoch` after which
    epoch; none means the last epoch. Verdicts: `consistent`, `above`, `below` (ours is above or
    below the published number), `one seed` (our only run has no such interval, so no agreement is
    claimed), `other data` (our runs used other data, `details.our_data`, so the report claims no
    agreement), `no result` (all our runs failed, or diverged before that epoch: `details.why`).

    These details may explain a difference, as far as the config tells: `details.differs` lists the
    settings that were not the same. `details.old_adadelta` says that the published learning rate is
    Adadelta's old default, which Keras later replaced by a smaller one. `details.fixed_answer` says
    that the published test accuracy, to its digits, is that of always giving the commonest answer.
    A report tells them with the first number of an entry (`details.entry`, `details.is_first`).

    A finding for each published accuracy and each configuration that it is about.
    """
    metrics = ("test_accuracy", "train_accuracy")
    return find_beside(experiment, "published", metrics, _accuracy_beside_ours)


def _accuracy_beside_ours(
    experiment: Experiment, beside: Beside, ours: ConfigurationSummary, qualifier: str
) -> Finding:
    accuracy, published = beside.ours, beside.published
    is_test = beside.metric == "test_accuracy"
    n_images = ours.n_test if is_test else ours.n_train
    mean = accuracy.mean or 0.0
    interval = prediction_interval(accuracy, n_images)
    slack = APPROXIMATE if beside.entry.approximate else 0.5 * printed_unit(published)
    if experiment.other_data:
        verdict = "other data"
    elif interval is None:
        verdict = "one seed"
    elif interval[0] > published + slack:
        verdict = "above"
    elif interval[1] < published - slack:
        verdict = "below"
    else:
        verdict = "consistent"
    images = "test" if is_test else "training"
    numbers: Facts = {
        "published": published,
        "epoch": beside.epoch,
        "ours": plain(accuracy),
        "difference": abs(mean - published),
        "margin": experiment.equivalence_margin,
    }
    if interval:
        numbers |= {"interval": list(interval)}
    return experiment.finding(
        "published",
        verdict,
        [ours],
        qualifier=qualifier,
        numbers=numbers,
        given=("published", "epoch", "margin"),
        details={
            **told_by_the_config(experiment, beside),
            "fixed_answer": is_test and _rounds_to(ours.majority.accuracy, published),
            "majority_label": ours.majority.label,
            "images": images,
            "within_one_image": abs(mean - published) * n_images < 1,
            "side": "above" if mean > published else "below",
            "within_margin": abs(mean - published) <= experiment.equivalence_margin,
        },
        runs=beside.runs,
        test=PREDICTION,
        n=accuracy.n,
    )


def _rounds_to(value: float, published: float) -> bool:
    """Whether `value`, rounded to as many digits as `published` has, equals `published`."""
    off = abs(value - published)
    return off <= min(0.5 * printed_unit(published) + 1e-12, ROUNDED_AWAY)


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
        "other data" if experiment.other_data else "not judged",
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


NO_TURN = "no turn shown"
RULE = "lowest test loss of each run, where a test over the runs shows a rise"


def find_published_turns(experiment: Experiment) -> list[Finding]:
    """`published_turn`: after which epoch the test loss rises, as published and in our runs.

    Ours turns if the runs are shown to over-fit, by the rule of the finding `overfitting`; else the
    epoch of a lowest loss may be a matter of noise. Verdicts: `earlier` (the test loss of every
    seed is lowest before the published epoch), `later` (after it), `within seeds` (it lies between
    our earliest and our latest epoch), `no turn shown`, `other data` (our runs used other data,
    `details.our_data`), `no result` (all our runs failed or diverged: `details.why`).
    `numbers.earliest` and `numbers.latest` are the first and the last epoch of a lowest loss.

    A finding for each published epoch and each configuration that it is about.
    """
    return find_beside(experiment, "published_turn", (TURN,), _turn_beside_ours)


def _turn_beside_ours(
    experiment: Experiment, beside: Beside, ours: ConfigurationSummary, qualifier: str
) -> Finding:
    published, lowest = beside.published, beside.ours
    epochs = ours.settings.epochs
    found = [int(epoch) for epoch in lowest.values if epoch is not None]
    first, last = min(found), max(found)
    verdict = _course(published, first, last) if ours.over_fits else NO_TURN
    return experiment.finding(
        "published_turn",
        "other data" if experiment.other_data else verdict,
        [ours],
        qualifier=qualifier,
        numbers={
            "published": published,
            "epochs": epochs,
            "ours": plain(lowest),
            "earliest": first,
            "latest": last,
        },
        given=("published", "epochs"),
        details={
            **told_by_the_config(experiment, beside),
            "course": verdict,
            "one_seed": len(found) == 1,
            "all_at_once": first == last,
            "one_epoch": epochs == 1,
            "ended_before": epochs < published,
        },
        runs=beside.runs,
        test=RULE,
        n=len(found),
    )


def _course(published: float, first: int, last: int) -> str:
    if last < published:
        return "earlier"
    return "later" if first > published else "within seeds"


FINDERS = (find_published, find_published_loss, find_published_turns, find_published_order)
