"""classes.json and confused_images.npz come back as they were, or are refused by name."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.arrays import write_arrays
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.topics.classes.class_evaluation import (
    ClassEvaluation,
    ConfusedImages,
    read_class_evaluation,
    read_confused_images,
    write_class_evaluation,
    write_confused_images,
)
from made_up_classes import certain, evaluation_of


@pytest.mark.parametrize("answers", [[[0, 1, 1], [0, 0, 0]], [[0, 0, 1]], []])
def test_an_evaluation(tmp_path: Path, answers: list[list[int]]) -> None:
    runs = [certain(one, 2) for one in answers] or [None]
    _, evaluation = evaluation_of(tmp_path, [0, 0, 1], *runs, n_classes=2)
    write_class_evaluation(tmp_path / "classes.json", evaluation)
    assert read_class_evaluation(tmp_path / "classes.json") == evaluation


@pytest.mark.parametrize("field", [field.name for field in fields(ClassEvaluation)])
def test_an_evaluation_that_lacks_something_is_refused(tmp_path: Path, field: str) -> None:
    path = tmp_path / "classes.json"
    _, evaluation = evaluation_of(tmp_path, [0, 1], certain([0, 0], 2), n_classes=2)
    write_class_evaluation(path, evaluation)
    value = read_json(path)
    del value[field]
    write_json(path, value)
    with pytest.raises(LabbookError, match=r"classes\.json is not as this version writes it"):
        read_class_evaluation(path)


@pytest.mark.parametrize("value", [[], {"classes": 3}, {"runs": [3]}])
def test_what_is_no_evaluation_is_refused(tmp_path: Path, value: object) -> None:
    write_json(tmp_path / "classes.json", value)
    with pytest.raises(LabbookError, match=r"classes\.json is not as this version writes it"):
        read_class_evaluation(tmp_path / "classes.json")


@pytest.mark.parametrize("n", [0, 3])
def test_images(tmp_path: Path, n: int) -> None:
    bytes_, path = np.arange(n, dtype=np.uint8), tmp_path / "images.npz"
    images = np.arange(n * 4, dtype=np.uint8).reshape(n, 2, 2)
    confused = ConfusedImages(images, bytes_, bytes_ + 1, bytes_ / np.float32(7), np.arange(n))
    write_confused_images(path, confused)
    found = read_confused_images(path)
    for name, array in vars(confused).items():
        assert getattr(found, name).dtype == array.dtype
        np.testing.assert_array_equal(getattr(found, name), array)


def test_images_that_are_not_whole_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "images.npz"
    write_arrays(path, {"images": np.zeros(1)})
    with pytest.raises(LabbookError, match=r"images\.npz is no whole file of confused images"):
        read_confused_images(path)
    path.write_bytes(b"")
    with pytest.raises(LabbookError, match=r"images\.npz is no whole file of confused images"):
        read_confused_images(path)
