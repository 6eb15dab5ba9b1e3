"""From a photograph of a digit to the images that networks are shown."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from labbook.errors import LabbookError
from labbook.topics.own_digit.images_file import OwnDigitImages
from labbook.topics.own_digit.ink import find_ink
from labbook.topics.own_digit.normalization import normalized, widened
from labbook.topics.own_digit.reading import read_photograph
from labbook.topics.own_digit.strokes import bounding_box, find_strokes

# Of the copy that a report shows.
SHOWN_SIDE = 320


def prepare_digit(path: Path, shapes: Iterable[tuple[int, ...]], is_sample: bool) -> OwnDigitImages:
    """Find the digit, and normalize it for networks that take images of these `shapes`.

    Raises LabbookError if the file cannot be read as a photograph, or shows no digit.
    """
    gray, size = read_photograph(path)
    ink = find_ink(gray)
    if ink is None:
        raise _no_digit(path, "nothing in it stands out from what is around it")
    strokes = find_strokes(ink.mask)
    if isinstance(strokes, str):
        raise _no_digit(path, strokes)
    shown = Image.fromarray(gray)
    shown.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.BOX, reducing_gap=None)
    rows, columns = bounding_box(strokes)
    across, down = shown.width / gray.shape[1], shown.height / gray.shape[0]
    wide = widened(strokes)
    return OwnDigitImages(
        photograph=np.asarray(shown),
        size=np.array(size),
        box=np.array(
            [columns.start * across, rows.start * down, columns.stop * across, rows.stop * down]
        ),
        is_dark=ink.is_dark,
        is_widened=wide is not strokes,
        is_sample=is_sample,
        images={shape: normalized(wide, shape) for shape in shapes},
    )


def _no_digit(path: Path, why: str) -> LabbookError:
    return LabbookError(
        f"{path} shows no digit that can be told: {why}; photograph one digit, written large in "
        "dark ink, with empty paper all around it."
    )
