"""One's own digit and the answers to it come back as they were written, or are refused by name."""

from pathlib import Path

import numpy as np
import pytest

from labbook.errors import LabbookError
from labbook.topics.own_digit.own_digit_files import (
    NetworkAnswers,
    OwnDigit,
    RunAnswer,
    read_own_digit,
    read_own_digit_images,
    write_own_digit,
    write_own_digit_images,
)
from made_up_own_digit import made_up_images

RUNS = (RunAnswer(0, "a", "not 0", 0.75, True), RunAnswer(1, "b", "0", None, None))
NETWORK = NetworkAnswers("depth", "one", 0, (32, 32, 3), 3, {"0": 0.25, "not 0": 0.75}, RUNS)
ANSWERS = OwnDigit("lab", None, (600, 800), True, False, True, (NETWORK,))


def test_answers(tmp_path: Path) -> None:
    write_own_digit(tmp_path / "own_digit.json", ANSWERS)
    assert read_own_digit(tmp_path / "own_digit.json") == ANSWERS


def test_images(tmp_path: Path) -> None:
    file = tmp_path / "own_digit.npz"
    written = made_up_images((28, 28), (32, 32, 3), is_sample=True)
    write_own_digit_images(file, written)
    read = read_own_digit_images(file)
    assert list(read.images) == [(28, 28), (32, 32, 3)]
    for shape, image in written.images.items():
        np.testing.assert_array_equal(read.images[shape], image)
    assert (read.is_dark, read.is_widened, read.is_sample) == (True, False, True)
    np.testing.assert_array_equal(read.photograph, written.photograph)


@pytest.mark.parametrize("content", ['{"lab": "lab"}', "[]", "{"])
def test_broken_answers_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "own_digit.json").write_text(content)
    with pytest.raises(
        LabbookError, match=r"own_digit\.json is not (as|valid JSON).*; delete it and"
    ):
        read_own_digit(tmp_path / "own_digit.json")


def test_broken_images_are_named(tmp_path: Path) -> None:
    file = tmp_path / "own_digit.npz"
    file.write_bytes(b"")
    with pytest.raises(LabbookError, match=r"own_digit\.npz"):
        read_own_digit_images(file)
    np.savez(file, photograph=np.zeros((2, 2)))
    with pytest.raises(LabbookError, match=r"own_digit\.npz is no whole file"):
        read_own_digit_images(file)
