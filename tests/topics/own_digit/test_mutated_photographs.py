"""Whatever is done to a photograph, a digit is found in it, or one sentence says why not."""

import io
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labbook.topics.own_digit.prepare_job import LONGEST_SIDE, prepare_digit
from mutants import MUTANTS, asked, mutants, with_right_sums
from topics.own_digit.paper import mnist_digits, photographed


def written(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def exif() -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = 6
    found[0x010F] = "A camera"
    return found


# Not while tests are collected: it takes seconds to read the digits.
@cache
def photographs() -> list[bytes]:
    gray = photographed(
        mnist_digits(2)[0][1], size=(60, 80), side=40, corner=(10, 20), grain=0, slope=10
    )
    plain = Image.fromarray(gray)
    layer = Image.fromarray(np.dstack([gray * 0 + 255] * 3 + [255 - gray]))
    return [
        written(plain, "JPEG", quality=90, exif=exif()),
        written(plain.convert("RGB"), "JPEG", progressive=True),
        written(plain.convert("CMYK"), "JPEG"),
        written(plain, "MPO", save_all=True, append_images=[plain]),
        written(plain, "PNG", exif=exif()),
        written(layer, "PNG"),
        written(layer.quantize(16, Image.Quantize.FASTOCTREE), "PNG"),
        written(Image.fromarray(gray.astype(np.uint16) * 257), "PNG"),
        written(plain, "PNG", save_all=True, append_images=[plain.rotate(90)]),
    ]


@given(st.deferred(lambda: st.sampled_from(photographs()).flatmap(mutants)), st.booleans())
@MUTANTS
def test_a_photograph_shows_a_digit_or_is_refused(tmp_path: Path, content, right_sums) -> None:
    file = tmp_path / "mine.png"
    is_png = content.startswith(b"\x89PNG")
    file.write_bytes(with_right_sums(content) if right_sums and is_png else content)
    digit, sentence = asked(lambda: prepare_digit(file, [(28, 28)], is_sample=False))
    if digit is None:
        assert sentence.startswith(f"{file} ")
        assert "\n" not in sentence
        return
    image = digit.images[28, 28]
    assert (image.dtype, image.shape) == (np.uint8, (28, 28))
    assert image.any()
    assert max(digit.photograph.shape) <= LONGEST_SIDE
