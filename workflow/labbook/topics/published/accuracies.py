"""`published`: our accuracy compared with the published accuracy of the same configuration.

The comparison treats the published number as a single run, tested on as many images as ours. Our
accuracy is consistent with it if two intervals overlap: Student's interval over our seeds (with one
seed, Wilson's interval over the images) and Wilson's interval of the published number.
`details.metric` says whether the accuracy is on test images or on training images, and
`numbers.epoch` after which epoch; none means the last epoch.
Verdicts: `consistent`, `above`, `below` (ours is above or below the published number), `other data`
(our runs used other data, `details.our_data`, so the report claims no agreement), `no result` (all
our runs failed, or diverged before that epoch: `details.why`).

These details may explain a difference, as far as the config tells: `details.differs` lists the
settings that were not the same. `details.old_adadelta` says that the published learning rate is
Adadelta's old default, which Keras later replaced by a smaller one. `details.fixed_answer` says
that the published test accuracy, to its digits, is that of always giving the commonest answer.
A report tells them with the first number of an entry (`details.entry`, `details.is_first`).
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, plain
from labbook.metrics.intervals import accuracy_interval, seed_interval
from labbook.topics.published.entries import (
    Beside,
    numbers_beside_ours,
    told_by_the_config,
    without_result,
)

# A fraction: rounding to a whole percentage changes an accuracy by at most this much.
ROUNDED_AWAY = 0.005


def find_published(experiment: Experiment) -> list[Finding]:
    """A finding for each published accuracy and each configuration that it is about."""
    return [
        _beside_ours(experiment, beside, beside.planned.summary, qualifier)
        if beside.planned.summary and beside.ours.n
        else without_result(experiment, "published", beside, qualifier)
        for qualifier, beside in numbers_beside_ours(experiment, "test_accuracy", "train_accuracy")
    ]


def _beside_ours(
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
    """Whether `value`, rounded to as many digits as `published` has, equals `published`."""
    decimals = len(repr(published).partition(".")[2])
    return round(value, decimals) == published and abs(value - published) <= ROUNDED_AWAY
