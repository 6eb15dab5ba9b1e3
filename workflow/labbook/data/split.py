"""Which training images are held out for validation."""

import numpy as np

from labbook.errors import LabbookError


def split_validation(
    labels: np.ndarray, fraction: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Indices (train, validation) into `labels` (n,): sorted, int64, disjoint, together all.

    Stratified: the validation set has round(fraction * n) images, and each class gives its own
    fraction of them up to one image (largest remainders). The same arguments give the same split.
    A fraction of 0 holds out none. Raises LabbookError if another leaves a class without an image
    in either part.
    """
    if fraction == 0:
        return np.arange(len(labels)), np.arange(0)
    classes, counts = np.unique(labels, return_counts=True)
    quotas = fraction * counts
    held_out = np.floor(quotas).astype(np.int64)
    missing = round(fraction * len(labels)) - int(held_out.sum())
    by_remainder = np.argsort(held_out - quotas, kind="stable")
    held_out[by_remainder[:missing]] += 1

    empty = classes[(held_out < 1) | (held_out >= counts)]
    if len(empty) or not len(labels):
        raise LabbookError(
            f"a validation_fraction of {fraction:g} of {len(labels)} training images leaves class "
            f"{', '.join(str(label) for label in empty) or '(none)'} without an image for training "
            "or for validation; choose another fraction."
        )

    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
    validation = np.zeros(len(labels), dtype=bool)
    for label, count in zip(classes, held_out, strict=True):
        members = np.flatnonzero(labels == label)
        validation[generator.permutation(members)[:count]] = True
    return (
        np.flatnonzero(~validation).astype(np.int64),
        np.flatnonzero(validation).astype(np.int64),
    )
