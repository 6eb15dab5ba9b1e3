"""A config and the files that it names can be handed on together."""

import re

import pytest

from labbook.config.named_files import check_lies_beside, named_files
from labbook.errors import LabbookError


@pytest.mark.parametrize(
    "name",
    ["../me.jpg", "photos/../../me.jpg", "/photos/me.jpg", "C:/me.jpg", r"C:\me.jpg", r"..\me.jpg"],
)
def test_a_file_elsewhere_is_refused_with_what_to_write(name: str) -> None:
    with pytest.raises(LabbookError) as refused:
        check_lies_beside(name, "own_digit")
    assert str(refused.value) == (
        f"own_digit is {name}, which lies outside of the folder of config.yaml, so nobody could "
        "build again what you hand in; copy the file there, and write me.jpg."
    )


def test_a_path_that_only_windows_reads_is_refused() -> None:
    with pytest.raises(LabbookError, match=re.escape("write photos/me.jpg, as every system")):
        check_lies_beside(r"photos\me.jpg", "own_digit")


@pytest.mark.parametrize("name", ["me.jpg", "./me.jpg", "data/me..jpg", "~/me.jpg"])
def test_a_file_below_is_fine(name: str) -> None:
    check_lies_beside(name, "own_digit")


def test_those_of_all_labs_are_found_each_once() -> None:
    published, numbers = {"published": "data/a.yaml"}, {"published": [{"test_loss": 1}]}
    labs = {
        "one": {"own_digit": "me.jpg", "experiments": {"a": published, "b": numbers}},
        "two": {"own_digit": {"image": "you.png"}, "experiments": {"c": published, "d": {}}},
        "three": {"own_digit": None, "experiments": {"e": {}}, "template": "words.html.j2"},
        "four": {"template": "lab3_keras", "experiments": {"f": {}}},
    }
    assert named_files({"labs": labs}) == ["me.jpg", "data/a.yaml", "you.png", "words.html.j2"]
