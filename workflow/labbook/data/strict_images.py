"""Open an image that nobody vouches for: it is whole, and no larger than a photograph."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile

# What opening it raises then.
TOO_LARGE = (Image.DecompressionBombWarning, Image.DecompressionBombError)


@contextmanager
def strictly() -> Iterator[None]:
    """Refuse what is cut off, whatever WeasyPrint has asked of Pillow in this process.

    And what has more pixels than a photograph: to unpack them may take all of the memory.
    """
    puts_up = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = puts_up
