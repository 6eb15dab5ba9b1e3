"""Where SVHN's files are looked for, and what is refused without reading them."""

from pathlib import Path

import pytest

from labbook.data.cropped_digits import FILE_NAMES
from labbook.data.cropped_digits_source import find_cropped_digits
from labbook.data.sources import UNFINISHED_DOWNLOAD
from labbook.errors import LabbookError

TRAIN, TEST = FILE_NAMES


def put(folder: str, *names: str) -> str:
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in names or FILE_NAMES:
        (Path(folder) / name).touch()
    return folder


def test_the_places_are_tried_in_their_order() -> None:
    assert find_cropped_digits(None, {}) is None
    put("data/svhn")
    assert find_cropped_digits(None, {}).folder == Path("data/svhn")
    put("mine/svhn")
    found = find_cropped_digits(None, {"LABBOOK_DATA": "mine"})
    assert (found.folder, found.place) == (Path("mine/svhn"), "LABBOOK_DATA")
    put("mine")
    assert find_cropped_digits(None, {"LABBOOK_DATA": "mine"}).folder == Path("mine")
    put("configured")
    found = find_cropped_digits("configured", {"LABBOOK_DATA": "mine"})
    assert (found.folder, found.place) == (Path("configured"), "`svhn.path` in config.yaml")


def test_a_variable_without_svhn_falls_through() -> None:
    Path("only_mnist").mkdir()
    assert find_cropped_digits(None, {"LABBOOK_DATA": "only_mnist"}) is None


def test_what_the_user_names_must_be_there() -> None:
    with pytest.raises(LabbookError, match=r"`svhn\.path` in config\.yaml names gone, which does"):
        find_cropped_digits("gone", {})
    with pytest.raises(LabbookError, match="LABBOOK_DATA names gone, which does not exist"):
        find_cropped_digits(None, {"LABBOOK_DATA": "gone"})
    Path("empty").mkdir()
    with pytest.raises(LabbookError, match=f"empty, which does not hold {TRAIN} and {TEST}"):
        find_cropped_digits("empty", {})


def test_one_file_alone_is_refused_but_not_while_it_is_downloaded() -> None:
    put("data/svhn", TEST)
    with pytest.raises(LabbookError, match=f"holds {TEST} but not {TRAIN}"):
        find_cropped_digits(None, {})
    (Path("data/svhn") / UNFINISHED_DOWNLOAD).touch()
    assert find_cropped_digits(None, {}) is None
