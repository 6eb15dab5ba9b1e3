"""The order of an experiment's configurations, and who can be told apart from the first."""

from dataclasses import dataclass

from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, mean_of
from labbook.metrics.comparison import Comparison, compare, correct_family


@dataclass(frozen=True)
class Ranking:
    """`ranked` by mean test accuracy, best first, equals in the plan's order.

    `comparisons[i]` sets the best against `ranked[i + 1]`, corrected together by Holm's procedure.
    The best is picked by the same data: simulated with equal configurations and three seeds, a
    wrong "better" came up in 3 % to 6 % of experiments of three to nine configurations, as Welch's
    test is cautious with few seeds.
    """

    ranked: list[ConfigurationSummary]
    comparisons: list[Comparison]

    @property
    def best(self) -> ConfigurationSummary:
        return self.ranked[0]

    def others(self, verdict: str) -> list[ConfigurationSummary]:
        """Those that the best compares to with this verdict, in order of rank."""
        return [
            one
            for one, comparison in zip(self.ranked[1:], self.comparisons, strict=True)
            if comparison.verdict == verdict
        ]

    @property
    def group(self) -> list[ConfigurationSummary]:
        """The best and all that it is not shown to be better than, in order of rank."""
        worse = {one.name for one in self.others("better")}
        return [one for one in self.ranked if one.name not in worse]


def rank(experiment: Experiment) -> Ranking | None:
    """Rank the configurations that finished; None where none did."""
    ranked = sorted(experiment.finished, key=lambda one: -mean_of(one, "test_accuracy"))
    if not ranked:
        return None
    comparisons = [compare(ranked[0], one, experiment.equivalence_margin) for one in ranked[1:]]
    return Ranking(ranked, correct_family(comparisons))
