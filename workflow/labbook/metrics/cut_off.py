"""Where Keras cuts an answer off, and how many answers of a run are cut off."""

import numpy as np

# Keras takes no logarithm of a smaller probability.
SMALLEST_PROBABILITY = 1e-7


def of_true_classes(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The probability that each image's own class was given: (n_images,), float64.

    `probabilities` (n_images, n_classes) or, of class 1, (n_images, 1); `labels` (n_images,).
    """
    if probabilities.shape[1] == 1:
        probabilities = np.hstack([1 - probabilities, probabilities])
    return np.asarray(probabilities[np.arange(len(labels)), labels], dtype=np.float64)


def count_cut_off(probabilities: np.ndarray, labels: np.ndarray) -> int:
    """How many images' own output gave SMALLEST_PROBABILITY or less; for the shapes, above.

    Where there is one output, it is that of the images of class 1. Those of class 0 that it answers
    with one or more are cut off, too, but not at zero, and cost a little less (15.94, as a float32
    next to one is not 1 - SMALLEST_PROBABILITY).
    """
    if probabilities.shape[1] == 1:
        probabilities, labels = probabilities[labels == 1], labels[labels == 1]
    return int(np.count_nonzero(of_true_classes(probabilities, labels) <= SMALLEST_PROBABILITY))
