"""What one core of this machine can do: multiply matrices, and read memory."""

import time
from collections.abc import Callable

import numpy as np

SIDE = 2048
# Far more than any cache holds.
READ_NUMBERS = 100_000_000


def square_product(images: np.ndarray) -> float:
    """Operations a second of `np.matmul` on large square matrices in single precision."""
    a, out = np.ones((SIDE, SIDE), np.float32), np.empty((SIDE, SIDE), np.float32)
    return 2 * SIDE**3 / _seconds(lambda: np.matmul(a, a, out=out))


def dot_product(images: np.ndarray) -> float:
    """Bytes a second that the dot product of two arrays in memory reads.

    The quickest reading that NumPy offers: `np.sum` over the same bytes spends longer on adding.
    """
    halves = np.ones((2, READ_NUMBERS // 2), np.float32)
    return halves.nbytes / _seconds(lambda: np.dot(*halves))


def one_pass(images: np.ndarray) -> float:
    """Bytes a second of one product of all images, in single precision, with one vector: half the
    arithmetic of a step of one neuron, in a single call.
    """
    numbers = np.ones((len(images), images[0].size), np.float32)
    vector = np.ones(images[0].size, np.float32)
    return numbers.nbytes / _seconds(lambda: numbers @ vector)


# By what does it; all take the images that are trained on.
MATRIX_RATES: dict[str, Callable[[np.ndarray], float]] = {
    "products of large square matrices": square_product
}
READ_RATES: dict[str, Callable[[np.ndarray], float]] = {
    "the dot product of two large arrays": dot_product,
    "one product of all images with a vector": one_pass,
}


def _seconds(work: Callable[[], object]) -> float:
    """CPU time of the middle one of three calls."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return sorted(times)[1]
