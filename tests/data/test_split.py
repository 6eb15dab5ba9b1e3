"""The validation split: disjoint, whole, stratified, and the same for every run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.data.split import split_validation
from labbook.errors import LabbookError


def shuffled(counts: list[int]) -> np.ndarray:
    labels = np.repeat(np.arange(len(counts), dtype=np.uint8), counts)
    return np.random.default_rng(0).permutation(labels)


def labels_with(least: int, most: int):
    """Labels of one to ten classes, each with `least` to `most` images."""
    return st.lists(st.integers(least, most), min_size=1, max_size=10).map(shuffled)


@settings(deadline=None)
@given(labels_with(20, 60), st.floats(0.1, 0.9), st.integers(0, 2**32))
def test_its_laws(labels, fraction, seed):
    train, validation = split_validation(labels, fraction, seed)
    both = np.concatenate([train, validation])
    assert np.array_equal(np.sort(both), np.arange(len(labels)))
    assert len(validation) == round(fraction * len(labels))
    for indices in (train, validation):
        assert indices.dtype == np.int64
        assert np.all(np.diff(indices) > 0)
    for label in np.unique(labels):
        share = fraction * np.sum(labels == label)
        assert abs(np.sum(labels[validation] == label) - share) < 1 + 1e-9
        assert label in labels[train]
        assert label in labels[validation]


@settings(deadline=None)
@given(labels_with(1, 20), st.floats(0.05, 0.95))
def test_it_refuses_only_a_split_that_would_leave_a_class_out(labels, fraction):
    counts = np.bincount(labels)
    try:
        split_validation(labels, fraction, 0)
    except LabbookError:
        assert min(fraction, 1 - fraction) * counts.min() < 2
    else:
        assert counts.min() >= 2


def test_the_seed_alone_decides():
    labels = np.arange(1000, dtype=np.uint8) % 10
    first, again, other = (split_validation(labels, 0.2, seed)[1] for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_mnist_gives_exactly_a_fifth():
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    labels = np.repeat(np.arange(10, dtype=np.uint8), counts)
    train, validation = split_validation(labels, 0.2, 0)
    assert (len(train), len(validation)) == (48_000, 12_000)


@pytest.mark.parametrize("fraction", [-0.5, 0.01, 0.99, 1.0, 1.5])
def test_a_class_without_images_in_a_part_is_refused(fraction: float):
    labels = np.arange(100, dtype=np.uint8) % 10
    with pytest.raises(LabbookError, match="validation_fraction"):
        split_validation(labels, fraction, 0)


def test_a_fraction_of_zero_holds_out_none():
    train, validation = split_validation(np.arange(100, dtype=np.uint8) % 10, 0.0, 0)
    assert (train.tolist(), validation.tolist()) == (list(range(100)), [])


def test_no_images_are_refused():
    with pytest.raises(LabbookError, match="of 0 training images"):
        split_validation(np.array([], np.uint8), 0.2, 0)
