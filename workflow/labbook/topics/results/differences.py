"""`difference`: the best configuration compared with another one.

There is a finding for each of the others. Verdicts: `better`, `equivalent` (on these test images),
`not resolved`. `details.unresolved_by` says what does not tell the two apart: `seeds`, `images`,
`both`, or `one seed` (a configuration has only one, so the seeds cannot be tested).
Holm's procedure corrects all p-values together; `numbers.uncorrected` has them before that.
"""

from dataclasses import asdict
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs, names_of, plain
from labbook.findings.ranking import Ranking, corrected, rank
from labbook.metrics.comparison import Comparison
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.image_test import IMAGE_TEST
from labbook.metrics.seeds_needed import MOST_SEEDS, POWER, SeedsNeeded, seeds_needed


def find_differences(experiment: Experiment) -> list[Finding]:
    """Findings in order of rank; none if fewer than two configurations finished."""
    ranking = rank(experiment)
    if ranking is None:
        return []
    return [_finding(experiment, ranking, place) for place in range(len(ranking.comparisons))]


def _finding(experiment: Experiment, ranking: Ranking, place: int) -> Finding:
    best, other = ranking.best, ranking.ranked[place + 1]
    comparison = ranking.comparisons[place]
    pairs = comparison.pairs
    needed = _seeds_needed(experiment, ranking, place)
    test, p = comparison.deciding
    if comparison.unresolved_by == "one seed" and pairs is not None:
        # One seed says nothing about the configurations; the image test compares the two networks.
        test, p = IMAGE_TEST, comparison.p_images
    return experiment.finding(
        "difference",
        comparison.verdict,
        [best, other],
        qualifier=other.name,
        numbers={
            "difference": comparison.difference,
            "interval": comparison.interval and list(comparison.interval),
            "best_test_accuracy": plain(best.metrics["test_accuracy"]),
            "other_test_accuracy": plain(other.metrics["test_accuracy"]),
            "margin": experiment.equivalence_margin,
            "n_compared": len(ranking.ranked),
            **_p_values(comparison),
            "uncorrected": _p_values(ranking.uncorrected[place]),
            "n_test": best.n_test,
            "pairs": None if pairs is None else [asdict(pair) for pair in pairs],
            "seeds_needed": needed and needed.n,
            "most_seeds": MOST_SEEDS,
            "power": POWER,
        },
        details={
            "best": best.name,
            "other": other.name,
            "is_runner_up": place == 0,
            "unresolved_by": comparison.unresolved_by,
            "images_tell": comparison.images_tell,
            "image_test": None if pairs is None else corrected(IMAGE_TEST),
            **_details_of_pairs(comparison),
            "of_one_seed": names_of(_of_one_seed(best, other)),
            "aim": needed and needed.aim,
        },
        runs=[*counted_runs(best), *counted_runs(other)],
        test=test and corrected(test),
        n=comparison.n,
        p=p,
        interval=comparison.interval,
    )


def _p_values(comparison: Comparison) -> dict[str, float | None]:
    return {
        name: getattr(comparison, name) for name in ("p_difference", "p_equivalence", "p_images")
    }


def _details_of_pairs(comparison: Comparison) -> dict[str, Any]:
    pairs = comparison.pairs or ()
    leads = [pair.first_alone - pair.second_alone for pair in pairs]
    return {
        "one_pair": len(pairs) == 1,
        "same_seed": all(pair.first_seed == pair.second_seed for pair in pairs),
        "one_way": all(lead >= 0 for lead in leads) or all(lead <= 0 for lead in leads),
        "same_answers": not any(pair.first_alone or pair.second_alone for pair in pairs),
    }


def _of_one_seed(*configurations: ConfigurationSummary) -> list[ConfigurationSummary]:
    return [
        configuration
        for configuration in configurations
        if configuration.metrics["test_accuracy"].n == 1
    ]


def _seeds_needed(experiment: Experiment, ranking: Ranking, place: int) -> SeedsNeeded | None:
    """How many seeds would decide; None if the seeds decide already, or if no spread is known."""
    if ranking.comparisons[place].unresolved_by not in ("seeds", "both"):
        return None
    family = sum(comparison.p_difference is not None for comparison in ranking.comparisons)
    return seeds_needed(
        ranking.best,
        ranking.ranked[place + 1],
        experiment.equivalence_margin,
        # Take Holm's first step, the strictest: the order of future p-values is not known.
        SIGNIFICANCE / family,
    )
