"""`published`: our accuracy beside the one that was published for the same configuration.

The published number is taken as a single run tested on as many images as ours. Ours is consistent
with it if Student's interval over our seeds (from one seed: Wilson's over the images) and Wilson's
interval of the published number overlap. It is of the test images or of the training images
(`details.metric`), and of the epoch `numbers.epoch`, the last one if that is none.
Verdicts: `consistent`, `above`, `below`; `other data` (ours is on other data, `details.our_data`:
no agreement is claimed), `no result` (all our runs failed or diverged before: `details.why`).

What may explain a difference is worked out where the config tells: `details.differs` (settings that
were not the same), `details.old_adadelta` (the published learning rate is the one that Adadelta had
by default before Keras made it a small one), `details.fixed_answer` (to its digits, the published
test accuracy is that of always giving the commonest answer). It is told with the first number of an
entry (`details.entry`, `details.is_first`).
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

# Half of the last place of an accuracy published as a whole percentage.
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
    """Whether `value` is what was published, as far as the published digits go."""
    decimals = len(repr(published).partition(".")[2])
    return round(value, decimals) == published and abs(value - published) <= ROUNDED_AWAY
