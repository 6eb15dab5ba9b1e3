"""Find the digit in one's own photograph, and make of it what networks are shown."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from labbook.artifacts.checksum import sha256_file
from labbook.data.strict_images import TOO_LARGE, strictly
from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT
from labbook.topics.own_digit.digit_image import (
    MOST_INK,
    bounding_box,
    find_ink,
    find_strokes,
    normalized,
    widened,
)
from labbook.topics.own_digit.own_digit_files import OwnDigitImages, write_own_digit_images

FORMATS = ("JPEG", "PNG")
# Fewer cannot show a digit as MNIST does.
LEAST_SIDE = 28
# A digit is told from far fewer pixels than a telephone takes.
LONGEST_SIDE = 1000
# Of the copy that a report shows.
SHOWN_SIDE = 320
WHITE = 255
# By how many gray values the shades of one ink differ. Ink on paper differs by more.
MOST_SHADES = 128
# Bits of a camera's gray values, where these do not fill 16.
MOST_OF_CAMERA = 12


def make(
    *, photograph: str, in_project: bool, sample: str, image_shapes: list[list[int]], images: Path
) -> None:
    """Read the photograph, from the working directory or the project; write own_digit.npz.

    `sample`: the path of the sample that comes with the project, in the project; `image_shapes`:
    (height, width), or with channels behind, of what the networks take.
    """
    path = PROJECT / photograph if in_project else Path(photograph)
    sample_path = PROJECT / sample
    is_sample = (
        path.is_file() and sample_path.is_file() and sha256_file(path) == sha256_file(sample_path)
    )
    shapes = [tuple(shape) for shape in image_shapes]
    write_own_digit_images(images, prepare_digit(path, shapes, is_sample))


def read_photograph(path: Path) -> tuple[np.ndarray, tuple[int, int]]:
    """Gray values, uint8 (height, width), 0 black, and the (width, height) of the photograph.

    Turned as its EXIF orientation says, transparent pixels on paper on which the others are seen,
    and shrunk to LONGEST_SIDE at most. Raises LabbookError if there is no such file, if it holds no
    PNG or JPEG image, or one that is broken, too small or too large.
    """
    try:
        with strictly(), Image.open(path, formats=FORMATS) as image:
            gray = _opaque(ImageOps.exif_transpose(image))
    except FileNotFoundError:
        raise LabbookError(f"{path} is missing; put the photograph of your digit there.") from None
    except UnidentifiedImageError:
        raise LabbookError(
            f"{path} is no PNG or JPEG image; save the photograph as one of these."
        ) from None
    except TOO_LARGE:
        raise LabbookError(
            f"{path} has more than {Image.MAX_IMAGE_PIXELS:,} pixels; save a smaller copy of it."
        ) from None
    # Pillow lets through whatever goes wrong inside a broken file.
    except Exception as error:
        raise LabbookError(
            f"{path} cannot be read as an image ({error}); save the photograph once more."
        ) from None
    width, height = gray.size
    if min(gray.size) < LEAST_SIDE:
        raise LabbookError(
            f"{path} is {width} x {height} pixels, too small to tell a digit; it needs at least "
            f"{LEAST_SIDE} x {LEAST_SIDE}."
        )
    small = gray.copy()
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX, reducing_gap=None)
    return np.asarray(small), (width, height)


def _opaque(image: Image.Image) -> Image.Image:
    """Without transparency, in gray of 8 bits."""
    if image.mode.startswith("I"):
        # 16 bits, which Pillow would cut off above 255 instead of scaling them. Cameras with 10 or
        # 12 bits leave the upper ones empty.
        values = np.asarray(image).astype(np.uint32)
        bits = int(values.max()).bit_length()
        gray = (values >> (8 if bits > MOST_OF_CAMERA else max(bits - 8, 0))).astype(np.uint8)
        alpha = (values != image.info.get("transparency")).astype(np.uint8) * 255
        image = Image.merge("LA", [Image.fromarray(gray), Image.fromarray(alpha)])
    if not image.has_transparency_data:
        return image.convert("L")
    layer = image.convert("RGBA")
    paper = _paper(layer)
    below = Image.new("RGBA", layer.size, (paper, paper, paper, 255))
    return Image.alpha_composite(below, layer).convert("L")


def _paper(layer: Image.Image) -> int:
    """The gray value to lay below a picture, RGBA, whose transparent pixels have none of their own.

    What covers no more than ink does, in few shades, is ink: a drawing, in ink of any color, of
    which nothing would be seen on paper of the same. Else there is paper in it, which goes on.
    """
    small = layer.copy()
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX, reducing_gap=None)
    gray, alpha = (np.asarray(channel) for channel in small.convert("LA").split())
    seen = gray[alpha > alpha.max() / 2]
    if not seen.size:
        return WHITE
    middle = int(np.median(seen))
    if seen.size > MOST_INK * gray.size or np.ptp(np.percentile(seen, [1, 99])) > MOST_SHADES:
        return middle
    return WHITE - WHITE * (middle > WHITE // 2)


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
