"""Which classes are confused, and how well each is told from the rest."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import MonteCarloMethod, chi2_contingency

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import Statistic
from labbook.findings.experiment import Experiment, plain
from labbook.findings.lab import check_runs
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.ranking import first_p
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import (
    ClassEvaluation,
    ConfusedPair,
    RunClasses,
    read_class_evaluation,
)


@dataclass(frozen=True)
class Extremes:
    """`lowest` and `highest` are names of classes, several if they share the place.

    `low` and `high` are the statistics of the first of each.
    """

    lowest: list[str]
    highest: list[str]
    low: Statistic
    high: Statistic

    @property
    def equal(self) -> bool:
        """Whether all classes have the same mean."""
        return self.lowest == self.highest


def extremes(names: Sequence[str], scores: Sequence[Statistic]) -> Extremes | None:
    """Of the classes that have a mean; None if there is none."""
    known = dict(zip(names, scores, strict=True))
    means = {name: score.mean for name, score in known.items() if score.mean is not None}
    if not means:
        return None

    def classes_at(extreme: float) -> list[str]:
        # Means of fractions are rounded: a half is also the mean of a third and two thirds.
        return [name for name, mean in means.items() if math.isclose(mean, extreme, rel_tol=1e-12)]

    lowest, highest = classes_at(min(means.values())), classes_at(max(means.values()))
    return Extremes(lowest, highest, known[lowest[0]], known[highest[0]])


# If more pairs than this are equally common, they are counted and not named.
MOST_NAMED = 3
RECALLS_TEST = "chi-square test of equal recalls, images as the unit"
# Below as many expected in a cell, the distribution of the statistic is no longer near chi-square
# (Cochran 1954, "Some methods for strengthening the common chi-square tests").
LEAST_EXPECTED = 5
RESAMPLES = 9999


def find_confusion(experiment: Experiment, evaluation: ClassEvaluation) -> list[Finding]:
    """`confusion`: which classes are taken for which, and which are recognized least often.

    Of the configuration that is evaluated class by class, over its runs that did not diverge.
    Verdicts: `no errors` (in no run), `never answered` (a class with test images is no answer of a
    run, be it of one run or of all), and of the others `uneven` (the recalls of the shown run
    differ beyond chance, in a chi-square test of the right and wrong answers by class) and `even`
    (they do not, or are all the same). Of a class that is never answered, `recalls` among the
    details says the same.

    What is commonest, lowest and highest is named as it was counted. `pair_shown`, `lowest_shown`
    and `highest_shown` say whether it is told from the next, over images and runs
    (metrics/ranking.py).
    """
    if evaluation.shown is None:
        return []
    keys = {run.key for run in evaluation.runs}
    configuration, runs = experiment.looked_at(evaluation.configuration, keys)
    n_test = sum(evaluation.support)
    errors = describe([n_test - sum(_right(run)) for run in evaluation.runs])
    numbers: dict[str, Any] = {
        "n_test": n_test,
        "n_runs": len(runs),
        "errors": plain(errors),
        "error_share": (errors.mean or 0.0) / n_test,
    }
    details: dict[str, Any] = {
        "one_run": len(runs) == 1,
        "some_left_out": len(runs) < experiment.n_planned(configuration),
        "chosen": experiment.n_configurations > 1,
    }
    verdict = "no errors"
    evidence: dict[str, Any] = {}
    if errors.mean:
        right = _right(evaluation.shown)
        p = equal_recalls_p(right, np.subtract(evaluation.support, right).tolist())
        recalls = (
            "not tested" if p is None else "beyond chance" if p < SIGNIFICANCE else "within chance"
        )
        found = extremes(evaluation.classes, evaluation.scores["recall"])
        # An error is made on a class with images, so there is a recall.
        assert found is not None
        numbers |= {
            **_pair_numbers(evaluation),
            "lowest_recall": plain(found.low),
            "highest_recall": plain(found.high),
        }
        lacking = [_never_answered(run, evaluation) for run in evaluation.runs]
        in_some, in_every = set.union(*lacking), set.intersection(*lacking)
        details |= {
            "recalls": recalls,
            **_pair_details(evaluation),
            "lowest": found.lowest,
            "highest": found.highest,
            "equal": found.equal,
            **_shown_recalls(evaluation),
            "without_images": [
                name
                for name, images in zip(evaluation.classes, evaluation.support, strict=True)
                if not images
            ],
            "never_in_every_run": [name for name in evaluation.classes if name in in_every],
            "never_in_some_runs": [
                name for name in evaluation.classes if name in in_some - in_every
            ],
        }
        verdict = "uneven" if recalls == "beyond chance" else "even"
        if in_some:
            verdict = "never answered"
        evidence = {
            "test": f"{RECALLS_TEST}, in the first run; beyond chance below {SIGNIFICANCE}",
            "n": len(runs),
            "p": p,
        }
    return [
        experiment.finding(
            "confusion",
            verdict,
            [configuration],
            given=("n_test",),
            numbers=numbers,
            details=details,
            runs=runs,
            **evidence,
        )
    ]


def equal_recalls_p(right: Sequence[int], wrong: Sequence[int]) -> float | None:
    """p-value of Pearson's test of homogeneity on right and wrong answers, by class.

    As scipy.stats.chi2_contingency has it, without continuity correction: by the chi-square
    distribution or, where few are expected in a cell, by tables drawn with the same sums, always
    the same ones. None where all answers are right or all wrong, or of fewer than two classes:
    there is nothing to test.
    """
    table = np.array([right, wrong])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2 or not table.any(axis=1).all():
        return None
    found = chi2_contingency(table, correction=False)
    if found.expected_freq.min() < LEAST_EXPECTED:
        drawn = MonteCarloMethod(n_resamples=RESAMPLES, rng=np.random.default_rng(0))
        found = chi2_contingency(table, correction=False, method=drawn)
    return float(found.pvalue)


def _right(run: RunClasses) -> list[int]:
    """How many images of each class are answered rightly."""
    return [row[index] for index, row in enumerate(run.confusion)]


def _never_answered(run: RunClasses, evaluation: ClassEvaluation) -> set[str]:
    """Classes with test images that are no answer of the run."""
    answers = map(sum, zip(*run.confusion, strict=True))
    return {
        name
        for name, images, given in zip(evaluation.classes, evaluation.support, answers, strict=True)
        if images and not given
    }


def _commonest(evaluation: ClassEvaluation) -> list[ConfusedPair]:
    """The pairs of the highest mean."""
    first = evaluation.pairs[0]
    return [pair for pair in evaluation.pairs if sum(pair.counts) == sum(first.counts)]


def _pair_numbers(evaluation: ClassEvaluation) -> dict[str, Any]:
    first, *_ = commonest = _commonest(evaluation)
    return {
        "pair_images": first.mean,
        "pair_share": sum(first.counts) / sum(sum(pair.counts) for pair in evaluation.pairs),
        "n_pair_runs": len(_led_runs(evaluation)),
        "n_commonest_pairs": len(commonest),
    }


def _pair_details(evaluation: ClassEvaluation) -> dict[str, Any]:
    first, *_ = commonest = _commonest(evaluation)
    led = _led_runs(evaluation)
    return {
        "pairs": [
            {"label": evaluation.classes[pair.label], "answer": evaluation.classes[pair.answer]}
            for pair in commonest[:MOST_NAMED]
        ],
        "pairs_named": len(commonest) <= MOST_NAMED,
        "pair_shown": _is_commonest(evaluation.pairs),
        "one_image": first.mean == 1,
        "leads_in": "every run" if len(led) == len(evaluation.runs) else "some runs" if led else "",
        "leads_with_others": not all(led),
    }


def _is_commonest(pairs: Sequence[ConfusedPair]) -> bool:
    """Whether the first is; that of other images in one run, a count varies as Poisson's."""
    first = pairs[0]
    second = pairs[1].counts if pairs[1:] else (0,) * len(first.counts)
    both = first.mean + float(np.mean(second))
    return first_p(first.counts, second, both, step=1.0) < SIGNIFICANCE


def _shown_recalls(evaluation: ClassEvaluation) -> dict[str, bool]:
    """Whether the lowest and the highest recall are told from the next to them."""
    ranked = sorted(
        (recall.mean, [value or 0.0 for value in recall.values], images)
        for recall, images in zip(evaluation.scores["recall"], evaluation.support, strict=True)
        if recall.mean is not None
    )
    return {
        "lowest_shown": _is_extreme(ranked[:2]),
        "highest_shown": _is_extreme(ranked[:-3:-1]),
    }


def _is_extreme(ranked: Sequence[tuple[float, list[float], int]]) -> bool:
    """Whether the recall of the first class is, of (mean, of each run, images) of it and the next.

    With an image that is right and one that is wrong added to each class: Agresti and Caffo (2000),
    American Statistician 54, 280-288.
    """
    if len(ranked) < 2:
        return False
    (_, first, images), (_, second, others) = ranked
    variance = sum(
        (share := (mean * n + 1) / (n + 2)) * (1 - share) / (n + 2) for mean, _, n in ranked
    )
    step = (1 / images + 1 / others) / 2
    return first_p(first, second, variance, step) < SIGNIFICANCE


def _led_runs(evaluation: ClassEvaluation) -> list[bool]:
    """An entry for each run in which no pair is commoner than the first: whether it leads alone."""
    counts = np.array([pair.counts for pair in evaluation.pairs])
    first, most = counts[0], counts[1:].max(axis=0, initial=0)
    return [
        bool(count > other)
        for count, other in zip(first, most, strict=True)
        if count and count >= other
    ]


SEPARATED_FROM = 0.99
GUESS = 0.5
SEPARATION_RULE = f"separated: AUC of at least {SEPARATED_FROM} for every class in every run"


def find_separation(experiment: Experiment, evaluation: ClassEvaluation) -> list[Finding]:
    """`separation`: how far the probabilities tell each class from the rest, whatever the answer.

    By the area under the ROC curve (AUC) of each class against the rest: the chance that an image
    of the class gets a higher probability of being one than an image of another does, ties counting
    half (Fawcett 2006). Verdicts: `separated` (at least 0.99 for every class in every run: of a
    hundred such pairs of images, one at most in the wrong order), `no better than chance` (at most
    0.5 for a class in a run), `overlapping` (any other). Classes without test images have no AUC.
    """
    if evaluation.shown is None:
        return []
    aucs = evaluation.scores["auc"]
    found = extremes(evaluation.classes, aucs)
    if found is None:
        return []
    smallest = {
        name: min(value for value in auc.values if value is not None)
        for name, auc in zip(evaluation.classes, aucs, strict=True)
        if auc.n
    }
    below = [name for name, value in smallest.items() if value < SEPARATED_FROM]
    guessed = [name for name, value in smallest.items() if value <= GUESS]
    keys = {run.key for run in evaluation.runs}
    configuration, runs = experiment.looked_at(evaluation.configuration, keys)
    return [
        experiment.finding(
            "separation",
            "no better than chance" if guessed else "overlapping" if below else "separated",
            [configuration],
            given=("bound", "guess"),
            numbers={
                "bound": SEPARATED_FROM,
                "guess": GUESS,
                "n_runs": len(runs),
                "smallest_auc": min(smallest.values()),
                "macro_auc": plain(evaluation.macro["auc"]),
                "lowest_auc": plain(found.low),
                "highest_auc": plain(found.high),
            },
            details={
                "one_run": len(runs) == 1,
                "below": below,
                "guessed": guessed,
                "lowest": found.lowest,
                "highest": found.highest,
                "equal": found.equal,
            },
            runs=runs,
            test=SEPARATION_RULE,
            n=len(runs),
        )
    ]


FINDERS = (find_confusion, find_separation)


def read_evidence(
    experiments: Iterable[Experiment], *, classes: Mapping[str, Path]
) -> dict[str, ClassEvaluation]:
    """The evaluations, by experiment.

    Raises LabbookError if one is not of the runs in the summary.
    """
    found = {name: read_class_evaluation(path) for name, path in classes.items()}
    for experiment in experiments:
        if evaluation := found.get(experiment.name):
            runs_of = {evaluation.configuration: [run.key for run in evaluation.runs]}
            check_runs(experiment.summary, evaluation.lab, runs_of, "answers by class")
    return found
