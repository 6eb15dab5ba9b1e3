"""The finder that compares our accuracies with published ones."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, Statistic
from labbook.findings.experiment import Experiment, Fact, Facts, plain
from labbook.metrics.intervals import prediction_interval
from labbook.metrics.statistic import describe
from labbook.metrics.untrained import untrained
from labbook.topics.published.entries import (
    ACCURACIES,
    Beside,
    find_beside,
    ours_of,
    told_by_the_config,
)

# A fraction: rounding to a whole percentage changes an accuracy by at most this much.
ROUNDED_AWAY = 0.005
# A fraction: what "about" may mean of an accuracy.
APPROXIMATE = 0.01
PREDICTION = "Student’s prediction interval for one more run"
NOT_JUDGED = "not judged"


def find_published(experiment: Experiment) -> list[Finding]:
    """`published`: our accuracy compared with the published accuracy of the same configuration.

    The comparison treats the published number as one more run: it is consistent with ours if it
    lies in the prediction interval of our runs (metrics/intervals.py), widened by the rounding of
    the published number, or by a percentage point if that is approximate. `details.metric` says
    whether the accuracy is on test images or on training images, and `numbers.epoch` after which
    epoch; none means the last epoch. Verdicts: `consistent`, `above`, `below` (ours is above or
    below the published number), `one seed` (our only run has no such interval, so no agreement is
    claimed), `two sorts` (some of our runs train and some do not, so an interval over them says
    nothing), `not judged` (the source does not state a setting, `details.unstated`), `other data`
    (our runs used other data, `details.our_data`, so the report claims no agreement), `no result`
    (all our runs failed, or diverged before that epoch: `details.why`).

    Where a setting is not stated, the number is about each configuration of ours that differs in
    that setting alone, and there is a finding for each: `details.fits` says whether the number lies
    in the interval of this one, and `details.between` has the two nearest, if it fits none and lies
    between them. Of runs of two sorts, `details.as_untrained` and `details.as_trained` say whether
    the number is that of all of a sort, of some or of none.

    These details may explain a difference, as far as the config tells: `details.differs` lists the
    settings that were not the same. `details.fixed_answer` says that the published test accuracy,
    to its digits, is that of always giving the commonest answer. A report tells them with the first
    number of an entry (`details.entry`, `details.is_first`). `details.near` says that ours is
    within the margin that counts as equal, or the number in the interval.

    A finding for each published accuracy and each configuration that it is about.
    """
    return find_beside(experiment, "published", ACCURACIES, _accuracy_beside_ours)


def _accuracy_beside_ours(
    experiment: Experiment, beside: Beside, ours: ConfigurationSummary, qualifier: str
) -> Finding:
    accuracy, published = beside.ours, beside.published
    is_test = beside.metric == "test_accuracy"
    n_images = ours.n_test if is_test else ours.n_train
    mean = accuracy.mean or 0.0
    interval = prediction_interval(accuracy, n_images)
    failed = untrained(experiment.summary)
    stuck, learning = (
        [run.key for run in beside.runs if (run.key in failed) == fails] for fails in (True, False)
    )
    of_two_sorts = bool(stuck and learning)
    if of_two_sorts:
        interval = None
    slack = _slack(beside)
    above = interval is not None and interval[0] > published + slack
    below = interval is not None and interval[1] < published - slack
    fits = None if interval is None else not above and not below
    if experiment.other_data:
        verdict = "other data"
    elif accuracy.n == 1:
        verdict = "one seed"
    elif of_two_sorts:
        verdict = "two sorts"
    elif beside.entry.unstated:
        verdict = NOT_JUDGED
    else:
        verdict = "above" if above else "below" if below else "consistent"
    within_margin = abs(mean - published) <= experiment.equivalence_margin
    numbers: Facts = {
        "published": published,
        "epoch": beside.epoch,
        "ours": plain(accuracy),
        "difference": abs(mean - published),
        "margin": experiment.equivalence_margin,
    }
    details: Facts = {
        **told_by_the_config(experiment, beside),
        "fixed_answer": is_test and _rounds_to(ours.majority.accuracy, beside),
        "majority_label": ours.majority.label,
        "images": "test" if is_test else "training",
        "within_one_image": abs(mean - published) * n_images < 1,
        "side": "above" if mean > published else "below",
        "within_margin": within_margin,
        "fits": fits,
        "between": _between(experiment, beside) if beside.entry.unstated else [],
        "near": bool(fits or within_margin),
    }
    if interval:
        numbers |= {"interval": list(interval)}
    if of_two_sorts:
        numbers |= {
            "untrained": plain(_of_runs(beside, stuck)),
            "trained": plain(_of_runs(beside, learning)),
        }
        details |= {
            "as_untrained": _how_many_equal(beside, stuck),
            "as_trained": _how_many_equal(beside, learning),
        }
    return experiment.finding(
        "published",
        verdict,
        [ours],
        qualifier=qualifier,
        numbers=numbers,
        given=("published", "epoch", "margin"),
        details=details,
        runs=beside.runs,
        test=None if of_two_sorts else PREDICTION,
        n=accuracy.n,
    )


def _slack(beside: Beside) -> float:
    """By how much the number that was measured may differ from the one that is printed."""
    return APPROXIMATE if beside.entry.approximate else 0.5 * beside.unit + 1e-12


def _rounds_to(value: float, beside: Beside) -> bool:
    """Whether `value`, rounded to as many digits as the published number has, equals it."""
    return abs(value - beside.published) <= min(0.5 * beside.unit + 1e-12, ROUNDED_AWAY)


def _between(experiment: Experiment, beside: Beside) -> list[Fact]:
    """Of our configurations that it may be about, the nearest on each side; none if one is bare."""
    means = [
        (one.ours.mean, one.planned.known.name)
        for one in ours_of(experiment, beside.place, beside.entry, beside.metric)
        if one.ours.mean is not None
    ]
    lower = [one for one in means if one[0] < beside.published]
    higher = [one for one in means if one[0] >= beside.published]
    return [max(lower)[1], min(higher)[1]] if lower and higher else []


def _of_runs(beside: Beside, keys: list[str]) -> Statistic:
    return describe(
        [value for run, value in zip(beside.runs, _values(beside), strict=True) if run.key in keys]
    )


def _values(beside: Beside) -> list[float]:
    return [value for value in beside.ours.values if value is not None]


def _how_many_equal(beside: Beside, keys: list[str]) -> str:
    """`all`, `some` or `none` of these runs have the published number, give or take its digits."""
    values = _of_runs(beside, keys).values
    n_equal = sum(abs((value or 0.0) - beside.published) <= _slack(beside) for value in values)
    return "none" if n_equal == 0 else "all" if n_equal == len(values) else "some"
