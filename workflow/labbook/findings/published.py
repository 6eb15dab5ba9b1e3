"""`published`: our test accuracy beside the one that was published for the same configuration.

The published number is taken as a single run tested on as many images as ours. Ours is consistent
with it if Student's interval over our seeds (from one seed: Wilson's over the images) and Wilson's
interval of the published number overlap.
Verdicts: `consistent`, `above`, `below`; `other data` (ours is on the embedded subset: no agreement
is claimed), `no result` (all our runs failed or diverged: `details.why`). A published loss stands
beside ours unjudged.

What may explain a difference is worked out where the config tells: `details.differs` (settings that
were not the same), `details.old_adadelta` (the published learning rate is the one that Adadelta had
by default before Keras made it a small one), `details.fixed_answer` (to its digits, the published
accuracy is that of always giving the commonest answer).
"""

from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, PlannedConfiguration
from labbook.findings.conditions import conditions_in_words, differing
from labbook.findings.experiment import Experiment, counted_runs, plain
from labbook.metrics.intervals import accuracy_interval, seed_interval

# As published (Zeiler, 2012, arXiv:1212.5701), where the step has no such factor.
OLD_ADADELTA_RATE = 1.0
# Half of the last place of an accuracy published as a whole percentage.
ROUNDED_AWAY = 0.005


def find_published(experiment: Experiment) -> list[Finding]:
    """A finding for each published number and each configuration that it is about."""
    pairs = [
        (entry, one)
        for entry in experiment.published
        if entry["test_accuracy"] is not None
        for one in experiment.summary.planned
        if all(one.known.varied.get(name) == value for name, value in entry["of"].items())
    ]
    # Two sources may have published a number for one configuration.
    names = [one.known.name for _, one in pairs]
    findings = []
    for place, (entry, planned) in enumerate(pairs, start=1):
        name = planned.known.name
        qualifier = name if names.count(name) == 1 else f"{name}_{place}"
        ours = planned.summary
        if ours and counted_runs(ours):
            findings.append(_beside_ours(experiment, entry, ours, qualifier))
        else:
            findings.append(_without_result(experiment, entry, planned, qualifier))
    return findings


def _beside_ours(
    experiment: Experiment, entry: dict[str, Any], ours: ConfigurationSummary, qualifier: str
) -> Finding:
    accuracy = ours.metrics["test_accuracy"]
    runs = counted_runs(ours)
    low, high = seed_interval(accuracy, ours.n_test) or runs[0].test_accuracy_interval
    published = float(entry["test_accuracy"])
    published_low, published_high = accuracy_interval(published, ours.n_test)
    if experiment.is_subset:
        verdict = "other data"
    elif low > published_high:
        verdict = "above"
    elif high < published_low:
        verdict = "below"
    else:
        verdict = "consistent"
    mean = accuracy.mean or 0.0
    return experiment.finding(
        "published",
        verdict,
        [ours],
        qualifier=qualifier,
        numbers={
            "published": published,
            "published_interval": [published_low, published_high],
            "published_loss": entry.get("test_loss"),
            "test_accuracy": plain(accuracy),
            "interval": [low, high],
            "test_loss": plain(ours.metrics["test_loss"]),
            "difference": abs(mean - published),
            "margin": experiment.equivalence_margin,
        },
        details={
            **_told(experiment, entry, ours.settings),
            "fixed_answer": _rounds_to(ours.majority.accuracy, entry["test_accuracy"]),
            "majority_label": ours.majority.label,
            "one_seed": accuracy.n == 1,
            "within_one_image": abs(mean - published) * ours.n_test < 1,
            "side": "above" if mean > published else "below",
            "within_margin": abs(mean - published) <= experiment.equivalence_margin,
        },
        runs=runs,
        test=(
            "Wilson intervals over the test images"
            if accuracy.n == 1
            else "Student's interval over seeds, Wilson's for the published run"
        ),
        n=accuracy.n,
    )


def _without_result(
    experiment: Experiment, entry: dict[str, Any], ours: PlannedConfiguration, qualifier: str
) -> Finding:
    ends = (("failed", ours.failed), ("diverged", ours.summary))
    return experiment.finding(
        "published",
        "no result",
        [ours.known],
        qualifier=qualifier,
        numbers={
            "published": float(entry["test_accuracy"]),
            "published_loss": entry.get("test_loss"),
        },
        details={
            **_told(experiment, entry, ours.known.settings),
            "why": " or ".join(end for end, happened in ends if happened),
            "one_run": len(ours.seeds) == 1,
        },
        runs=ours.runs,
    )


def _told(
    experiment: Experiment, entry: dict[str, Any], settings: dict[str, Any]
) -> dict[str, Any]:
    """What the config says of a published number, and how its training was unlike ours."""
    conditions = entry.get("conditions") or {}
    differs = differing(conditions, settings)
    return {
        "source": entry.get("source") or experiment.published_source,
        "note": entry.get("note") or experiment.published_note,
        "conditions": conditions_in_words(conditions),
        "differs": differs,
        "old_adadelta": any(one["setting"] == "learning rate" for one in differs)
        and settings["optimizer"]["name"] == "adadelta"
        and conditions["learning_rate"] == OLD_ADADELTA_RATE,
    }


def _rounds_to(value: float, published: float) -> bool:
    """Whether `value` is what was published, as far as the published digits go."""
    decimals = len(repr(published).partition(".")[2])
    return round(value, decimals) == published and abs(value - published) <= ROUNDED_AWAY
