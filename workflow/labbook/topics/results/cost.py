"""`cost`: CPU time of training against accuracy.

Verdicts: `cheaper` (a configuration that cannot be told apart from the best trains in less time),
`best is cheapest` (no such configuration trains in less time than the best), `not resolved` (every
configuration has one seed, so nothing tells which ones are as good as the best).
CPU times are measured and differ from build to build; accuracies do not.
"""

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment, mean_of, plain
from labbook.findings.ranking import Ranking, corrected, rank, weakest_lead

# Other work on the same machine changes CPU times by about this factor.
SAME_TIME = 1.05


def find_cost(experiment: Experiment) -> list[Finding]:
    """One finding if at least two configurations finished."""
    ranking = rank(experiment)
    if ranking is None or len(ranking.ranked) < 2:
        return []

    def seconds(configuration_index: int) -> float:
        return mean_of(ranking.ranked[configuration_index], "training_cpu_seconds")

    by_time = sorted(range(len(ranking.ranked)), key=seconds)
    group = {configuration.name for configuration in ranking.group}
    cheapest_equal = next(index for index in by_time if ranking.ranked[index].name in group)
    fastest, slowest = by_time[0], by_time[-1]
    one_seed = all(
        configuration.metrics["test_accuracy"].n == 1 for configuration in ranking.ranked
    )
    verdict = "best is cheapest" if cheapest_equal == 0 else "cheaper"

    def ratio(numerator: int, denominator: int) -> float | None:
        return seconds(numerator) / seconds(denominator) if seconds(denominator) > 0 else None

    best, equal = ranking.best, ranking.ranked[cheapest_equal]
    test, p = _deciding_test(ranking, cheapest_equal)
    return [
        experiment.finding(
            "cost",
            "not resolved" if one_seed else verdict,
            [best, equal] if cheapest_equal else [best],
            numbers={
                "best_seconds": plain(best.metrics["training_cpu_seconds"]),
                "cheapest_equal_seconds": plain(equal.metrics["training_cpu_seconds"]),
                "fastest_seconds": plain(ranking.ranked[fastest].metrics["training_cpu_seconds"]),
                "slowest_seconds": plain(ranking.ranked[slowest].metrics["training_cpu_seconds"]),
                "best_to_cheapest_equal": ratio(0, cheapest_equal),
                "slowest_to_fastest": ratio(slowest, fastest),
                "accuracy_given_up": mean_of(best, "test_accuracy")
                - mean_of(equal, "test_accuracy"),
                "fastest_test_accuracy": plain(ranking.ranked[fastest].metrics["test_accuracy"]),
                "slowest_test_accuracy": plain(ranking.ranked[slowest].metrics["test_accuracy"]),
            },
            details={
                "best": best.name,
                "cheapest_equal": equal.name,
                "fastest": ranking.ranked[fastest].name,
                "slowest": ranking.ranked[slowest].name,
                "all_ranked": not experiment.without_result,
                "alone": len(group) == 1,
                "same_time": seconds(slowest) <= SAME_TIME * seconds(fastest),
            },
            runs=[run for configuration in ranking.ranked for run in configuration.runs],
            test=test,
            n=min(configuration.metrics["test_accuracy"].n for configuration in ranking.ranked),
            p=p,
        )
    ]


def _deciding_test(ranking: Ranking, cheapest_equal: int) -> tuple[str | None, float | None]:
    """The test and the p-value behind the group of configurations that are as good as the best.

    They show that the cheapest belongs to the group, or that the best is alone in it.
    """
    if cheapest_equal:
        test, p = ranking.comparisons[cheapest_equal - 1].deciding
        return test and corrected(test), p
    return weakest_lead(ranking) if len(ranking.group) == 1 else (None, None)
