"""The finders of differences: the best and each other configuration, and the pairs of a sweep."""

from labbook.artifacts.findings import Finding
from labbook.findings.comparing import Ranking, compared_pairs, corrected, rank
from labbook.findings.experiment import Experiment, Facts, counted_runs, metric_of
from labbook.findings.pairs import Pair, Pairs, find_pairs
from labbook.metrics.comparison import Comparison
from labbook.metrics.confidence import CONFIDENCE
from labbook.text.names import settings_words


def find_differences(experiment: Experiment) -> list[Finding]:
    """`difference`: the best configuration compared with another one.

    There is a finding for each of the others. Verdicts: `better`, `equivalent`, `not resolved`;
    `details.of_one_seed` names those with a single run, with which nothing is resolved. The
    p-values are corrected for the number of comparisons and of configurations that might have been
    the best; those of a pair that the sweep sets side by side (`details.is_planned`), for these
    pairs. `numbers.uncorrected` has them before that.

    Findings in order of rank; none if fewer than two configurations finished.
    """
    ranking = rank(experiment)
    if ranking is None:
        return []
    return [_from_the_best(experiment, ranking, place) for place in range(len(ranking.comparisons))]


def _from_the_best(experiment: Experiment, ranking: Ranking, place: int) -> Finding:
    best, other = ranking.best, ranking.ranked[place + 1]
    comparison = ranking.comparisons[place]
    test, p = comparison.deciding
    return experiment.finding(
        "difference",
        comparison.verdict,
        [best, other],
        qualifier=other.name,
        numbers={
            "difference": comparison.difference,
            "interval": comparison.interval and list(comparison.interval),
            "best_test_accuracy": metric_of(best, "test_accuracy"),
            "other_test_accuracy": metric_of(other, "test_accuracy"),
            "margin": experiment.equivalence_margin,
            "n_compared": len(ranking.ranked),
            **_p_values(comparison),
            "uncorrected": _p_values(ranking.uncorrected[place]),
            "confidence": CONFIDENCE,
        },
        given=("margin", "confidence"),
        details={
            "best": best.name,
            "other": other.name,
            "is_runner_up": place == 0,
            "is_planned": other.name in ranking.planned,
            "of_one_seed": [
                shown.name for shown in (best, other) if shown.metrics["test_accuracy"].n == 1
            ],
        },
        runs=counted_runs(best, other),
        test=test and corrected(test),
        n=comparison.n,
        p=p,
        interval=comparison.interval,
    )


def _p_values(comparison: Comparison) -> Facts:
    return {
        "p_difference": comparison.p_difference,
        "p_equivalence": comparison.p_equivalence,
    }


def find_paired_differences(experiment: Experiment) -> list[Finding]:
    """`paired_difference`: two configurations that differ in exactly one setting.

    The sweep varies several settings, and the setting in question, `details.axis`, has two values;
    where there is no such setting, the pairs are networks with one hidden layer and with two like
    it (`second_layer`). There is a finding for each pair; it says how `details.second` compares
    with `details.first`. Verdicts: `better`, `worse`, `equivalent`, `not resolved`, as in
    `difference`. Holm's procedure corrects the p-values of these pairs together.

    A finding for each pair, in the order of the plan.
    """
    pairs = find_pairs(experiment)
    if pairs is None:
        return []
    return [
        _of_a_pair(experiment, pairs, pair, comparison)
        for pair, comparison in zip(pairs.members, compared_pairs(experiment, pairs), strict=True)
    ]


def _of_a_pair(experiment: Experiment, pairs: Pairs, pair: Pair, comparison: Comparison) -> Finding:
    test, p = comparison.deciding
    return experiment.finding(
        "paired_difference",
        comparison.verdict,
        [pair.first, pair.second],
        qualifier=pair.second.name,
        numbers={
            "difference": comparison.difference,
            "size": abs(comparison.difference),
            "interval": comparison.interval and list(comparison.interval),
            "first_test_accuracy": metric_of(pair.first, "test_accuracy"),
            "second_test_accuracy": metric_of(pair.second, "test_accuracy"),
            "margin": experiment.equivalence_margin,
            "n_pairs": len(pairs.members),
            **_p_values(comparison),
        },
        given=("margin",),
        details={
            "axis": pairs.axis,
            "first": pair.first.name,
            "second": pair.second.name,
            "shared": settings_words(pair.shared),
            "second_is_higher": comparison.difference > 0,
            "one_seed": comparison.n == 1,
            "one_pair": len(pairs.members) == 1,
        },
        runs=counted_runs(pair.first, pair.second),
        test=test and corrected(test),
        n=comparison.n,
        p=p,
        interval=comparison.interval,
    )
