"""How far the probabilities of answers are from the share of right ones, bin by bin."""

from typing import NamedTuple

import numpy as np

# As many bins of equal width as Guo et al. take.
N_BINS = 15


class Bins(NamedTuple):
    """The answers by their probability, (N_BINS,) each; NaN where a bin has no answer.

    counts: how many answers. probabilities: their mean probability. right: the share of right ones.
    """

    counts: np.ndarray
    probabilities: np.ndarray
    right: np.ndarray


def answer_probabilities(probabilities: np.ndarray) -> np.ndarray:
    """The probability of each answer, (n_images,) float64.

    `probabilities` are (n_images, n_classes) or, of class 1, (n_images, 1).
    """
    given = probabilities.astype(np.float64)
    return np.maximum(given, 1 - given)[:, 0] if given.shape[1] == 1 else given.max(axis=1)


def bin_answers(given: np.ndarray, right: np.ndarray) -> Bins:
    """`given` (n_images,): the probability of each answer; `right` (n_images,): whether it is."""
    places = np.minimum((given * N_BINS).astype(int), N_BINS - 1)
    counts, sums, rights = (
        np.bincount(places, weights, N_BINS) for weights in (None, given, right.astype(float))
    )
    with np.errstate(invalid="ignore"):
        return Bins(counts, sums / counts, rights / counts)


def calibration_error(bins: Bins) -> float:
    """The expected calibration error: the mean over the answers of their bin's gap.

    Guo, Pleiss, Sun and Weinberger 2017, On Calibration of Modern Neural Networks (ICML), eq. 3.
    """
    gaps = np.abs(bins.right - bins.probabilities)
    return float(np.nansum(bins.counts * gaps) / bins.counts.sum())
