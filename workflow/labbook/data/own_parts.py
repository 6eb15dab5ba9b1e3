"""Training and test images of the user's own as they lie in the files, before they are checked."""

from dataclasses import dataclass

import numpy as np

# Of all images, at 8 bits a pixel.
MOST_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Part:
    """Training or test images as they were read: (n, height, width), with channels behind or not.

    `labels` (n,); `where` says which part it is, for a sentence: "x_train".
    """

    images: np.ndarray
    labels: np.ndarray
    where: str


@dataclass(frozen=True)
class Found:
    """What the reader of a kind returns; `classes`: where the files name them, else ()."""

    train: Part
    test: Part | None
    classes: tuple[str, ...] = ()
