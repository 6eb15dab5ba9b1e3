"""The finders of results: the best, differences, trends and cost."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import TEST
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.comparing import Ranking, corrected, rank, weakest_lead
from labbook.findings.experiment import (
    Experiment,
    Facts,
    accuracy_of,
    counted_runs,
    fewest_seeds,
    mean_of,
    metric_of,
    most_seeds,
    names_of,
    runs_of,
)
from labbook.metrics.best_configuration import VALIDATION_ACCURACY, best
from labbook.metrics.comparison import DIFFERENCE_TEST, EQUIVALENCE_TEST, IMAGE_TEST, Comparison
from labbook.metrics.intervals import seed_interval
from labbook.topics.results.differences import find_differences, find_paired_differences
from labbook.topics.results.trends import find_trends


def find_best(experiment: Experiment) -> list[Finding]:
    """`best`: the most accurate configuration, or the group that cannot be told apart.

    Verdicts: `better` (the first is better than every other), `equivalent` (it is equivalent to at
    least one, and better than the rest), `not resolved` (at least one cannot be told apart from
    it), `only one` (all runs of the others failed or diverged).

    `details.not_resolved` names the configurations that cannot be told apart from the first. The
    seeds tell those in `details.unresolved_by_images` apart from it, but the test images do not.
    The ranking uses the test set, so it only describes the runs. `details.chosen` is the
    configuration with the highest validation accuracy; it is None if some configurations have no
    validation accuracy (`details.without_validation`).

    One finding if the experiment has at least two configurations and one of them finished.
    """
    ranking = rank(experiment)
    if ranking is None or experiment.n_configurations < 2:
        return []
    first = ranking.best
    numbers: Facts = {
        "margin": experiment.equivalence_margin,
        "test_accuracy": metric_of(first, "test_accuracy"),
        "n_compared": len(ranking.ranked),
    }
    left_out = names_of(experiment.without_result)
    if len(ranking.ranked) == 1:
        accuracy = first.metrics["test_accuracy"]
        return [
            experiment.finding(
                "best",
                "only one",
                [first],
                numbers=numbers,
                given=("margin",),
                details={"left_out": left_out},
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
    verdict, test, p = _verdict_on_best(ranking)
    top = accuracy_of(first)
    unresolved = ranking.comparisons_with("not resolved")
    by_images = [pair for pair in unresolved if pair.unresolved_by == "images"]
    by_seeds = [pair for pair in unresolved if pair.unresolved_by != "images"]
    numbers |= {
        "runner_up_test_accuracy": metric_of(runner_up, "test_accuracy"),
        "lead": top - accuracy_of(runner_up),
        "range": top - accuracy_of(ranking.ranked[-1]),
        "chosen_val_accuracy": metric_of(chosen[0], "val_accuracy") if chosen else None,
        "chosen_test_accuracy": metric_of(chosen[0], "test_accuracy") if chosen else None,
        "weakest_p_images": _weakest_p_images(ranking),
        "closest_p_images": _closest_p_images(by_images),
    }
    details: Facts = {
        "runner_up": runner_up.name,
        "tied": names_of(other for other in ranking.ranked[1:] if accuracy_of(other) == top),
        "worse": names_of(ranking.others("better")),
        "equivalent": names_of(ranking.others("equivalent")),
        "not_resolved": names_of(ranking.others("not resolved")),
        "unresolved_by_seeds": [pair.second for pair in by_seeds],
        "unresolved_by_images": [pair.second for pair in by_images],
        "image_test": corrected(IMAGE_TEST),
        "chosen": chosen[0].name if chosen else None,
        "chosen_tied": names_of(chosen[1:]),
        "without_validation": names_of(without),
        "none_validated": len(without) == len(ranking.ranked),
        "all_ranked": not left_out,
        "left_out": left_out,
        "one_seed": most_seeds(ranking.ranked) == 1,
    }
    return [
        experiment.finding(
            "best",
            verdict,
            ranking.group,
            numbers=numbers,
            given=("margin",),
            details=details,
            runs=runs_of(ranking.ranked),
            test=test,
            n=fewest_seeds(ranking.ranked),
            p=p,
            interval=ranking.comparisons[0].interval,
        )
    ]


def _verdict_on_best(ranking: Ranking) -> tuple[str, str | None, float | None]:
    """The verdict, the test that decided it, and the p-value that came nearest to changing it."""
    if unresolved := ranking.comparisons_with("not resolved"):
        by_seeds = [pair.p_difference for pair in unresolved if pair.unresolved_by != "images"]
        p_values = [p for p in by_seeds if p is not None]
        if by_seeds:
            test = corrected(DIFFERENCE_TEST) if p_values else None
            return "not resolved", test, min(p_values, default=None)
        return "not resolved", corrected(IMAGE_TEST), _closest_p_images(unresolved)
    if equivalent := ranking.comparisons_with("equivalent"):
        p_values = [p for pair in equivalent if (p := pair.p_equivalence) is not None]
        return "equivalent", corrected(EQUIVALENCE_TEST), max(p_values)
    return "better", *weakest_lead(ranking)


def _weakest_p_images(ranking: Ranking) -> float | None:
    """The largest p-value of the image test among those that the best is better than.

    None if it is better than no other, or if one of them has no image test (it has another task).
    """
    p_values = [pair.p_images for pair in ranking.comparisons_with("better")]
    known = [p for p in p_values if p is not None]
    return max(known) if known and len(known) == len(p_values) else None


def _closest_p_images(by_images: list[Comparison]) -> float | None:
    """The smallest p-value of the image test; None if there is no such comparison."""
    return min((p for pair in by_images if (p := pair.p_images) is not None), default=None)


# Other work on the same machine changes CPU times by about this factor.
SAME_TIME = 1.05


def find_cost(experiment: Experiment) -> list[Finding]:
    """`cost`: CPU time of training against accuracy.

    Verdicts: `cheaper` (a configuration that cannot be told apart from the best trains in less
    time), `best is cheapest` (no such configuration trains in less time than the best), `not
    resolved` (every configuration has one seed, so nothing tells which ones are as good as the
    best). CPU times are measured and differ from build to build; accuracies do not.

    One finding if at least two configurations finished.
    """
    ranking = rank(experiment)
    if ranking is None or len(ranking.ranked) < 2:
        return []

    best, group = ranking.best, ranking.group
    by_time = sorted(ranking.ranked, key=_seconds)
    fastest, slowest = by_time[0], by_time[-1]
    equal = next(configuration for configuration in by_time if configuration in group)
    one_seed = most_seeds(ranking.ranked) == 1
    verdict = "best is cheapest" if equal is best else "cheaper"
    test, p = _deciding_test(ranking, equal)
    return [
        experiment.finding(
            "cost",
            "not resolved" if one_seed else verdict,
            [best] if equal is best else [best, equal],
            numbers={
                "best_seconds": metric_of(best, "training_cpu_seconds"),
                "cheapest_equal_seconds": metric_of(equal, "training_cpu_seconds"),
                "fastest_seconds": metric_of(fastest, "training_cpu_seconds"),
                "slowest_seconds": metric_of(slowest, "training_cpu_seconds"),
                "best_to_cheapest_equal": _ratio(best, equal),
                "slowest_to_fastest": _ratio(slowest, fastest),
                "accuracy_given_up": accuracy_of(best) - accuracy_of(equal),
                "fastest_test_accuracy": metric_of(fastest, "test_accuracy"),
                "slowest_test_accuracy": metric_of(slowest, "test_accuracy"),
            },
            details={
                "best": best.name,
                "cheapest_equal": equal.name,
                "fastest": fastest.name,
                "slowest": slowest.name,
                "all_ranked": not experiment.without_result,
                "alone": len(group) == 1,
                "same_time": _seconds(slowest) <= SAME_TIME * _seconds(fastest),
            },
            runs=runs_of(ranking.ranked),
            test=test,
            n=fewest_seeds(ranking.ranked),
            p=p,
        )
    ]


def _seconds(configuration: ConfigurationSummary) -> float:
    return mean_of(configuration, "training_cpu_seconds")


def _ratio(slower: ConfigurationSummary, faster: ConfigurationSummary) -> float | None:
    return _seconds(slower) / _seconds(faster) if _seconds(faster) > 0 else None


def _deciding_test(
    ranking: Ranking, equal: ConfigurationSummary
) -> tuple[str | None, float | None]:
    """The test and the p-value behind the group of configurations that are as good as the best.

    They show that the cheapest belongs to the group, or that the best is alone in it.
    """
    if equal is not ranking.best:
        test, p = ranking.comparisons[ranking.ranked.index(equal) - 1].deciding
        return test and corrected(test), p
    return weakest_lead(ranking) if len(ranking.group) == 1 else (None, None)


FINDERS = (find_best, find_differences, find_paired_differences, find_trends, find_cost)
