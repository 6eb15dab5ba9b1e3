"""Compare two configurations, and rank all of an experiment against the best one."""

from dataclasses import dataclass

from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment
from labbook.findings.pairs import Pairs, find_pairs
from labbook.metrics.best_configuration import TEST_ACCURACY, ranked
from labbook.metrics.comparison import DIFFERENCE_TEST, Comparison, compare, correct_family


def compared(
    experiment: Experiment, first: ConfigurationSummary, second: ConfigurationSummary
) -> Comparison:
    """Compare two configurations that finished; the p-values are not corrected for a family yet."""
    return compare(first, second, experiment.equivalence_margin, experiment.right_answers)


@dataclass(frozen=True)
class Ranking:
    """Configurations ranked by mean test accuracy, with the best compared to every other one.

    `ranked` starts with the best; equal ones stand in the plan's order. `comparisons[i]` compares
    the best with `ranked[i + 1]`; Holm's procedure corrects its p-values over all comparisons.
    `uncorrected` holds the same comparisons before that correction.

    The best is chosen by the answers that the tests use: of nine equal configurations, Holm's
    procedure over the comparisons alone would call it better than another in 10 % of experiments
    (docs/statistics.md). So it is corrected for, too, that any of them might have been the best.
    A pair that the sweep itself sets side by side (`find_pairs`) is judged among those pairs,
    here as there: `planned` names the others of such pairs.
    """

    ranked: list[ConfigurationSummary]
    comparisons: list[Comparison]
    uncorrected: list[Comparison]
    planned: frozenset[str] = frozenset()

    @property
    def best(self) -> ConfigurationSummary:
        return self.ranked[0]

    def comparisons_with(self, verdict: str) -> list[Comparison]:
        """The comparisons with this verdict, in order of rank."""
        return [comparison for comparison in self.comparisons if comparison.verdict == verdict]

    def others(self, verdict: str) -> list[ConfigurationSummary]:
        """The configurations whose comparison with the best has this verdict, in order of rank."""
        return [
            configuration
            for configuration, comparison in zip(self.ranked[1:], self.comparisons, strict=True)
            if comparison.verdict == verdict
        ]

    @property
    def group(self) -> list[ConfigurationSummary]:
        """The best and all configurations that it is not shown to beat, in order of rank."""
        worse = {configuration.name for configuration in self.others("better")}
        return [configuration for configuration in self.ranked if configuration.name not in worse]


def rank(experiment: Experiment) -> Ranking | None:
    """Rank the configurations that finished; None if none did."""
    in_order = ranked(experiment.finished, TEST_ACCURACY)
    if not in_order:
        return None
    uncorrected = [compared(experiment, in_order[0], other) for other in in_order[1:]]
    planned = {
        side.second: side
        for pair in compared_pairs(experiment, find_pairs(experiment))
        for side in (pair, pair.turned)
        if side.first == in_order[0].name
    }
    comparisons = [
        planned.get(comparison.second, comparison)
        for comparison in correct_family(uncorrected, len(in_order))
    ]
    return Ranking(in_order, comparisons, uncorrected, frozenset(planned))


def compared_pairs(experiment: Experiment, pairs: Pairs | None) -> list[Comparison]:
    """The second of each pair compared with the first, corrected for their number."""
    members = pairs.members if pairs else ()
    return correct_family([compared(experiment, pair.second, pair.first) for pair in members])


def corrected(test: str) -> str:
    """The name of a test whose p-values are corrected by Holm's procedure."""
    return f"{test}, corrected by Holm"


def weakest_lead(ranking: Ranking) -> tuple[str, float]:
    """The test by which the best is better than every other, and the largest of its p-values."""
    p_values = [p for pair in ranking.comparisons if (p := pair.p_difference) is not None]
    return corrected(DIFFERENCE_TEST), max(p_values)
