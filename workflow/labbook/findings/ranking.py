"""The order of an experiment's configurations, and who can be told apart from the first."""

from dataclasses import dataclass

from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.comparing import compared
from labbook.findings.experiment import Experiment
from labbook.metrics.best_configuration import TEST_ACCURACY, ranked
from labbook.metrics.comparison import DIFFERENCE_TEST, Comparison, correct_family


@dataclass(frozen=True)
class Ranking:
    """`ranked` by mean test accuracy, best first, equals in the plan's order.

    `comparisons[i]` sets the best against `ranked[i + 1]`, corrected together by Holm's procedure;
    `uncorrected` are the same before that. The best is picked by the same data: simulated with
    equal configurations and three seeds, Welch's test, cautious with few seeds, wrongly told the
    best from another in 3 % to 6 % of experiments of three to nine configurations. "Better" takes
    the test images, too.
    """

    ranked: list[ConfigurationSummary]
    comparisons: list[Comparison]
    uncorrected: list[Comparison]

    @property
    def best(self) -> ConfigurationSummary:
        return self.ranked[0]

    def comparisons_with(self, verdict: str) -> list[Comparison]:
        """Those of this verdict, in order of rank."""
        return [comparison for comparison in self.comparisons if comparison.verdict == verdict]

    def others(self, verdict: str) -> list[ConfigurationSummary]:
        """Those that the best compares to with this verdict, in order of rank."""
        return [
            configuration
            for configuration, comparison in zip(self.ranked[1:], self.comparisons, strict=True)
            if comparison.verdict == verdict
        ]

    @property
    def group(self) -> list[ConfigurationSummary]:
        """The best and all that it is not shown to be better than, in order of rank."""
        worse = {configuration.name for configuration in self.others("better")}
        return [configuration for configuration in self.ranked if configuration.name not in worse]


def rank(experiment: Experiment) -> Ranking | None:
    """Rank the configurations that finished; None where none did."""
    in_order = ranked(experiment.finished, TEST_ACCURACY)
    if not in_order:
        return None
    uncorrected = [compared(experiment, in_order[0], other) for other in in_order[1:]]
    return Ranking(in_order, correct_family(uncorrected), uncorrected)


def corrected(test: str) -> str:
    """The name of a test whose p-value is one of a ranking's `comparisons`."""
    return f"{test}, corrected by Holm"


def weakest_lead(ranking: Ranking) -> tuple[str, float]:
    """Where the best is better than every other: the test, and the largest of its p-values."""
    p_values = [
        p for comparison in ranking.comparisons if (p := comparison.p_difference) is not None
    ]
    return corrected(DIFFERENCE_TEST), max(p_values)
