"""A photograph as cameras and scanners leave it; what is none gets one sentence."""

import struct
import zlib

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


@pytest.mark.parametrize("name", ["turned.jpeg", "turned.png"])
def test_the_camera_may_have_been_turned(tmp_path, gray, name) -> None:
    upright, turned = tmp_path / "upright.png", tmp_path / name
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


@pytest.fixture(scope="module")
def ink() -> np.ndarray:
    """How opaque the pixels of a drawing are, uint8 (400, 300)."""
    field = np.zeros((400, 300), np.uint8)
    digit = Image.fromarray(mnist_digits(2)[0][1])
    field[90:270, 60:240] = np.asarray(digit.resize((180, 180), Image.Resampling.BICUBIC))
    return field


def png(samples: np.ndarray, color_type: int, key: bytes = b"") -> bytes:
    """A PNG of 16 bits a sample, (height, width, channels), which Pillow does not write."""

    def chunk(name: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)

    height, width = samples.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    header = struct.pack(">IIBBBBB", width, height, 16, color_type, 0, 0, 0)
    transparent = chunk(b"tRNS", key) if key else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + transparent
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def layer(ink: np.ndarray, color: tuple[int, ...], under: int = 0) -> Image.Image:
    """A drawing on transparency, with the gray value `under` where nothing is seen."""
    field = np.full((*ink.shape, 4), (*color, 0), np.uint8)
    field[..., 3] = ink
    field[ink == 0, :3] = under
    return Image.fromarray(field)


BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@pytest.mark.parametrize("under", [0, 255])
@pytest.mark.parametrize(
    "color", [BLACK, WHITE, (128, 128, 128), (255, 255, 0), (0, 0, 255), (240, 240, 240)]
)
def test_ink_of_any_color_is_seen_on_transparency(tmp_path, gray, ink, color, under) -> None:
    """As drawing programs save it; what is under transparent pixels is anything."""
    Image.fromarray(gray).save(tmp_path / "gray.png")
    layer(ink, color, under).save(tmp_path / "drawn.png")
    drawn = prepare_digit(tmp_path / "drawn.png", [MNIST], is_sample=False)
    difference = drawn.images[MNIST].astype(float) - image_of(tmp_path / "gray.png")
    assert np.abs(difference).mean() < 4
    assert drawn.is_dark == (sum(color) < 3 * 127)


def keyed(mode: str):
    def write(file, ink) -> None:
        values = Image.fromarray(np.where(ink > 110, 255, 254).astype(np.uint8))
        values.convert(mode).save(file, transparency=(254,) * 3 if mode == "RGB" else 254)

    return write


@pytest.mark.parametrize(
    "write",
    [
        lambda file, ink: layer(ink, WHITE).convert("LA").save(file),
        lambda file, ink: layer(ink, WHITE).quantize(64, Image.Quantize.FASTOCTREE).save(file),
        lambda file, ink: layer(ink // 3, WHITE).save(file),
        keyed("L"),
        keyed("RGB"),
        lambda file, ink: Image.fromarray(ink > 110).save(file, transparency=0),
        lambda file, ink: file.write_bytes(png(np.dstack([ink * 0 + 65535.0, ink * 257.0]), 4)),
        lambda file, ink: file.write_bytes(
            png(np.where(ink > 110, 65535, 65534), 0, struct.pack(">H", 65534))
        ),
    ],
    ids=["LA", "palette", "pale", "L key", "RGB key", "one bit key", "LA of 16", "16 key"],
)
def test_white_ink_is_seen_however_transparency_is_written(tmp_path, gray, ink, write) -> None:
    Image.fromarray(gray).save(tmp_path / "gray.png")
    write(tmp_path / "drawn.png", ink)
    drawn = prepare_digit(tmp_path / "drawn.png", [MNIST], is_sample=False)
    difference = drawn.images[MNIST].astype(float) - image_of(tmp_path / "gray.png")
    assert np.abs(difference).mean() < 12
    assert not drawn.is_dark


@pytest.mark.parametrize("kept", ["all but a corner", "a quarter"])
@pytest.mark.parametrize("negative", [False, True])
def test_paper_that_is_cut_out_goes_on_below(tmp_path, gray, kept, negative) -> None:
    y, x = np.mgrid[: gray.shape[0], : gray.shape[1]]
    opaque = ((x + y > 60) * 255).astype(np.uint8)
    picture = 255 - gray if negative else gray
    if kept == "a quarter":
        picture, opaque = np.pad(picture, ((200,), (150,))), np.pad(opaque, ((200,), (150,)))
    Image.fromarray(gray).save(tmp_path / "gray.png")
    Image.fromarray(np.dstack([picture] * 3 + [opaque])).save(tmp_path / "cut.png")
    digit = prepare_digit(tmp_path / "cut.png", [MNIST], is_sample=False)
    difference = digit.images[MNIST].astype(float) - image_of(tmp_path / "gray.png")
    assert np.abs(difference).mean() < 6
    assert digit.is_dark is not negative


@pytest.mark.parametrize("bits", [10, 12, 16])
def test_gray_values_of_a_camera_need_not_fill_16_bits(tmp_path, gray, bits) -> None:
    (tmp_path / "deep.png").write_bytes(png(gray.astype(int) << (bits - 8), 0))
    shallow = read_photograph(tmp_path / "deep.png")[0]
    assert np.abs(shallow.astype(int) - gray).max() <= 1


def test_of_several_pictures_the_first_is_shown(tmp_path, gray) -> None:
    first, second = Image.fromarray(gray), Image.new("L", gray.shape[::-1])
    first.save(tmp_path / "plain.png")
    first.save(tmp_path / "moving.png", save_all=True, append_images=[second], duration=100)
    # As some telephones do.
    pair = {"format": "MPO", "save_all": True, "append_images": [second], "quality": 95}
    first.save(tmp_path / "pair.jpg", **pair)
    expected = image_of(tmp_path / "plain.png").astype(float)
    for name in ("moving.png", "pair.jpg"):
        assert np.abs(image_of(tmp_path / name) - expected).mean() < 2


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
    # As WeasyPrint has it, where it has been imported.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
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
