"""A photograph as cameras and scanners leave it; what is none gets one sentence."""

import numpy as np
import pytest
from PIL import Image, ImageFile

from labbook.errors import LabbookError
from labbook.topics.own_digit.prepare_job import LONGEST_SIDE, prepare_digit, read_photograph
from topics.own_digit.paper import mnist_digits, photographed

MNIST = (28, 28)


@pytest.fixture(scope="module")
def gray() -> np.ndarray:
    return photographed(mnist_digits(2)[0][1], size=(300, 400), side=180, corner=(60, 90), grain=2)


def image_of(path) -> np.ndarray:
    return prepare_digit(path, [MNIST], is_sample=False).images[MNIST]


def test_the_camera_may_have_been_turned(tmp_path, gray) -> None:
    upright, turned = tmp_path / "upright.png", tmp_path / "turned.jpeg"
    Image.fromarray(gray).save(upright)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    Image.fromarray(np.rot90(gray)).save(turned, quality=95, exif=exif)
    assert read_photograph(turned)[1] == (300, 400)
    difference = image_of(turned).astype(float) - image_of(upright)
    assert np.abs(difference).mean() < 4


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "1", "I;16", "CMYK"])
def test_every_mode_shows_the_same_digit(tmp_path, gray, mode) -> None:
    file = tmp_path / ("digit.jpg" if mode == "CMYK" else "digit.png")
    plain = Image.fromarray(gray)
    if mode == "I;16":
        plain = Image.fromarray(gray.astype(np.uint16) * 257)
    elif mode == "1":
        plain = plain.point(lambda value: 255 * (value > 110)).convert("1")
    else:
        plain = plain.convert(mode)
    plain.save(file)
    Image.fromarray(gray).save(tmp_path / "gray.png")
    difference = image_of(file).astype(float) - image_of(tmp_path / "gray.png")
    assert np.abs(difference).mean() < 12


def test_what_is_transparent_is_white_paper(tmp_path) -> None:
    """As drawing programs save it: the pixels under it are often black."""
    ink = np.zeros((200, 150), np.uint8)
    ink[40:160, 65:80] = 255
    alone = np.dstack([np.zeros((200, 150, 3), np.uint8), ink])
    Image.fromarray(alone).save(tmp_path / "a.png")
    digit = prepare_digit(tmp_path / "a.png", [MNIST], is_sample=False)
    assert digit.is_dark
    assert digit.photograph[0, 0] == 255


def test_a_large_photograph_is_made_smaller(tmp_path) -> None:
    file = tmp_path / "large.jpg"
    Image.new("L", (3000, 1500), "white").save(file)
    small, size = read_photograph(file)
    assert size == (3000, 1500)
    assert small.shape == (LONGEST_SIDE // 2, LONGEST_SIDE)


def noise() -> np.ndarray:
    return np.random.default_rng(0).normal(128, 20, (300, 200)).clip(0, 255).astype(np.uint8)


def half() -> np.ndarray:
    """A hand over half of the picture."""
    gray = np.full((300, 200), 220, np.uint8)
    gray[:, :110] = 40
    return gray


def specks() -> np.ndarray:
    gray = np.full((300, 200), 220, np.uint8)
    gray[50:53, 50:53] = gray[200:202, 90:93] = 20
    return gray


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (np.full((300, 200), 250, np.uint8), "nothing in it stands out"),
        (np.full((300, 200), 5, np.uint8), "nothing in it stands out"),
        (noise(), "nothing in it stands out"),
        (half(), "reaches over its edges"),
        (specks(), "no more than specks"),
    ],
    ids=["empty paper", "all dark", "noise", "half", "specks"],
)
def test_what_shows_no_digit_is_refused(tmp_path, picture, why) -> None:
    file = tmp_path / "mine.png"
    Image.fromarray(picture).save(file)
    with pytest.raises(LabbookError, match=why) as refused:
        image_of(file)
    assert str(refused.value).startswith(f"{file} shows no digit that can be told: ")
    assert str(refused.value).endswith("with empty paper all around it.")


def test_a_missing_file_is_told(tmp_path) -> None:
    with pytest.raises(LabbookError, match=r"mine\.png is missing; put the photograph"):
        read_photograph(tmp_path / "mine.png")


@pytest.mark.parametrize("content", [b"", b"not an image", b"GIF89a" + bytes(40)])
def test_what_is_no_image_is_told(tmp_path, content) -> None:
    file = tmp_path / "mine.png"
    file.write_bytes(content)
    with pytest.raises(LabbookError, match=r"mine\.png is no PNG or JPEG image; save"):
        read_photograph(file)


def test_a_broken_image_is_told(tmp_path, gray, monkeypatch) -> None:
    # Where it has been imported, WeasyPrint has Pillow put up with what is cut off.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    file = tmp_path / "mine.png"
    Image.fromarray(gray).save(file)
    file.write_bytes(file.read_bytes()[:-4000])
    with pytest.raises(LabbookError, match=r"mine\.png cannot be read as an image"):
        read_photograph(file)


def test_too_few_and_too_many_pixels_are_told(tmp_path, monkeypatch) -> None:
    file = tmp_path / "mine.png"
    Image.new("L", (20, 60)).save(file)
    with pytest.raises(LabbookError, match=r"is 20 x 60 pixels, too small .* at least 28 x 28"):
        read_photograph(file)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(LabbookError, match=r"has more than 1,000 pixels; save a smaller copy"):
        read_photograph(file)


def test_too_many_pixels_by_far_are_told(tmp_path, monkeypatch) -> None:
    file = tmp_path / "mine.png"
    Image.new("L", (60, 60)).save(file)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(LabbookError, match="has more than 100 pixels"):
        read_photograph(file)
