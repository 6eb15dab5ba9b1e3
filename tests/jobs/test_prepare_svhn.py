"""SVHN is prepared the same from a folder or an address, or it is said why it cannot be."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import labbook.data.prepare_svhn as reader
from cropped_digits import TITLE, WrittenDigits, write_cropped_digits
from data.conftest import Mirror, serve  # noqa: F401
from labbook.artifacts.dataset import content_sha256, read_checked_dataset
from labbook.artifacts.json_file import read_json
from labbook.data.cropped_digits import FILE_NAMES
from labbook.errors import LabbookError
from labbook.jobs.prepare_data import make


@pytest.fixture(autouse=True)
def nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LABBOOK_DATA", raising=False)
    monkeypatch.setenv("LABBOOK_SVHN_MIRRORS", "")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def written(tmp_path: Path) -> WrittenDigits:
    return write_cropped_digits(tmp_path / "files")


def prepare(**options: str) -> dict:
    manifest = Path("made/manifest.json")
    make(reader=reader.__name__, options=options, images=Path("made/d.npz"), manifest=manifest)
    return read_json(manifest)


def stated(written: WrittenDigits) -> dict[str, str]:
    return {
        "source": str(written.folder),
        "title": TITLE,
        "train_sha256": written.train_sha256,
        "test_sha256": written.test_sha256,
    }


def test_stated_files_become_a_dataset_and_a_manifest(written: WrittenDigits) -> None:
    manifest = prepare(**stated(written))
    dataset = read_checked_dataset(Path("made/d.npz"), written.stated.sha256)
    assert manifest["sha256"] == written.stated.sha256
    assert manifest["content_sha256"] == content_sha256(dataset)
    assert (manifest["n_train_total"], manifest["n_test"]) == (60, 30)
    assert (manifest["name"], manifest["title"]) == (written.stated.name, TITLE)
    assert np.bincount(dataset.test_labels).tolist() == [3] * 10


def test_other_files_leave_nothing(written: WrittenDigits) -> None:
    with pytest.raises(LabbookError, match=r"is not SVHN's train_32x32\.mat"):
        prepare(source=str(written.folder))
    assert not Path("made").exists()


def test_stated_files_that_are_gone_are_one_sentence() -> None:
    with pytest.raises(LabbookError, match="Other is nowhere on this machine; put train_32x32"):
        prepare(title="Other", train_sha256="0" * 64, test_sha256="1" * 64)


def test_without_files_and_addresses_it_says_what_to_do() -> None:
    with pytest.raises(LabbookError, match="SVHN is nowhere on this machine and no mirror can be"):
        prepare()


def test_the_official_files_are_downloaded_resumed_and_kept(
    written: WrittenDigits,
    serve,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contents = {name: (written.folder / name).read_bytes() for name in FILE_NAMES}
    sizes = tuple(map(len, contents.values()))
    # What the official ones would be if they were as small as these.
    official = replace(written.stated, name="svhn", title="SVHN", sizes=sizes)
    monkeypatch.setattr(reader, "OFFICIAL", official)
    first, second = FILE_NAMES
    Path("data/svhn").mkdir(parents=True)
    Path(f"data/svhn/.{first}.partial").write_bytes(contents[first][:1000])
    served = serve(Mirror(contents=contents))
    monkeypatch.setenv("LABBOOK_SVHN_MIRRORS", served.address)
    manifest = prepare()
    assert [one for one in served.requests if one[0] == "GET"] == [
        ("GET", first, "bytes=1000-"),
        ("GET", second, None),
    ]
    assert {path.name for path in Path("data/svhn").iterdir()} == set(FILE_NAMES)
    assert manifest["source"] == "data/svhn/: train_32x32.mat, test_32x32.mat"
    read_checked_dataset(Path("made/d.npz"), official.sha256)
