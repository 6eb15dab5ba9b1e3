"""own_digit.npz: one's own photographed digit, as it was found and as networks are shown it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.errors import LabbookError

_IMAGE = "image_"


@dataclass(frozen=True)
class OwnDigitImages:
    """photograph: uint8 (height, width), gray, a small copy; size: int64 (2,), width and height of
    the photograph itself; box: float64 (4,), left, top, right and bottom of the digit, in pixels of
    the copy.

    is_dark: whether the ink was darker than the paper; is_widened: whether its strokes were made
    wider; is_sample: whether it is the sample that the project ships. images: by shape, uint8,
    light on black.
    """

    photograph: np.ndarray
    size: np.ndarray
    box: np.ndarray
    is_dark: bool
    is_widened: bool
    is_sample: bool
    images: dict[tuple[int, ...], np.ndarray] = field(default_factory=dict)


def write_own_digit_images(path: Path, digit: OwnDigitImages) -> None:
    arrays = {name: np.asarray(value) for name, value in vars(digit).items() if name != "images"}
    for shape, image in digit.images.items():
        arrays[_IMAGE + "x".join(map(str, shape))] = image
    write_arrays(path, arrays)


def read_own_digit_images(path: Path) -> OwnDigitImages:
    """Read them; raises LabbookError naming the file if it is broken."""
    try:
        fields: dict[str, Any] = dict(read_arrays(path))
        images = [fields.pop(name) for name in list(fields) if name.startswith(_IMAGE)]
        for name in ("is_dark", "is_widened", "is_sample"):
            fields[name] = bool(fields[name])
        return OwnDigitImages(**fields, images={image.shape: image for image in images})
    except (EOFError, KeyError, TypeError, ValueError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole file of one's own digit ({error!r}); delete it and build again."
        ) from None
