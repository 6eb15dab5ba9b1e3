"""`confusion`: which classes are taken for which, and which are recognized least often.

Of the configuration that is evaluated class by class, over its runs that did not diverge. Verdicts:
`no errors` (in no run), `never answered` (a class with test images is no answer of a run, be it of
one run or of all), and of the others `uneven` (the recalls of the shown run differ beyond chance,
in a chi-square test of the right and wrong answers by class) and `even` (they do not, or are all
the same). Of a class that is never answered, `recalls` among the details says the same.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import MonteCarloMethod, chi2_contingency

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment, plain
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import ClassEvaluation, ConfusedPair, RunClasses
from labbook.topics.classes.class_extremes import extremes

# If more pairs than this are equally common, they are counted and not named.
MOST_NAMED = 3
TEST = "chi-square test of equal recalls, images as the unit"
# Below as many expected in a cell, the distribution of the statistic is no longer near chi-square
# (Cochran 1954, "Some methods for strengthening the common chi-square tests").
LEAST_EXPECTED = 5
RESAMPLES = 9999


def find_confusion(experiment: Experiment, evaluation: ClassEvaluation) -> list[Finding]:
    """One finding for an experiment that is evaluated class by class and has a run that counts."""
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
            "test": f"{TEST}, in the first run; beyond chance below {SIGNIFICANCE}",
            "n": len(runs),
            "p": p,
        }
    return [
        experiment.finding(
            "confusion",
            verdict,
            [configuration],
            numbers=numbers,
            given=("n_test",),
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
        "one_image": first.mean == 1,
        "leads_in": "every run" if len(led) == len(evaluation.runs) else "some runs" if led else "",
        "leads_with_others": not all(led),
    }


def _led_runs(evaluation: ClassEvaluation) -> list[bool]:
    """An entry for each run in which no pair is commoner than the first: whether it leads alone."""
    counts = np.array([pair.counts for pair in evaluation.pairs])
    first, most = counts[0], counts[1:].max(axis=0, initial=0)
    return [
        bool(count > other)
        for count, other in zip(first, most, strict=True)
        if count and count >= other
    ]
