"""What one core of this machine can do: multiply matrices, and read memory."""

import time
from collections.abc import Callable

import numpy as np

SIDE = 2048
# Far more than any cache holds.
READ_BYTES = 400_000_000


def matrix_rate() -> float:
    """Operations a second of `np.matmul` on large square matrices in single precision."""
    a, out = np.ones((SIDE, SIDE), np.float32), np.empty((SIDE, SIDE), np.float32)
    return 2 * SIDE**3 / _seconds(lambda: np.matmul(a, a, out=out))


def read_rate() -> float:
    """Bytes a second that the dot product of two arrays in memory reads.

    The quickest reading that NumPy offers: `np.sum` over the same bytes spends longer on adding.
    """
    halves = np.ones((2, READ_BYTES // 8), np.float32)
    return halves.nbytes / _seconds(lambda: np.dot(*halves))


def pass_rate(images: np.ndarray) -> float:
    """Bytes a second of one product of all images (n, pixels) with one vector: half the work of a
    step of one neuron, in a single call.
    """
    vector = np.ones(images.shape[1], images.dtype)
    return images.nbytes / _seconds(lambda: images @ vector)


def _seconds(work: Callable[[], object]) -> float:
    """CPU time of the quickest of three calls: a rate is what the machine can do."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)
