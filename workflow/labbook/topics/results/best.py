"""`best`: the most accurate configuration, or the group that cannot be told apart.

Verdicts: `better` (the first is better than every other), `equivalent` (it is equivalent to at
least one, and better than the rest), `not resolved` (at least one cannot be told apart from it),
`only one` (all runs of the others failed or diverged).

`details.not_resolved` names the configurations that cannot be told apart from the first. The seeds
tell those in `details.unresolved_by_images` apart from it, but the test images do not.
The ranking uses the test set, so it only describes the runs. `details.chosen` is the configuration
with the highest validation accuracy; it is None if some configurations have no validation accuracy
(`details.without_validation`).
"""

from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import TEST
from labbook.findings.experiment import Experiment, counted_runs, mean_of, names_of, plain
from labbook.findings.ranking import Ranking, corrected, rank, weakest_lead
from labbook.metrics.best_configuration import VALIDATION_ACCURACY, best
from labbook.metrics.comparison import DIFFERENCE_TEST, EQUIVALENCE_TEST, Comparison
from labbook.metrics.image_test import IMAGE_TEST
from labbook.metrics.intervals import seed_interval


def find_best(experiment: Experiment) -> list[Finding]:
    """One finding if the experiment has at least two configurations and one of them finished."""
    ranking = rank(experiment)
    if ranking is None or experiment.n_configurations < 2:
        return []
    first = ranking.best
    numbers = {
        "margin": experiment.equivalence_margin,
        "test_accuracy": plain(first.metrics["test_accuracy"]),
        "n_compared": len(ranking.ranked),
    }
    left_out = names_of(experiment.without_result)
    if len(ranking.ranked) == 1:
        details: dict[str, Any] = {"left_out": left_out}
        accuracy = first.metrics["test_accuracy"]
        return [
            experiment.finding(
                "best",
                "only one",
                [first],
                numbers=numbers,
                details=details,
                runs=counted_runs(first),
                n=accuracy.n,
                interval=seed_interval(accuracy, first.n_test),
            )
        ]

    runner_up = ranking.ranked[1]
    without = [
        configuration
        for configuration in experiment.finished
        if configuration.held_out_part == TEST
    ]
    chosen = [] if without else best(experiment.finished, VALIDATION_ACCURACY)
    verdict, test, p = _verdict(ranking)
    top = mean_of(first, "test_accuracy")
    unresolved = ranking.comparisons_with("not resolved")
    by_images = [comparison for comparison in unresolved if comparison.unresolved_by == "images"]
    by_seeds = [comparison for comparison in unresolved if comparison.unresolved_by != "images"]
    numbers |= {
        "runner_up_test_accuracy": plain(runner_up.metrics["test_accuracy"]),
        "lead": top - mean_of(runner_up, "test_accuracy"),
        "range": top - mean_of(ranking.ranked[-1], "test_accuracy"),
        "chosen_val_accuracy": plain(chosen[0].metrics["val_accuracy"]) if chosen else None,
        "chosen_test_accuracy": plain(chosen[0].metrics["test_accuracy"]) if chosen else None,
        "weakest_p_images": _weakest_p_images(ranking),
        "closest_p_images": _closest_p_images(by_images),
    }
    details = {
        "runner_up": runner_up.name,
        "tied": names_of(
            configuration
            for configuration in ranking.ranked[1:]
            if mean_of(configuration, "test_accuracy") == top
        ),
        "worse": names_of(ranking.others("better")),
        "equivalent": names_of(ranking.others("equivalent")),
        "not_resolved": names_of(ranking.others("not resolved")),
        "unresolved_by_seeds": [comparison.second for comparison in by_seeds],
        "unresolved_by_images": [comparison.second for comparison in by_images],
        "image_test": corrected(IMAGE_TEST),
        "chosen": chosen[0].name if chosen else None,
        "chosen_tied": names_of(chosen[1:]),
        "without_validation": names_of(without),
        "none_validated": len(without) == len(ranking.ranked),
        "all_ranked": not left_out,
        "left_out": left_out,
        "one_seed": all(
            configuration.metrics["test_accuracy"].n == 1 for configuration in ranking.ranked
        ),
    }
    return [
        experiment.finding(
            "best",
            verdict,
            ranking.group,
            numbers=numbers,
            details=details,
            runs=[run for configuration in ranking.ranked for run in configuration.runs],
            test=test,
            n=min(configuration.metrics["test_accuracy"].n for configuration in ranking.ranked),
            p=p,
            interval=ranking.comparisons[0].interval,
        )
    ]


def _verdict(ranking: Ranking) -> tuple[str, str | None, float | None]:
    """The verdict, the test that decided it, and the p-value that came nearest to changing it."""
    if unresolved := ranking.comparisons_with("not resolved"):
        by_seeds = [
            comparison.p_difference
            for comparison in unresolved
            if comparison.unresolved_by != "images"
        ]
        p_values = [p for p in by_seeds if p is not None]
        if by_seeds:
            test = corrected(DIFFERENCE_TEST) if p_values else None
            return "not resolved", test, min(p_values, default=None)
        return "not resolved", corrected(IMAGE_TEST), _closest_p_images(unresolved)
    if equivalent := ranking.comparisons_with("equivalent"):
        p_values = [p for comparison in equivalent if (p := comparison.p_equivalence) is not None]
        return "equivalent", corrected(EQUIVALENCE_TEST), max(p_values)
    return "better", *weakest_lead(ranking)


def _weakest_p_images(ranking: Ranking) -> float | None:
    """The largest p-value of the image test among those that the best is better than.

    None if it is better than no other, or if one of them has no image test (it has another task).
    """
    p_values = [comparison.p_images for comparison in ranking.comparisons_with("better")]
    known = [p for p in p_values if p is not None]
    return max(known) if known and len(known) == len(p_values) else None


def _closest_p_images(by_images: list[Comparison]) -> float | None:
    """The smallest p-value of the image test; None if there is no such comparison."""
    return min(
        (p for comparison in by_images if (p := comparison.p_images) is not None), default=None
    )
