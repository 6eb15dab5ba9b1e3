import numpy as np
import pytest
from statsmodels.stats.contingency_tables import mcnemar

from labbook.metrics.comparison import PairOfRuns, combine_pairs, compare_answers


def answers(n_both, first_alone, second_alone, n_neither):
    """Right answers of a first and a second run with these counts."""
    first = [True] * (n_both + first_alone) + [False] * (second_alone + n_neither)
    second = [True] * n_both + [False] * first_alone + [True] * second_alone + [False] * n_neither
    return np.array(first), np.array(second)


@pytest.fixture
def pairs_of(configuration):
    """The pairs of runs of two configurations with these right answers, one a seed."""

    def compare(*both):
        configurations, right = [], {}
        for name, runs in zip("ab", zip(*both, strict=True), strict=True):
            accuracies = [float(run.mean()) for run in runs]
            configurations.append(configuration(name, accuracies, len(runs[0])))
            right |= {f"{name}-{seed}": run for seed, run in enumerate(runs)}
        return compare_answers(*configurations, right)

    return compare


@pytest.mark.parametrize(
    ("table", "p"),
    [
        # Twice the probability of 2 heads or fewer in 12 tosses: 2 (1 + 12 + 66) / 4096.
        ((80, 10, 2, 8), 2 * 79 / 4096),
        ((80, 2, 10, 8), 2 * 79 / 4096),
        # Agresti (2002), Categorical Data Analysis, 2nd edition, table 10.1: approval of the Prime
        # Minister in two surveys of the same people; z^2 = 17.36 there, p = 3e-5.
        ((794, 150, 86, 570), 3.716e-5),
        ((90, 5, 5, 0), 1.0),
        ((100, 0, 0, 0), 1.0),
        ((0, 0, 0, 100), 1.0),
        ((90, 5, 0, 5), 2 / 32),
    ],
)
def test_mcnemars_test(pairs_of, table, p):
    (pair,) = pairs_of(answers(*table))
    assert (pair.first_alone, pair.second_alone) == table[1:3]
    assert pair.p == pytest.approx(p, rel=1e-3)


def test_runs_are_paired_by_the_order_of_their_seeds_without_diverged_ones(configuration):
    first = configuration("a", [None, 0.75, 0.5])
    second = configuration("b", [0.25, 0.5, 1.0])
    right = {
        key: np.array(values, dtype=bool)
        for key, values in {
            "a-1": [1, 1, 1, 0],
            "a-2": [1, 1, 0, 0],
            "b-0": [1, 0, 0, 0],
            "b-1": [0, 0, 1, 1],
            "b-2": [1, 1, 1, 1],
        }.items()
    }
    found = compare_answers(first, second, right)
    assert [(one.first_seed, one.second_seed) for one in found] == [(1, 0), (2, 1)]
    assert [(one.first_alone, one.second_alone) for one in found] == [(2, 0), (2, 2)]


def test_configurations_of_different_tasks_have_no_image_in_common(configuration):
    first = configuration("a", [0.9], task="is it a 0")
    assert compare_answers(first, configuration("b", [0.9], task="is it a 1"), {}) is None


@pytest.mark.parametrize(
    ("p_values", "combined"),
    [
        ([0.03], 0.03),
        ([0.01, 0.02, 0.9], 0.04),
        ([0.01, 0.03], 0.04),
        ([0.6, 0.7, 0.8], 1.0),
    ],
)
def test_of_several_pairs_twice_the_median_counts(p_values, combined):
    pairs = [PairOfRuns(seed, seed, 0, 0, p) for seed, p in enumerate(p_values)]
    assert combine_pairs(pairs) == pytest.approx(combined)


def test_twice_the_median_keeps_its_promise_for_runs_that_share_their_images():
    """Where no network is better, one in twenty at most is called so, however alike the pairs."""
    random = np.random.default_rng(0)
    rejected = 0
    for _ in range(2000):
        shared = random.standard_normal(30)
        pairs = []
        for seed in range(3):
            signs = (shared + 0.3 * random.standard_normal(30)) > 0
            alone = int(signs.sum())
            p = float(mcnemar([[0, alone], [30 - alone, 0]], exact=True).pvalue)
            pairs.append(PairOfRuns(seed, seed, alone, 30 - alone, p))
        rejected += combine_pairs(pairs) < 0.05
    assert rejected / 2000 < 0.05
