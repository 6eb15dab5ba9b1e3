"""The comparisons of a table a second time, by the textbook's formulas and by no code of Labbook.

The crossed test as loops over runs and images, Holm's procedure as a loop.
"""

import math
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.stats import t


class Compared(NamedTuple):
    verdict: str
    p_difference: float | None
    p_equivalence: float | None


def compare_family(table, pairs, n_chosen_from=2):
    """`pairs` of configurations, the p-values of each kind corrected together by Holm."""
    tests = [_crossed(table, *pair) for pair in pairs]
    differences = _holm([p for p, _ in tests])
    more = len(list(combinations(range(n_chosen_from), 2))) / (n_chosen_from - 1)
    differences = [None if p is None else min(1.0, p * more) for p in differences]
    equivalences = _holm([p for _, p in tests])
    return [
        _decide(_mean(first) - _mean(second), *p_values)
        for (first, second), *p_values in zip(pairs, differences, equivalences, strict=True)
    ]


def _counted(configuration):
    return [run for run in configuration.runs if not run.diverged]


def _mean(configuration):
    values = [run.metrics["test_accuracy"] for run in _counted(configuration)]
    return sum(values) / len(values)


def _crossed(table, first, second):
    """Variance of a difference of two means of runs x images; two images more tell them apart."""
    answers = [
        np.array([table.right_answers[run.key] for run in _counted(one)], dtype=float)
        for one in (first, second)
    ]
    if min(map(len, answers)) < 2:
        return None, None
    n_images = answers[0].shape[1]
    by_image = [answers[0][:, i].mean() - answers[1][:, i].mean() for i in range(n_images)]
    difference = sum(by_image) / n_images
    images = (sum((one - difference) ** 2 for one in by_image) + 2) / (n_images - 1) / n_images
    runs, interactions, denominator = [], 0.0, images**2 / (n_images - 1)
    for answer in answers:
        n_runs = len(answer)
        # The two-way table without replicates: total = runs + images + interaction.
        grand = answer.mean()
        total = ((answer - grand) ** 2).sum()
        of_runs = n_images * sum((row.mean() - grand) ** 2 for row in answer)
        of_images = n_runs * sum((column.mean() - grand) ** 2 for column in answer.T)
        interaction = (total - of_runs - of_images) / (n_runs - 1) / (n_images - 1)
        interactions += interaction / n_runs / n_images
        runs.append(of_runs / (n_runs - 1) / n_images / n_runs)
        denominator += runs[-1] ** 2 / (n_runs - 1)
    variance = max(images, sum(runs), images + sum(runs) - interactions)
    freedom, error = variance**2 / denominator, math.sqrt(variance)
    margin = table.equivalence_margin
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


def _decide(difference, p_difference, p_equivalence):
    p_values = p_difference, p_equivalence
    if p_equivalence is not None and p_equivalence < 0.05:
        return Compared("equivalent", *p_values)
    if p_difference is not None and p_difference < 0.05:
        return Compared("better" if difference > 0 else "worse", *p_values)
    return Compared("not resolved", *p_values)
