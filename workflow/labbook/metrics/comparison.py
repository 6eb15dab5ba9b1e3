"""Compare the accuracy of two configurations over seeds and over test images."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.stats import ttest_ind_from_stats
from statsmodels.stats.contingency_tables import mcnemar

from labbook.artifacts.right_answers import RightAnswers
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.metrics.best_configuration import counted_runs
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.intervals import difference_interval, known_spread

IMAGE_TEST = "McNemar's exact test on the test images"


@dataclass(frozen=True)
class PairOfRuns:
    """A run of a first and a run of a second configuration.

    `first_alone`, `second_alone`: the number of test images on which only this run is right. `p`
    tests "both are equally likely to be the one that is right".
    """

    first_seed: int
    second_seed: int
    first_alone: int
    second_alone: int
    p: float


def compare_answers(
    first: ConfigurationSummary, second: ConfigurationSummary, answers: RightAnswers
) -> tuple[PairOfRuns, ...] | None:
    """Compare run i of the first with run i of the second, by order of seeds.

    Diverged runs are left out. None if the two have different tasks, because an image then has
    different correct answers.
    Raises KeyError if the answers of a run are missing.
    """
    if first.settings.task != second.settings.task:
        return None
    return tuple(
        _compare_runs(first_run, second_run, answers[first_run.key], answers[second_run.key])
        for first_run, second_run in zip(_by_seed(first), _by_seed(second), strict=False)
    )


def combine_pairs(pairs: Sequence[PairOfRuns]) -> float:
    """One p-value for all pairs: twice their median, at most 1; a single pair keeps its own.

    The pairs share their test images; twice the median is valid for any dependence:
    Rüger (1978), Metrika 25, 171-178; DiCiccio, DiCiccio and Romano (2020), Exact tests via
    multiple data splitting, Statistics and Probability Letters 166.
    """
    p_values = [pair.p for pair in pairs]
    if len(p_values) == 1:
        return p_values[0]
    return min(1.0, 2 * statistics.median(p_values))


def _by_seed(configuration: ConfigurationSummary) -> list[RunSummary]:
    return sorted(counted_runs(configuration), key=lambda run: run.seed)


def _compare_runs(
    first: RunSummary, second: RunSummary, first_right: np.ndarray, second_right: np.ndarray
) -> PairOfRuns:
    """The exact test with the binomial distribution: McNemar (1947), Psychometrika 12, 153-157."""
    first_alone = int(np.count_nonzero(first_right & ~second_right))
    second_alone = int(np.count_nonzero(second_right & ~first_right))
    # The images on which both are right, or both wrong, do not enter the exact test.
    p = mcnemar([[0, first_alone], [second_alone, 0]], exact=True).pvalue
    return PairOfRuns(first.seed, second.seed, first_alone, second_alone, float(p))


DIFFERENCE_TEST = "Welch's t-test over seeds"
EQUIVALENCE_TEST = "two one-sided Welch t-tests over seeds"

Verdict = Literal["better", "worse", "equivalent", "not resolved"]
Unresolved = Literal["one seed", "seeds", "images", "both"]


@dataclass(frozen=True)
class Comparison:
    """Mean test accuracies of a first and a second configuration.

    `difference` is the first mean minus the second, as a fraction; `interval` is Welch's interval
    for it. `p_difference` tests "no difference" and `p_equivalence` tests "they differ by the
    margin or more", both over the seeds. These three are None if a configuration has a single seed.
    `p_images` tests "no difference" over the test images, for `pairs` of runs; both are None if the
    tasks differ. In a family of comparisons, the p-values are corrected together.
    """

    first: str
    second: str
    difference: float
    n: int
    interval: tuple[float, float] | None
    p_difference: float | None
    p_equivalence: float | None
    pairs: tuple[PairOfRuns, ...] | None
    p_images: float | None

    @property
    def seeds_tell(self) -> bool:
        """Whether the difference is larger than the spread over seeds explains."""
        return self.p_difference is not None and self.p_difference < SIGNIFICANCE

    @property
    def images_tell(self) -> bool:
        """Whether the choice of test images does not explain it; True without that test."""
        return self.p_images is None or self.p_images < SIGNIFICANCE

    @property
    def verdict(self) -> Verdict:
        """The result of all tests.

        "equivalent" comes before "better", because a difference that is too small to matter is not
        an advantage. It refers to these test images; its test ignores how they were chosen.
        """
        if self.p_equivalence is not None and self.p_equivalence < SIGNIFICANCE:
            return "equivalent"
        if self.seeds_tell and self.images_tell:
            return "better" if self.difference > 0 else "worse"
        return "not resolved"

    @property
    def unresolved_by(self) -> Unresolved | None:
        """The reason for the verdict "not resolved"; None for the other verdicts."""
        if self.verdict != "not resolved":
            return None
        if self.p_difference is None:
            return "one seed"
        if self.seeds_tell:
            return "images"
        return "seeds" if self.images_tell else "both"

    @property
    def deciding(self) -> tuple[str | None, float | None]:
        """The test that decides the verdict or leaves it open, and its p; None for one seed."""
        if self.verdict == "equivalent":
            return EQUIVALENCE_TEST, self.p_equivalence
        if self.unresolved_by == "images":
            return IMAGE_TEST, self.p_images
        return (None, None) if self.p_difference is None else (DIFFERENCE_TEST, self.p_difference)


def compare(
    first: ConfigurationSummary,
    second: ConfigurationSummary,
    margin: float,
    answers: RightAnswers,
) -> Comparison:
    """Compare two configurations; each has a run that did not diverge.

    Welch (1947), Biometrika 34, 28-35, describes the test for a difference. Two one-sided tests
    show equivalence within `margin` (a fraction): Schuirmann (1987), Journal of Pharmacokinetics
    and Biopharmaceutics 15, 657-680. `known_spread` replaces a spread that is smaller than the test
    images can show. Raises ValueError if a configuration has no such run, KeyError if `answers` has
    no entry for a run.
    """
    one, other = first.metrics["test_accuracy"], second.metrics["test_accuracy"]
    if one.mean is None or other.mean is None:
        raise ValueError(f"{first.name} or {second.name} has no run to compare")
    pairs = compare_answers(first, second, answers)
    difference = one.mean - other.mean
    found = Comparison(
        first.name,
        second.name,
        difference,
        min(one.n, other.n),
        interval=None,
        p_difference=None,
        p_equivalence=None,
        pairs=pairs,
        p_images=None if pairs is None else combine_pairs(pairs),
    )
    one_std, other_std = known_spread(one, first.n_test), known_spread(other, second.n_test)
    if one_std is None or other_std is None:
        return found

    def p_value(shift: float, alternative: str) -> float:
        result = ttest_ind_from_stats(
            difference + shift, one_std, one.n, 0.0, other_std, other.n, False, alternative
        )
        return float(result.pvalue)

    return replace(
        found,
        interval=difference_interval(difference, (one_std, one.n), (other_std, other.n)),
        p_difference=p_value(0.0, "two-sided"),
        p_equivalence=max(p_value(-margin, "less"), p_value(margin, "greater")),
    )


def correct_family(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """The same comparisons with p-values corrected for their number, by Holm's procedure.

    The tests of difference, of equivalence and over test images are three separate families.
    """
    differences = holm([comparison.p_difference for comparison in comparisons])
    equivalences = holm([comparison.p_equivalence for comparison in comparisons])
    images = holm([comparison.p_images for comparison in comparisons])
    return [
        replace(
            comparison,
            p_difference=differences[place],
            p_equivalence=equivalences[place],
            p_images=images[place],
        )
        for place, comparison in enumerate(comparisons)
    ]


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjust p-values by Holm's step-down procedure; None stays None and does not count.

    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    tested = np.array([p for p in p_values if p is not None], dtype=float)
    # The multipletests of statsmodels collects garbage in each call, which takes longer than all
    # findings together.
    order = tested.argsort()
    adjusted = np.empty_like(tested)
    weights = np.arange(len(tested), 0, -1)
    adjusted[order] = np.maximum.accumulate(tested[order] * weights).clip(max=1.0)
    in_turn = iter(adjusted.tolist())
    return [None if p is None else next(in_turn) for p in p_values]
