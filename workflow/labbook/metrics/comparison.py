"""Which of two configurations is more accurate, as far as their seeds can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.stats import ttest_ind_from_stats

from labbook.artifacts.summary import ConfigurationSummary
from labbook.metrics.intervals import rounding_std

SIGNIFICANCE = 0.05
DIFFERENCE_TEST = "Welch's t-test over seeds"
EQUIVALENCE_TEST = "two one-sided Welch t-tests over seeds"

Verdict = Literal["better", "worse", "equivalent", "not resolved"]


@dataclass(frozen=True)
class Comparison:
    """Mean test accuracies of a first and a second configuration, over their seeds.

    `difference` is the first's minus the second's. `p_difference` belongs to "no difference",
    `p_equivalence` to "they differ by the margin or more"; None where one has a single seed. A
    family of comparisons carries them corrected together.
    """

    first: str
    second: str
    difference: float
    n: int
    p_difference: float | None
    p_equivalence: float | None

    @property
    def verdict(self) -> Verdict:
        """Equivalent goes before better: a difference too small to matter is no advantage."""
        if self.p_equivalence is not None and self.p_equivalence < SIGNIFICANCE:
            return "equivalent"
        if self.p_difference is not None and self.p_difference < SIGNIFICANCE:
            return "better" if self.difference > 0 else "worse"
        return "not resolved"


def compare(first: ConfigurationSummary, second: ConfigurationSummary, margin: float) -> Comparison:
    """Compare two configurations that have a run each that did not diverge.

    Welch (1947), Biometrika 34, 28-35, for the difference; equivalence within `margin` (a fraction)
    by two one-sided tests: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15,
    657-680. A spread below what the test images can show is taken as that (`rounding_std`).
    """
    one, other = first.metrics["test_accuracy"], second.metrics["test_accuracy"]
    if one.mean is None or other.mean is None:
        raise ValueError(f"{first.name} or {second.name} has no run to compare")
    difference = one.mean - other.mean
    n = min(one.n, other.n)
    if one.std is None or other.std is None:
        return Comparison(first.name, second.name, difference, n, None, None)
    one_std = max(one.std, rounding_std(first.n_test))
    other_std = max(other.std, rounding_std(second.n_test))

    def p_value(shift: float, alternative: str) -> float:
        result = ttest_ind_from_stats(
            difference + shift, one_std, one.n, 0.0, other_std, other.n, False, alternative
        )
        return float(result.pvalue)

    return Comparison(
        first.name,
        second.name,
        difference,
        n,
        p_difference=p_value(0.0, "two-sided"),
        p_equivalence=max(p_value(-margin, "less"), p_value(margin, "greater")),
    )


def correct_family(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """The same comparisons with p-values corrected for their number, by Holm's procedure.

    The differences and the equivalences are corrected as two families.
    """
    differences = holm([one.p_difference for one in comparisons])
    equivalences = holm([one.p_equivalence for one in comparisons])
    return [
        Comparison(one.first, one.second, one.difference, one.n, difference, equivalence)
        for one, difference, equivalence in zip(comparisons, differences, equivalences, strict=True)
    ]


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's step-down adjusted p-values; None stays None and does not count.

    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    tested = sorted((p, index) for index, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    reached = 0.0
    for rank, (p, index) in enumerate(tested):
        reached = max(reached, min(1.0, p * (len(tested) - rank)))
        adjusted[index] = reached
    return adjusted
