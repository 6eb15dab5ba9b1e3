"""Where a dataset is looked for, in which order, and which half-answers are refused."""

from pathlib import Path

import numpy as np
import pytest

from labbook.data.datasets.digits import ENTRY as DIGITS
from labbook.data.datasets.kmnist import ENTRY as KMNIST
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.datasets.svhn import ENTRY as SVHN
from labbook.data.entry import stated_entry
from labbook.data.local_files import UNFINISHED_DOWNLOAD, find_files, passed_over
from labbook.errors import LabbookError


def put_files(folder: Path, names=None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or [file.name for file in MNIST.files]:
        (folder / name).touch()
    return folder


def put_archive(folder: Path) -> Path:
    """Not MNIST, but whole."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "mnist.npz", x_train=np.arange(200))
    return folder / "mnist.npz"


def test_without_any_copy_nothing_is_found():
    assert find_files(MNIST, None, {}) is None


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
        source = find_files(MNIST, configured, environment)
        assert source is not None
        found.append((source.place, source.archive or source.paths[0].parent))
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
    source = find_files(MNIST, None, {})
    assert source is not None
    assert source.archive == archive


@pytest.mark.parametrize("index", range(4))
def test_each_spelling_of_the_names_is_known(tmp_path: Path, index: int):
    put_files(tmp_path / "a", [file.accepted_names[index] for file in MNIST.files])
    source = find_files(MNIST, str(tmp_path / "a"), {})
    assert source is not None
    assert source.paths == tuple(
        tmp_path / "a" / file.accepted_names[index] for file in MNIST.files
    )


@pytest.mark.parametrize("place", ["", "MNIST", "MNIST/raw"])
@pytest.mark.parametrize("packed", [True, False])
def test_the_folders_of_torchvision_are_known(place: str, packed: bool):
    names = [file.name.removesuffix(".gz") for file in MNIST.files]
    folder = put_files(
        Path("torch/MNIST/raw"), [f"{name}.gz" for name in names] if packed else names
    )
    found = find_files(MNIST, None, {"LABBOOK_DATA": f"torch/{place}"})
    assert found is not None
    assert found.paths[0].parent == folder
    assert found.place == "LABBOOK_DATA"


def test_torchvision_may_have_been_told_the_folder_of_all_data():
    folder = put_files(Path("data/MNIST/raw"))
    found = find_files(MNIST, None, {})
    assert found is not None
    assert (found.place, found.paths[0].parent) == ("data/", folder)
    put_files(Path("data/mnist"))
    assert find_files(MNIST, None, {}).place == "data/mnist/"


def test_other_data_of_torchvision_is_not_taken_for_mnist():
    put_files(Path("torch/FashionMNIST/raw"))
    assert find_files(MNIST, None, {"LABBOOK_DATA": "torch"}) is None


def test_a_variable_that_names_nothing_is_told_once():
    put_files(Path("other"), ["README"])
    environment = {"LABBOOK_DATA": "other"}
    (said,) = passed_over({MNIST: None, SVHN: None, DIGITS: None}, environment)
    assert said.startswith("LABBOOK_DATA names other, which does not hold MNIST (neither train-im")
    assert said.endswith(f"nor mnist.npz) or SVHN (neither {TRAIN}, {TEST}).")
    put_files(Path("other"), [TRAIN, TEST])
    assert passed_over({MNIST: None, SVHN: None}, environment) == []
    assert passed_over({DIGITS: None}, {"LABBOOK_DATA": "data"}) == []
    assert passed_over({MNIST: "configured"}, {"LABBOOK_DATA": "data"}) == []


@pytest.mark.parametrize("damage", [0, 100, -1, "flipped"])
def test_a_broken_archive_in_the_cache_is_passed_over_and_named(damage):
    archive = put_archive(Path("keras/datasets"))
    environment = {"KERAS_HOME": "keras"}
    assert find_files(MNIST, None, environment).archive == archive
    assert passed_over({MNIST: None}, environment) == []
    content = bytearray(archive.read_bytes())
    if damage == "flipped":
        content[500] ^= 1
    else:
        del content[damage:]
    archive.write_bytes(content)
    assert find_files(MNIST, None, environment) is None
    (said,) = passed_over({MNIST: None}, environment)
    assert said.startswith(f"{archive} is truncated or corrupt and is passed over; delete it")
    put_files(Path("data/mnist"))
    assert passed_over({MNIST: None}, environment) == []


def test_an_archive_may_be_named_itself(tmp_path: Path):
    archive = put_archive(tmp_path / "a")
    other_name = archive.rename(tmp_path / "a" / "digits.npz")
    source = find_files(MNIST, str(other_name), {})
    assert source is not None
    assert source.archive == other_name


def test_a_partial_set_is_refused_naming_what_is_missing(tmp_path: Path):
    names = [file.name for file in MNIST.files]
    put_files(tmp_path / "a", names[:2])
    with pytest.raises(
        LabbookError, match=rf"2 of the 4 files of MNIST; {names[2]}, {names[3]} are missing"
    ):
        find_files(MNIST, str(tmp_path / "a"), {})


@pytest.mark.parametrize("folder", ["data/mnist", "variable", "variable/mnist"])
def test_a_partial_set_is_not_passed_over(folder: str):
    names = [file.name for file in MNIST.files]
    put_files(Path("variable"), ["README"])
    put_files(Path(folder), names[:-1])
    with pytest.raises(LabbookError, match=rf"3 of the 4 files of MNIST; {names[-1]} is missing"):
        find_files(MNIST, None, {"LABBOOK_DATA": "variable"})


def test_an_unfinished_download_is_no_partial_set():
    names = [file.name for file in MNIST.files]
    put_files(Path("data/mnist"), [*names[:2], UNFINISHED_DOWNLOAD])
    assert find_files(MNIST, None, {"KERAS_HOME": "nowhere"}) is None


def test_a_path_that_does_not_exist_is_an_error_naming_its_setting():
    with pytest.raises(LabbookError, match=r"`dataset_path` in config\.yaml names nowhere"):
        find_files(MNIST, "nowhere", {})
    with pytest.raises(LabbookError, match="LABBOOK_DATA names nowhere"):
        find_files(MNIST, None, {"LABBOOK_DATA": "nowhere"})


def test_a_configured_folder_without_mnist_is_an_error_but_a_variable_falls_through():
    put_files(Path("other"), ["README"])
    put_files(Path("data/mnist"))
    with pytest.raises(LabbookError, match="names other, which does not hold MNIST"):
        find_files(MNIST, "other", {})
    source = find_files(MNIST, None, {"LABBOOK_DATA": "other"})
    assert source is not None
    assert source.place == "data/mnist/"


def test_an_empty_variable_is_none(tmp_path: Path):
    assert find_files(MNIST, None, {"LABBOOK_DATA": "", "KERAS_HOME": str(tmp_path)}) is None


def test_a_single_idx_file_is_told_from_a_folder():
    put_files(Path("a"))
    with pytest.raises(LabbookError, match="name the folder"):
        find_files(MNIST, "a/train-images-idx3-ubyte.gz", {})


STATED = stated_entry(SVHN, "Other digits", ("0" * 64, "1" * 64))
TRAIN, TEST = (file.name for file in SVHN.files)


def folder_of(entry, configured=None, environment=None) -> Path:
    found = find_files(entry, configured, environment or {})
    assert found is not None
    return found.paths[0].parent


@pytest.mark.parametrize("entry", [SVHN, STATED])
def test_svhn_and_files_in_its_layout_are_sought_in_the_same_places(entry) -> None:
    names = [TRAIN, TEST]
    assert find_files(entry, None, {}) is None
    put_files(Path("data/svhn"), names)
    assert folder_of(entry) == Path("data/svhn")
    put_files(Path("mine/svhn"), names)
    assert folder_of(entry, None, {"LABBOOK_DATA": "mine"}) == Path("mine/svhn")
    put_files(Path("mine"), names)
    assert folder_of(entry, None, {"LABBOOK_DATA": "mine"}) == Path("mine")
    put_files(Path("configured"), names)
    found = find_files(entry, "configured", {"LABBOOK_DATA": "mine"})
    assert found is not None
    assert found.paths == (Path("configured") / TRAIN, Path("configured") / TEST)
    assert found.place == "`svhn.path` in config.yaml"


def test_a_dataset_without_an_archive_takes_none() -> None:
    archive = put_archive(Path("mine"))
    assert find_files(SVHN, None, {"LABBOOK_DATA": str(archive)}) is None
    with pytest.raises(
        LabbookError, match=rf"`svhn\.path` in .* does not hold SVHN: neither {TRAIN}, {TEST}\."
    ):
        find_files(SVHN, str(archive), {})


def test_one_file_of_svhn_alone_is_refused_but_not_while_it_is_downloaded() -> None:
    put_files(Path("data/svhn"), [TEST])
    with pytest.raises(LabbookError, match=f"holds 1 of the 2 files of SVHN; {TRAIN} is missing"):
        find_files(SVHN, None, {})
    (Path("data/svhn") / UNFINISHED_DOWNLOAD).touch()
    assert find_files(SVHN, None, {}) is None


@pytest.mark.parametrize("folder", ["mine", "mine/kmnist", "mine/KMNIST/raw"])
def test_files_that_go_by_the_names_of_mnists_are_told_apart_by_their_sizes(folder: str) -> None:
    put_files(Path("mine"))
    environment = {"LABBOOK_DATA": "mine"}
    assert find_files(KMNIST, None, environment) is None
    for file in KMNIST.files:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with (Path(folder) / file.name).open("wb") as written:
            written.truncate(file.size)
    assert folder_of(KMNIST, None, environment) == Path(folder)
    # A broken download is no other dataset.
    (Path(folder) / KMNIST.files[0].name).write_bytes(b"")
    assert folder_of(KMNIST, None, environment) == Path(folder)
