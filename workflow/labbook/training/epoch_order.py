"""In which order an epoch sees the training images."""

import numpy as np


def epoch_order(n_train: int, seed: int, epoch: int) -> np.ndarray:
    """A permutation of range(n_train) as int32, determined by the run's seed and the epoch."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, epoch])))
    return generator.permutation(n_train).astype(np.int32)
