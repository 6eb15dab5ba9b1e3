"""Where MNIST is looked for, in which order, and which half-answers are refused."""

from pathlib import Path

import pytest

from labbook.data.canonical_files import MNIST_FILES
from labbook.data.sources import UNFINISHED_DOWNLOAD, find_source
from labbook.errors import LabbookError


def put_files(folder: Path, names=None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or [file.gz_name for file in MNIST_FILES.values()]:
        (folder / name).touch()
    return folder


def put_archive(folder: Path) -> Path:
    return put_files(folder, ["mnist.npz"]) / "mnist.npz"


def test_without_any_copy_nothing_is_found():
    assert find_source(None, {}) is None


def test_the_places_are_tried_in_their_order(tmp_path: Path):
    environment = {
        "LABBOOK_DATA": str(tmp_path / "variable"),
        "KERAS_HOME": str(tmp_path / "keras"),
    }
    (tmp_path / "variable").mkdir()
    found = []
    for add, configured in [
        (lambda: put_archive(tmp_path / "keras" / "datasets"), None),
        (lambda: put_files(Path("data/mnist")), None),
        (lambda: put_files(tmp_path / "variable" / "mnist"), None),
        (lambda: put_files(tmp_path / "configured"), str(tmp_path / "configured")),
    ]:
        add()
        source = find_source(configured, environment)
        assert source is not None
        found.append((source.place, source.path))
    assert found == [
        ("Keras's cache", tmp_path / "keras" / "datasets" / "mnist.npz"),
        ("data/mnist/", Path("data/mnist")),
        ("LABBOOK_DATA", tmp_path / "variable" / "mnist"),
        ("`dataset_path` in config.yaml", tmp_path / "configured"),
    ]


def test_keras_cache_is_found_in_the_home_directory(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    archive = put_archive(tmp_path / ".keras" / "datasets")
    source = find_source(None, {})
    assert source is not None
    assert source.archive == archive


@pytest.mark.parametrize("index", range(4))
def test_each_spelling_of_the_names_is_known(tmp_path: Path, index: int):
    put_files(tmp_path / "a", [file.accepted_names[index] for file in MNIST_FILES.values()])
    source = find_source(str(tmp_path / "a"), {})
    assert source is not None
    assert set(source.idx_files) == set(MNIST_FILES)


def test_an_archive_may_be_named_itself(tmp_path: Path):
    archive = put_archive(tmp_path / "a")
    other_name = archive.rename(tmp_path / "a" / "digits.npz")
    source = find_source(str(other_name), {})
    assert source is not None
    assert source.path == other_name


def test_a_partial_set_is_refused_naming_what_is_missing(tmp_path: Path):
    names = [file.gz_name for file in MNIST_FILES.values()]
    put_files(tmp_path / "a", names[:2])
    with pytest.raises(
        LabbookError, match=rf"2 of the four MNIST files; {names[2]}, {names[3]} are missing"
    ):
        find_source(str(tmp_path / "a"), {})


@pytest.mark.parametrize("folder", ["data/mnist", "variable", "variable/mnist"])
def test_a_partial_set_is_not_passed_over(folder: str):
    names = [file.gz_name for file in MNIST_FILES.values()]
    put_files(Path("variable"), ["README"])
    put_files(Path(folder), names[:-1])
    with pytest.raises(LabbookError, match=rf"3 of the four MNIST files; {names[-1]} is missing"):
        find_source(None, {"LABBOOK_DATA": "variable"})


def test_an_unfinished_download_is_no_partial_set():
    names = [file.gz_name for file in MNIST_FILES.values()]
    put_files(Path("data/mnist"), [*names[:2], UNFINISHED_DOWNLOAD])
    assert find_source(None, {"KERAS_HOME": "nowhere"}) is None


def test_a_path_that_does_not_exist_is_an_error_naming_its_setting():
    with pytest.raises(LabbookError, match=r"`dataset_path` in config\.yaml names nowhere"):
        find_source("nowhere", {})
    with pytest.raises(LabbookError, match="LABBOOK_DATA names nowhere"):
        find_source(None, {"LABBOOK_DATA": "nowhere"})


def test_a_configured_folder_without_mnist_is_an_error_but_a_variable_falls_through():
    put_files(Path("other"), ["README"])
    put_files(Path("data/mnist"))
    with pytest.raises(LabbookError, match="names other, which holds no MNIST"):
        find_source("other", {})
    source = find_source(None, {"LABBOOK_DATA": "other"})
    assert source is not None
    assert source.place == "data/mnist/"


def test_an_empty_variable_is_none(tmp_path: Path):
    assert find_source(None, {"LABBOOK_DATA": "", "KERAS_HOME": str(tmp_path)}) is None


def test_a_single_idx_file_is_told_from_a_folder():
    put_files(Path("a"))
    with pytest.raises(LabbookError, match="name the folder"):
        find_source("a/train-images-idx3-ubyte.gz", {})
