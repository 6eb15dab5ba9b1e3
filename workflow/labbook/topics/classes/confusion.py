"""`confusion`: which classes are taken for which, and which are recognized least often.

Of the configuration that is evaluated class by class, over its runs that did not diverge. Verdicts:
`no errors` (in no run), `never answered` (a class with test images is no answer of a run, be it of
one run or of all), and of the others `uneven` (the recalls of the shown run differ beyond chance,
in a chi-square test of the right and wrong answers by class) and `even` (they do not, or are all
the same). Of a class that is never answered, `recalls` among the details says the same.
"""

from typing import Any

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment, plain
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import ClassEvaluation, ConfusedPair, RunClasses
from labbook.topics.classes.class_extremes import evaluated, extremes
from labbook.topics.classes.recall_test import TEST, equal_recalls_p

# More equally common pairs than this are counted, not named.
MOST_NAMED = 3


def find_confusion(experiment: Experiment, evaluation: ClassEvaluation) -> list[Finding]:
    """One finding for an experiment that is evaluated class by class and has a run that counts."""
    if evaluation.shown is None:
        return []
    configuration, runs = evaluated(experiment, evaluation)
    n_test = sum(evaluation.support)
    errors = describe([_errors(run) for run in evaluation.runs])
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
    if not errors.mean:
        return [
            experiment.finding(
                "confusion",
                "no errors",
                [configuration],
                numbers=numbers,
                given=("n_test",),
                details=details,
                runs=runs,
            )
        ]

    p = _equal_recalls_p(evaluation.shown)
    recalls = (
        "not tested" if p is None else "beyond chance" if p < SIGNIFICANCE else "within chance"
    )
    numbers |= {**_pair_numbers(evaluation), **_recall_numbers(evaluation)}
    details |= {"recalls": recalls, **_pair_details(evaluation), **_recall_details(evaluation)}
    lacking = [_never_answered(run, evaluation) for run in evaluation.runs]
    never = [one for one in evaluation.classes if any(one in run for run in lacking)]
    details |= {
        "never_in_every_run": [one for one in never if all(one in run for run in lacking)],
        "never_in_some_runs": [one for one in never if not all(one in run for run in lacking)],
    }
    verdict = "uneven" if recalls == "beyond chance" else "even"
    return [
        experiment.finding(
            "confusion",
            "never answered" if never else verdict,
            [configuration],
            numbers=numbers,
            given=("n_test",),
            details=details,
            runs=runs,
            test=f"{TEST}, in the first run; beyond chance below {SIGNIFICANCE}",
            n=len(runs),
            p=p,
        )
    ]


def _errors(run: RunClasses) -> int:
    return sum(map(sum, run.confusion)) - sum(_right(run))


def _right(run: RunClasses) -> list[int]:
    return [row[index] for index, row in enumerate(run.confusion)]


def _equal_recalls_p(run: RunClasses) -> float | None:
    right = _right(run)
    return equal_recalls_p(
        right, [sum(row) - one for row, one in zip(run.confusion, right, strict=True)]
    )


def _never_answered(run: RunClasses, evaluation: ClassEvaluation) -> set[str]:
    """Classes with test images that are no answer of the run."""
    answers = [sum(column) for column in zip(*run.confusion, strict=True)]
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
    commonest = _commonest(evaluation)
    return {
        "pair_images": commonest[0].mean,
        "pair_share": sum(commonest[0].counts) / sum(map(_errors, evaluation.runs)),
        "n_pair_runs": len(_led_runs(evaluation)),
        "n_commonest_pairs": len(commonest),
    }


def _pair_details(evaluation: ClassEvaluation) -> dict[str, Any]:
    commonest = _commonest(evaluation)
    led = _led_runs(evaluation)
    return {
        "pairs": [
            {"label": evaluation.classes[one.label], "answer": evaluation.classes[one.answer]}
            for one in commonest[:MOST_NAMED]
        ],
        "pairs_named": len(commonest) <= MOST_NAMED,
        "one_image": commonest[0].mean == 1,
        "leads_in": "every run" if len(led) == len(evaluation.runs) else "some runs" if led else "",
        "leads_with_others": not all(led),
    }


def _led_runs(evaluation: ClassEvaluation) -> list[bool]:
    """An entry for each run in which the commonest pair is the commonest: whether it alone is."""
    first, *others = evaluation.pairs
    led = []
    for index, count in enumerate(first.counts):
        most = max((pair.counts[index] for pair in others), default=0)
        if count and count >= most:
            led.append(count > most)
    return led


def _recall_numbers(evaluation: ClassEvaluation) -> dict[str, Any]:
    found = extremes(evaluation.classes, evaluation.scores["recall"])
    if found is None:
        return {}
    return {"lowest_recall": plain(found.low), "highest_recall": plain(found.high)}


def _recall_details(evaluation: ClassEvaluation) -> dict[str, Any]:
    found = extremes(evaluation.classes, evaluation.scores["recall"])
    return {
        "lowest": found.lowest if found else [],
        "highest": found.highest if found else [],
        "equal": found is None or found.equal,
        "without_images": [
            name
            for name, images in zip(evaluation.classes, evaluation.support, strict=True)
            if not images
        ],
    }
