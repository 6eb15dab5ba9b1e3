"""Whatever is done to a file of one's own images, it is read or refused in one sentence."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labbook.data.own_entry import OwnFiles
from labbook.data.own_files import read_own
from mutants import MUTANTS, asked, mutants, with_right_sums
from own_images import arrays_of, made_up_images, write_csv, write_folder, write_idx, write_npz

DATA = made_up_images(8, 4, (4, 4), 2)


def read_or_refused(kind: str, path: str, **more: Any) -> None:
    own = OwnFiles.from_dict({"key": "mine", "kind": kind, "path": path, **more})
    found, sentence = asked(lambda: read_own(own))
    if found is None:
        assert sentence.startswith("config.yaml: datasets.mine.")
        assert sentence.endswith(".")
        assert "\n" not in sentence
        return
    dataset, classes = found
    for images, labels in (
        (dataset.train_images, dataset.train_labels),
        (dataset.test_images, dataset.test_labels),
    ):
        assert images.dtype == labels.dtype == np.uint8
        assert images.shape[:1] == labels.shape
        assert labels.max(initial=0) < len(classes)


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@given(st.data())
@MUTANTS
def test_an_archive_of_arrays(data: st.DataObject) -> None:
    """Edited from without, or an array in it with all check sums right."""
    write_npz(Path("a.npz"), DATA)
    if data.draw(st.booleans()):
        Path("a.npz").write_bytes(data.draw(mutants(Path("a.npz").read_bytes()), "archive"))
    else:
        members = {name: npy(array) for name, array in arrays_of(DATA).items()}
        name = data.draw(st.sampled_from(sorted(members)))
        members[name] = data.draw(mutants(members[name]), "array")
        with zipfile.ZipFile("a.npz", "w") as archive:
            for member, content in members.items():
                archive.writestr(f"{member}.npy", content)
    read_or_refused("npz", "a.npz")


@given(st.data())
@MUTANTS
def test_idx_files(data: st.DataObject) -> None:
    write_idx(Path("a"), DATA)
    path = data.draw(st.sampled_from(sorted(Path("a").iterdir())))
    path.write_bytes(data.draw(mutants(path.read_bytes()), path.name))
    read_or_refused("idx", "a")


@given(st.data())
@MUTANTS
def test_a_table(data: st.DataObject) -> None:
    stated = write_csv(Path("a.csv"), DATA, header=data.draw(st.booleans()))
    Path("a.csv").write_bytes(data.draw(mutants(Path("a.csv").read_bytes()), "table"))
    read_or_refused("csv", "a.csv", test=stated["test"])


PICTURES = []
for picture_format in ("PNG", "JPEG"):
    buffer = io.BytesIO()
    Image.fromarray(DATA.train_images[0]).save(buffer, picture_format)
    PICTURES.append(buffer.getvalue())


@given(st.sampled_from(PICTURES).flatmap(mutants), st.booleans(), st.booleans())
@MUTANTS
def test_a_picture(content: bytes, sums: bool, sized: bool) -> None:
    stated = write_folder(Path("a"), DATA, ("A", "B"))
    is_png = content.startswith(b"\x89PNG")
    Path("a/train/A/00000.png").write_bytes(
        with_right_sums(content) if sums and is_png else content
    )
    read_or_refused("folder", stated["folder"], test=stated["test"], size=[4, 4] if sized else None)


@pytest.mark.parametrize("shape", ["(1000000000, 4, 4)", "(8, 4, 1000000000000)", "(8, -4, 4)"])
def test_an_array_that_claims_more_than_there_is(shape: str) -> None:
    members = {name: npy(array) for name, array in arrays_of(DATA).items()}
    before = b"(8, 4, 4), }"
    claimed = f"{shape}, }}".encode()
    padded = before + b" " * (len(claimed) - len(before))
    assert padded in members["x_train"]
    members["x_train"] = members["x_train"].replace(padded, claimed)
    with zipfile.ZipFile("a.npz", "w") as archive:
        for member, content in members.items():
            archive.writestr(f"{member}.npy", content)
    own = OwnFiles.from_dict({"key": "mine", "kind": "npz", "path": "a.npz"})
    found, sentence = asked(lambda: read_own(own))
    assert found is None
    assert "a.npz, which cannot be read as an .npz file (" in sentence
