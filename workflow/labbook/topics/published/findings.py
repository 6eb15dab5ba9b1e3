"""How our numbers compare with published ones."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, plain
from labbook.metrics.curves import late_window
from labbook.metrics.intervals import accuracy_interval, seed_interval
from labbook.topics.published.entries import (
    Beside,
    numbers_beside_ours,
    told_by_the_config,
    without_result,
)
from labbook.topics.published.orders import find_published_order

# Half of the last place of an accuracy published as a whole percentage.
ROUNDED_AWAY = 0.005


def find_published(experiment: Experiment) -> list[Finding]:
    """`published`: our accuracy beside the one that was published for the same configuration.

    The published number is taken as a single run tested on as many images as ours. Ours is
    consistent with it if Student's interval over our seeds (from one seed: Wilson's over the
    images) and Wilson's interval of the published number overlap. It is of the test images or of
    the training images (`details.metric`), and of the epoch `numbers.epoch`, the last one if that
    is none. Verdicts: `consistent`, `above`, `below`; `other data` (ours is on other data,
    `details.our_data`: no agreement is claimed), `no result` (all our runs failed or diverged
    before: `details.why`).

    What may explain a difference is worked out where the config tells: `details.differs` (settings
    that were not the same), `details.old_adadelta` (the published learning rate is the one that
    Adadelta had by default before Keras made it a small one), `details.fixed_answer` (to its
    digits, the published test accuracy is that of always giving the commonest answer). It is told
    with the first number of an entry (`details.entry`, `details.is_first`).

    A finding for each published accuracy and each configuration that it is about.
    """
    return [
        _accuracy_beside_ours(experiment, beside, beside.planned.summary, qualifier)
        if beside.planned.summary and beside.ours.n
        else without_result(experiment, "published", beside, qualifier)
        for qualifier, beside in numbers_beside_ours(experiment, "test_accuracy", "train_accuracy")
    ]


def _accuracy_beside_ours(
    experiment: Experiment, beside: Beside, ours: ConfigurationSummary, qualifier: str
) -> Finding:
    accuracy, published = beside.ours, beside.published
    is_test = beside.metric == "test_accuracy"
    n_images = ours.n_test if is_test else ours.n_train
    mean = accuracy.mean or 0.0
    low, high = seed_interval(accuracy, n_images) or accuracy_interval(mean, n_images)
    published_low, published_high = accuracy_interval(published, n_images)
    if experiment.other_data:
        verdict = "other data"
    elif low > published_high:
        verdict = "above"
    elif high < published_low:
        verdict = "below"
    else:
        verdict = "consistent"
    images = "test" if is_test else "training"
    return experiment.finding(
        "published",
        verdict,
        [ours],
        qualifier=qualifier,
        numbers={
            "published": published,
            "epoch": beside.epoch,
            "published_interval": [published_low, published_high],
            "ours": plain(accuracy),
            "interval": [low, high],
            "difference": abs(mean - published),
            "margin": experiment.equivalence_margin,
        },
        given=("published", "epoch", "published_interval", "margin"),
        details={
            **told_by_the_config(experiment, beside),
            "fixed_answer": is_test and _rounds_to(ours.majority.accuracy, published),
            "majority_label": ours.majority.label,
            "one_seed": accuracy.n == 1,
            "images": images,
            "within_one_image": abs(mean - published) * n_images < 1,
            "side": "above" if mean > published else "below",
            "within_margin": abs(mean - published) <= experiment.equivalence_margin,
        },
        runs=beside.runs_with(accuracy),
        test=(
            f"Wilson intervals over the {images} images"
            if accuracy.n == 1
            else "Student's interval over seeds, Wilson's for the published run"
        ),
        n=accuracy.n,
    )


def _rounds_to(value: float, published: float) -> bool:
    """Whether `value` is what was published, as far as the published digits go."""
    decimals = len(repr(published).partition(".")[2])
    return round(value, decimals) == published and abs(value - published) <= ROUNDED_AWAY


ALIKE = 0.001


def find_published_loss(experiment: Experiment) -> list[Finding]:
    """`published_loss`: our loss beside the one that was published for the same configuration.

    The two are set side by side and not judged: how far a single published loss might have been
    off, no number of images tells. `numbers.relative_difference` is how far our mean lies from it,
    relative to it (none if it is zero); `details.alike`, that this is less than a tenth of a
    percent. Verdicts: `not judged`; `other data` (ours is on other data, `details.our_data`), `no
    result` (all our runs failed or diverged before: `details.why`).

    A finding for each published loss and each configuration that it is about.
    """
    return [
        _loss_beside_ours(experiment, beside, beside.planned.summary, qualifier)
        if beside.planned.summary and beside.ours.n
        else without_result(experiment, "published_loss", beside, qualifier)
        for qualifier, beside in numbers_beside_ours(experiment, "test_loss", "train_loss")
    ]


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
        runs=beside.runs_with(loss),
        n=loss.n,
    )


# Where the test images take the place of validation images, as the plan demands for such a number,
# it is the lowest test loss.
LOWEST_LOSS_EPOCH = "lowest_held_out_loss_epoch"
RULE = "lowest test loss before the last tenth of the epochs, of each run"


def find_published_turns(experiment: Experiment) -> list[Finding]:
    """`published_turn`: after which epoch the test loss rises, as published and in our runs.

    A run turns at the epoch of its lowest test loss, if that lies before the last tenth of its
    epochs (five at least). A lowest loss within these is too near the end to tell a rise from
    chance. Verdicts: `earlier`, `later` (every seed than the published epoch), `within seeds` (the
    published epoch lies between the earliest and the latest of ours), `differs` (some seeds turn),
    `no turn` (no seed does); `other data` (ours is on other data, `details.our_data`), `no result`
    (all our runs failed or diverged: `details.why`). `numbers.earliest` and `numbers.latest` are of
    the seeds that turn, or, if none does, of all.

    A finding for each published epoch and each configuration that it is about.
    """
    return [
        _turn_beside_ours(experiment, beside, ours, qualifier)
        if (ours := beside.planned.summary) and ours.metrics[LOWEST_LOSS_EPOCH].n
        else without_result(experiment, "published_turn", beside, qualifier)
        for qualifier, beside in numbers_beside_ours(experiment, "lowest_test_loss_epoch")
    ]


def _turn_beside_ours(
    experiment: Experiment, beside: Beside, ours: ConfigurationSummary, qualifier: str
) -> Finding:
    published, lowest = beside.published, ours.metrics[LOWEST_LOSS_EPOCH]
    epochs = ours.settings.epochs
    found = [int(epoch) for epoch in lowest.values if epoch is not None]
    turned = [epoch for epoch in found if epoch <= epochs - late_window(epochs)]
    counted = turned or found
    difference = abs((lowest.mean or 0.0) - published)
    verdict = _course(published, found, turned)
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
        given=("published", "epochs"),
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


def _course(published: float, found: list[int], turned: list[int]) -> str:
    if not turned:
        return "no turn"
    if len(turned) < len(found):
        return "differs"
    if max(found) < published:
        return "earlier"
    return "later" if min(found) > published else "within seeds"


FINDERS = (find_published, find_published_loss, find_published_turns, find_published_order)
