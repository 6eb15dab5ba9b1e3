"""The finders of results: the best, differences, earlier experiments, trends and cost."""

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
    run_values,
    runs_of,
)
from labbook.metrics.best_configuration import VALIDATION_ACCURACY, best
from labbook.metrics.comparison import DIFFERENCE_TEST, EQUIVALENCE_TEST
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.holm import holm
from labbook.metrics.intervals import seed_interval
from labbook.metrics.log_ratio import log_ratio_p
from labbook.topics.results.differences import find_differences, find_paired_differences
from labbook.topics.results.earlier import find_beside_earlier
from labbook.topics.results.trends import find_trends


def find_best(experiment: Experiment) -> list[Finding]:
    """`best`: the most accurate configuration, or the group that cannot be told apart.

    Verdicts: `better` (the first is better than every other), `equivalent` (it is equivalent to at
    least one, and better than the rest), `not resolved` (at least one cannot be told apart from
    it), `only one` (all runs of the others failed or diverged).

    `details.not_resolved` names the configurations that cannot be told apart from the first.
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
    numbers |= {
        "runner_up_test_accuracy": metric_of(runner_up, "test_accuracy"),
        "lead": top - accuracy_of(runner_up),
        "range": top - accuracy_of(ranking.ranked[-1]),
        "chosen_val_accuracy": metric_of(chosen[0], "val_accuracy") if chosen else None,
        "chosen_test_accuracy": metric_of(chosen[0], "test_accuracy") if chosen else None,
    }
    details: Facts = {
        "runner_up": runner_up.name,
        "tied": names_of(other for other in ranking.ranked[1:] if accuracy_of(other) == top),
        "worse": names_of(ranking.others("better")),
        "equivalent": names_of(ranking.others("equivalent")),
        "not_resolved": names_of(ranking.others("not resolved")),
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
        p_values = [pair.p_difference for pair in unresolved if pair.p_difference is not None]
        test = corrected(DIFFERENCE_TEST) if p_values else None
        return "not resolved", test, min(p_values, default=None)
    if equivalent := ranking.comparisons_with("equivalent"):
        p_values = [pair.p_equivalence for pair in equivalent if pair.p_equivalence is not None]
        return "equivalent", corrected(EQUIVALENCE_TEST), max(p_values)
    return "better", *weakest_lead(ranking)


# Runs that one job trains share what else the machine did, which no test over them sees.
LEAST_TIMES = 1.25
TIME_TEST = "Welch’s t-test on the logarithms of the CPU times"


def find_cost(experiment: Experiment) -> list[Finding]:
    """`cost`: a configuration that trains in less CPU time and is not shown to be less accurate.

    Of those that cannot be told apart from the best in accuracy, or are equivalent to it, the one
    with the smallest mean CPU time. It is said only if the best takes at least 1.25 times as long,
    and if Welch's test on the logarithms of the times, corrected for their number by Holm, shows a
    difference. CPU times are measured and differ from build to build; accuracies do not. Verdict:
    `cheaper`.

    One finding at most.
    """
    ranking = rank(experiment)
    if ranking is None:
        return []
    best = ranking.best
    others = [one for one in ranking.group if one is not best]
    times = {one.name: run_values([one], "training_cpu_seconds") for one in ranking.group}
    p_values = holm([log_ratio_p(times[best.name], times[other.name]) for other in others])
    shown = [
        (_seconds(other), other, p)
        for other, p in zip(others, p_values, strict=True)
        if p is not None and p < SIGNIFICANCE and _seconds(best) >= LEAST_TIMES * _seconds(other)
    ]
    if not shown:
        return []
    _, cheaper, p = min(shown, key=lambda one: one[0])
    return [
        experiment.finding(
            "cost",
            "cheaper",
            [best, cheaper],
            numbers={
                "best_seconds": metric_of(best, "training_cpu_seconds"),
                "cheapest_equal_seconds": metric_of(cheaper, "training_cpu_seconds"),
                "best_to_cheapest_equal": _seconds(best) / _seconds(cheaper),
                "accuracy_given_up": accuracy_of(best) - accuracy_of(cheaper),
            },
            details={"best": best.name, "cheapest_equal": cheaper.name},
            runs=counted_runs(best, cheaper),
            test=corrected(TIME_TEST),
            n=fewest_seeds([best, cheaper]),
            p=p,
        )
    ]


def _seconds(configuration: ConfigurationSummary) -> float:
    return mean_of(configuration, "training_cpu_seconds")


FINDERS = (
    find_best,
    find_differences,
    find_paired_differences,
    find_beside_earlier,
    find_trends,
    find_cost,
)
