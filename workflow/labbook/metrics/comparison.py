"""Which of two configurations is more accurate, as far as seeds and test images can tell."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.stats import ttest_ind_from_stats
from statsmodels.stats.contingency_tables import mcnemar

from labbook.artifacts.right_answers import RightAnswers
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.intervals import difference_interval, known_spread

IMAGE_TEST = "McNemar's exact test on the test images"


@dataclass(frozen=True)
class PairOfRuns:
    """A run of a first and a run of a second configuration.

    `first_alone`, `second_alone`: on how many test images that one alone is right. `p` belongs to
    "equally likely to be the one that is right".
    """

    first_seed: int
    second_seed: int
    first_alone: int
    second_alone: int
    p: float


def compare_answers(
    first: ConfigurationSummary, second: ConfigurationSummary, answers: RightAnswers
) -> tuple[PairOfRuns, ...] | None:
    """Run i of the one against run i of the other by order of seeds; without diverged runs.

    None where the two have different tasks, so that an image asks for different answers.
    Raises KeyError if the answers of a run are missing.
    """
    if first.settings.task != second.settings.task:
        return None
    return tuple(
        _compare_runs(one, other, answers[one.key], answers[other.key])
        for one, other in zip(_by_seed(first), _by_seed(second), strict=False)
    )


def combine_pairs(pairs: Sequence[PairOfRuns]) -> float:
    """One p-value for all pairs: twice the median of theirs, at most 1; of one pair its own.

    The pairs share their test images; twice the median holds under any dependence:
    Rüger (1978), Metrika 25, 171-178; DiCiccio, DiCiccio and Romano (2020), Exact tests via
    multiple data splitting, Statistics and Probability Letters 166.
    """
    p_values = [pair.p for pair in pairs]
    if len(p_values) == 1:
        return p_values[0]
    return min(1.0, 2 * statistics.median(p_values))


def _by_seed(configuration: ConfigurationSummary) -> list[RunSummary]:
    counted = [run for run in configuration.runs if not run.diverged]
    return sorted(counted, key=lambda run: run.seed)


def _compare_runs(
    first: RunSummary, second: RunSummary, first_right: np.ndarray, second_right: np.ndarray
) -> PairOfRuns:
    """McNemar (1947), Psychometrika 12, 153-157, with the binomial distribution itself."""
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

    `difference` is the first's minus the second's, `interval` Welch's for it. `p_difference`
    belongs to "no difference", `p_equivalence` to "they differ by the margin or more", both over
    the seeds: None where one has a single seed, as is `interval`. `p_images` belongs to "no
    difference" over the test images, for `pairs` of runs: None where the tasks differ. A family of
    comparisons carries p-values corrected together.
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
        """Whether the difference is larger than the seeds' spread explains."""
        return self.p_difference is not None and self.p_difference < SIGNIFICANCE

    @property
    def images_tell(self) -> bool:
        """Whether it is larger than the choice of test images explains, as far as that is known."""
        return self.p_images is None or self.p_images < SIGNIFICANCE

    @property
    def verdict(self) -> Verdict:
        """Equivalent goes before better: a difference too small to matter is no advantage.

        Equivalent is meant on these test images, whose choice has no part in that test.
        """
        if self.p_equivalence is not None and self.p_equivalence < SIGNIFICANCE:
            return "equivalent"
        if self.seeds_tell and self.images_tell:
            return "better" if self.difference > 0 else "worse"
        return "not resolved"

    @property
    def unresolved_by(self) -> Unresolved | None:
        """What cannot tell the two apart; None where the verdict is another than not resolved."""
        if self.verdict != "not resolved":
            return None
        if self.p_difference is None:
            return "one seed"
        if self.seeds_tell:
            return "images"
        return "seeds" if self.images_tell else "both"

    @property
    def deciding(self) -> tuple[str | None, float | None]:
        """The test that the verdict rests on, or hangs on, with its p-value; None of one seed."""
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
    """Compare two configurations that have a run each that did not diverge.

    Welch (1947), Biometrika 34, 28-35, for the difference; equivalence within `margin` (a fraction)
    by two one-sided tests: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15,
    657-680. A spread below what the test images can show is taken as that (`known_spread`).
    Raises ValueError where one has no run, KeyError where a run has no `answers`.
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

    Differences, equivalences and test images are corrected as three families.
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
    """Holm's step-down adjusted p-values; None stays None and does not count.

    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    tested = np.array([p for p in p_values if p is not None], dtype=float)
    # Not by statsmodels' multipletests: it collects garbage in each call, longer than all findings
    # together take.
    order = tested.argsort()
    adjusted = np.empty_like(tested)
    weights = np.arange(len(tested), 0, -1)
    adjusted[order] = np.maximum.accumulate(tested[order] * weights).clip(max=1.0)
    in_turn = iter(adjusted.tolist())
    return [None if p is None else next(in_turn) for p in p_values]
