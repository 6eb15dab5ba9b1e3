"""Training images that are flipped, zoomed, turned and shifted at random, anew in each epoch.

All four are one affine map of an image's places, so that an image is interpolated once. What an
image undergoes is determined by the run's seed, the epoch and the image's row alone.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.artifacts.spec import Augmentation

if TYPE_CHECKING:
    import tensorflow as tf

# From a run's seed and an epoch to that epoch's images, (n, pixels) uint8, row by row.
Augmented = Callable[[int, int], "tf.Tensor"]

# Beside it, the same seed and epoch give the order of the images and, with smaller numbers than
# this, the keys of dropout.
STREAM = 2**31
CHUNK_ROWS = 4000


def affine_maps(
    asked: Augmentation, n: int, shape: tuple[int, ...], seed: int, epoch: int
) -> np.ndarray:
    """From places in the changed images to places in the images: (n, 2, 3) float32.

    shape: (height, width), or with channels behind. A map gives row and column of row, column and
    1, counted from the middle of the first pixel. An image is flipped, zoomed, turned and then
    shifted, each about its middle: Keras's RandomFlip, RandomZoom, RandomRotation and
    RandomTranslation in that order, as one map. Shifts are uniform up to `shift` times height and
    width either way, angles up to `rotation` degrees; zooming multiplies places by a number that is
    uniform from 1 - zoom to 1 + zoom; each flip happens with probability 1/2.
    """
    sequence = np.random.SeedSequence([seed, epoch], spawn_key=(STREAM,))
    # Rows have their numbers one after the other: how many there are changes none.
    drawn = np.random.Generator(np.random.PCG64(sequence)).random((n, 6))
    down, right, turn, zoom = 2 * drawn[:, :4].T - 1
    height, width = shape[:2]
    angle = np.deg2rad(asked.rotation * turn)
    scale = 1 + asked.zoom * zoom
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    flips = {"vertical": (True, False), "horizontal": (False, True), "both": (True, True)}
    mirrored = drawn[:, 4:].T < 0.5
    signs = [
        np.where(mirrored[axis] & flipped, -1.0, 1.0)
        for axis, flipped in enumerate(flips.get(asked.flip or "", (False, False)))
    ]
    linear = np.array([[cosine, -sine], [sine, cosine]]) * np.array(signs)[:, np.newaxis]
    middle = np.array([(height - 1) / 2, (width - 1) / 2])
    moved = middle[:, np.newaxis] + asked.shift * np.array([height * down, width * right])
    offset = middle[:, np.newaxis] - (linear * moved).sum(axis=1)
    maps: np.ndarray = np.concatenate([linear, offset[:, np.newaxis]], axis=1)
    return np.moveaxis(maps, 2, 0).astype(np.float32)


def compile_augmentation(asked: Augmentation, images: np.ndarray) -> Augmented:
    """Return a function that changes `images`, (n, height, width, ...) uint8, for an epoch."""
    import tensorflow as tf

    n, *shape = images.shape
    size = min(n, CHUNK_ROWS)
    warp = tf.function(warped, jit_compile=True, autograph=False)
    resident = tf.constant(images)

    def augmented(seed: int, epoch: int) -> Any:
        maps = tf.constant(affine_maps(asked, n, tuple(shape), seed, epoch))
        # The last chunk begins early, so that all have one size and are compiled once.
        starts = [min(start, n - size) for start in range(0, n, size)]
        chunks = [
            warp(resident[start : start + size], maps[start : start + size]) for start in starts
        ]
        chunks[-1] = chunks[-1][(len(starts) * size - n) :]
        return tf.concat(chunks, axis=0)

    return augmented


def warped(images: Any, maps: Any) -> Any:
    """Images (n, height, width, ...) uint8 by maps as of `affine_maps`: (n, pixels) uint8.

    Interpolation is bilinear, with zeros beyond the image, and rounds to whole numbers.
    """
    import tensorflow as tf

    n, height, width, *channels = images.shape
    depth = channels[0] if channels else 1
    places = np.arange(height * width)
    row, column = (places // width).astype(np.float32), (places % width).astype(np.float32)

    def place(axis: int, length: int) -> tuple[Any, Any]:
        """Whole part and fraction of each pixel's place: -1 and `length` are beyond the image."""
        a, b, c = (maps[:, axis, part, np.newaxis] for part in range(3))
        exact = tf.clip_by_value(a * row + b * column + c, -1.0, float(length))
        whole = tf.minimum(tf.floor(exact), length - 1.0)
        return tf.cast(whole, tf.int32), (exact - whole)[..., np.newaxis]

    (top, down), (left, right) = place(0, height), place(1, width)
    bordered = tf.pad(
        tf.reshape(images, (n, height, width, depth)), [[0, 0], [1, 1], [1, 1], [0, 0]]
    )
    flat = tf.reshape(bordered, (-1, depth))
    image = np.arange(n, dtype=np.int32)[:, np.newaxis] * ((height + 2) * (width + 2))
    corner = image + (top + 1) * (width + 2) + left + 1

    def at(below: int, beside: int) -> Any:
        return tf.cast(tf.gather(flat, corner + (below * (width + 2) + beside)), tf.float32)

    upper = at(0, 0) * (1.0 - right) + at(0, 1) * right
    lower = at(1, 0) * (1.0 - right) + at(1, 1) * right
    mixed = upper * (1.0 - down) + lower * down
    return tf.cast(tf.reshape(mixed, (n, -1)) + 0.5, tf.uint8)
