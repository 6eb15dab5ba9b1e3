"""Test which of two configurations is correct on more test images, for pairs of runs.

Both networks answer for the same test images; an image counts only if one of them alone is right.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from statsmodels.stats.contingency_tables import mcnemar

from labbook.artifacts.right_answers import RightAnswers
from labbook.artifacts.summary import ConfigurationSummary, RunSummary

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
    counted = [run for run in configuration.runs if not run.diverged]
    return sorted(counted, key=lambda run: run.seed)


def _compare_runs(
    first: RunSummary, second: RunSummary, first_right: np.ndarray, second_right: np.ndarray
) -> PairOfRuns:
    """The exact test with the binomial distribution: McNemar (1947), Psychometrika 12, 153-157."""
    first_alone = int(np.count_nonzero(first_right & ~second_right))
    second_alone = int(np.count_nonzero(second_right & ~first_right))
    # The images on which both are right, or both wrong, do not enter the exact test.
    p = mcnemar([[0, first_alone], [second_alone, 0]], exact=True).pvalue
    return PairOfRuns(first.seed, second.seed, first_alone, second_alone, float(p))
