"""A photograph as gray values, upright, on white, no larger than it need be."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from labbook.errors import LabbookError

FORMATS = ("JPEG", "PNG")
# Fewer cannot show a digit as MNIST does.
LEAST_SIDE = 28
# A digit is told from far fewer pixels than a telephone takes.
LONGEST_SIDE = 1000


def read_photograph(path: Path) -> tuple[np.ndarray, tuple[int, int]]:
    """Gray values, uint8 (height, width), 0 black, and the (width, height) of the photograph.

    Turned as its EXIF orientation says, transparent pixels on white, and shrunk to LONGEST_SIDE at
    most. Raises LabbookError if there is no such file, if it holds no PNG or JPEG image, or one
    that is broken, too small or too large.
    """
    try:
        with warnings.catch_warnings():
            # Of more pixels than a photograph has: to unpack them may take all of the memory.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                upright = ImageOps.exif_transpose(image)
                gray = _on_white(upright)
    except FileNotFoundError:
        raise LabbookError(f"{path} is missing; put the photograph of your digit there.") from None
    except UnidentifiedImageError:
        raise LabbookError(
            f"{path} is no PNG or JPEG image; save the photograph as one of these."
        ) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise LabbookError(
            f"{path} has more than {Image.MAX_IMAGE_PIXELS:,} pixels; save a smaller copy of it."
        ) from None
    except (OSError, SyntaxError, ValueError) as error:
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


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, in gray of 8 bits."""
    if image.mode.startswith("I"):
        # 16 bits, which Pillow would cut off above 255 instead of scaling them.
        return Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        opaque = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), opaque).convert("L")
    return image.convert("L")
