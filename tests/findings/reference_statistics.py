"""The comparisons of a table a second time, by the textbook's formulas and by no code of Labbook.

Welch's tests from their definition, McNemar's as a binomial test, Holm's procedure as a loop, the
power from the noncentral t-distribution.
"""

import math
import statistics
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest, nct, t


class Compared(NamedTuple):
    verdict: str
    unresolved_by: str | None
    p_difference: float | None
    p_equivalence: float | None
    p_images: float | None


def compare_family(table, pairs):
    """`pairs` of configurations, the p-values of each kind corrected together by Holm."""
    tests = [_welch(table, *pair) for pair in pairs]
    differences = _holm([p for p, _ in tests])
    equivalences = _holm([p for _, p in tests])
    images = _holm([image_p(table, *pair) for pair in pairs])
    return [
        _decide(_mean(first) - _mean(second), *p_values)
        for (first, second), *p_values in zip(pairs, differences, equivalences, images, strict=True)
    ]


def discordant(table, first, second):
    """Of each pair of runs by order of seeds: first alone right, second alone right."""
    answers = [
        (table.right_answers[one.key].astype(int), table.right_answers[other.key].astype(int))
        for one, other in zip(_counted(first), _counted(second), strict=False)
    ]
    return [(int(((a - b) == 1).sum()), int(((b - a) == 1).sum())) for a, b in answers]


def image_p(table, first, second):
    if first.settings.task != second.settings.task:
        return None
    p_values = [
        binomtest(a, a + b).pvalue if a + b else 1.0 for a, b in discordant(table, first, second)
    ]
    return p_values[0] if len(p_values) == 1 else min(1, 2 * float(np.median(p_values)))


def power(table, first, second, n, family):
    """Of the t-test with n seeds each that is to decide, and what is asked of it."""
    pooled = math.sqrt((_spread(first) ** 2 + _spread(second) ** 2) / 2)
    difference = abs(_mean(first) - _mean(second))
    freedom = 2 * n - 2
    if difference > table.equivalence_margin - 1e-9:
        limit = t.isf(0.05 / family / 2, freedom)
        shift = difference / pooled * math.sqrt(n / 2)
        wrong_side = nct.cdf(-limit, freedom, shift)
        return nct.sf(limit, freedom, shift) + np.nan_to_num(wrong_side), 0.8
    shift = (table.equivalence_margin - difference) / pooled * math.sqrt(n / 2)
    return nct.sf(t.isf(0.05 / family, freedom), freedom, shift), 0.9


def _counted(configuration):
    return sorted((run for run in configuration.runs if not run.diverged), key=lambda run: run.seed)


def _values(configuration):
    return [run.metrics["test_accuracy"] for run in _counted(configuration)]


def _mean(configuration):
    return statistics.mean(_values(configuration))


def _spread(configuration):
    return max(statistics.stdev(_values(configuration)), 1 / (configuration.n_test * math.sqrt(12)))


def _welch(table, first, second):
    sizes = len(_values(first)), len(_values(second))
    if min(sizes) < 2:
        return None, None
    shares = _spread(first) ** 2 / sizes[0], _spread(second) ** 2 / sizes[1]
    error = math.sqrt(sum(shares))
    freedom = sum(shares) ** 2 / sum(
        share**2 / (n - 1) for share, n in zip(shares, sizes, strict=True)
    )
    difference, margin = _mean(first) - _mean(second), table.equivalence_margin
    return (
        2 * t.sf(abs(difference) / error, freedom),
        max(
            t.cdf((difference - margin) / error, freedom),
            t.sf((difference + margin) / error, freedom),
        ),
    )


def _holm(p_values):
    known = sorted(p for p in p_values if p is not None)
    adjusted, reached = {}, 0.0
    for rank, p in enumerate(known):
        reached = max(reached, min(1.0, (len(known) - rank) * p))
        adjusted.setdefault(p, reached)
    return [None if p is None else adjusted[p] for p in p_values]


def _decide(difference, p_difference, p_equivalence, p_images):
    p_values = p_difference, p_equivalence, p_images
    if p_equivalence is not None and p_equivalence < 0.05:
        return Compared("equivalent", None, *p_values)
    seeds = p_difference is not None and p_difference < 0.05
    images = p_images is None or p_images < 0.05
    if seeds and images:
        return Compared("better" if difference > 0 else "worse", None, *p_values)
    by = "one seed" if p_difference is None else "both"
    if by == "both" and (seeds or images):
        by = "images" if seeds else "seeds"
    return Compared("not resolved", by, *p_values)
