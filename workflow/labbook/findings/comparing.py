"""Comparing two configurations, all with the best one, and pairs that differ in one setting."""

from dataclasses import dataclass

from labbook.artifacts.run_settings import Varied
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment
from labbook.metrics.best_configuration import TEST_ACCURACY, ranked
from labbook.metrics.comparison import DIFFERENCE_TEST, Comparison, compare, correct_family


def compared(
    experiment: Experiment, first: ConfigurationSummary, second: ConfigurationSummary
) -> Comparison:
    """Of two that finished, with p-values as they are, not yet corrected for a family."""
    return compare(first, second, experiment.equivalence_margin, experiment.right_answers)


@dataclass(frozen=True)
class Pair:
    """`shared`: the values of the other settings, which are the same for both."""

    first: ConfigurationSummary
    second: ConfigurationSummary
    shared: Varied


@dataclass(frozen=True)
class Pairs:
    """`axis`: the setting that has the values `first` and `second`, one for each side of a pair."""

    axis: str
    first: object
    second: object
    members: tuple[Pair, ...]


def find_pairs(experiment: Experiment) -> Pairs | None:
    """In a sweep over several settings: those that differ in the first that has two values.

    Only configurations that finished; None where there is no such setting, or no pair.
    """
    axes = experiment.summary.axes
    two = [axis for axis in axes if len(axis.values) == 2]
    if len(axes) < 2 or not two:
        return None
    axis, (first, second) = two[0].name, two[0].values
    members = tuple(
        Pair(configuration, other, _other_settings(configuration, axis))
        for configuration in experiment.finished
        if configuration.varied.get(axis) == first
        for other in experiment.finished
        if other.varied.get(axis) == second
        and _other_settings(other, axis) == _other_settings(configuration, axis)
    )
    return Pairs(axis, first, second, members) if members else None


def _other_settings(configuration: ConfigurationSummary, axis: str) -> Varied:
    return {name: value for name, value in configuration.varied.items() if name != axis}


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
    uncorrected = [
        compared(experiment, in_order[0], configuration) for configuration in in_order[1:]
    ]
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
