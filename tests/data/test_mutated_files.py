"""Whatever is done to a file of images, it is read rightly or refused in one sentence.

No length that it claims is believed: memory is scarce here.
"""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.io import savemat

from cropped_digits import made_up_digits
from data.conftest import SmallMnist, idx_bytes
from labbook.artifacts.dataset import content_sha256
from labbook.data.idx_files import KERAS_NAMES, most_bytes, parse_idx, read, unpack
from labbook.data.local_files import LocalFiles
from labbook.data.mat_files import parse_mat
from labbook.errors import LabbookError
from mutants import DIED, MUTANTS, asked, asked_elsewhere, little_memory, mutants

IMAGES = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
IDX = idx_bytes(IMAGES)
BILLION = b"\x3b\x9a\xca\x00"


@given(mutants(IDX), st.booleans())
@example(IDX[:4] + BILLION + IDX[8:], False)
@example(b"\0\0\x08\xff" + bytes(4 * 255), True)
@MUTANTS
def test_idx_bytes_are_an_array_of_the_shape_in_their_header_or_refused(content, packed) -> None:
    packed_or_not = gzip.compress(content) if packed else content
    array, sentence = asked(lambda: parse_idx(unpack(packed_or_not, 10_000)), ValueError)
    if array is None:
        assert sentence
        return
    assert array.dtype == np.uint8
    assert array.size == len(content) - 4 - 4 * array.ndim


def refused_or_right(small: SmallMnist, found: LocalFiles) -> None:
    answer, sentence = asked(lambda: read(small.entry, found))
    if answer is None:
        assert sentence
        assert "\n" not in sentence
    else:
        assert content_sha256(answer[0]) == content_sha256(small.dataset)


@given(st.data())
@MUTANTS
def test_a_file_of_mnist_is_read_or_refused(small: SmallMnist, tmp_path: Path, data) -> None:
    paths = small.write(tmp_path)
    array = data.draw(st.sampled_from(sorted(paths)))
    raw = small.raw[small.files[array].name.removesuffix(".gz")]
    packed = small.packed[small.files[array].name]
    content = data.draw(
        st.one_of(mutants(packed), mutants(raw), mutants(raw).map(gzip.compress)), "file"
    )
    paths[array].write_bytes(content)
    refused_or_right(small, small.found(tmp_path))


def test_a_stream_that_unpacks_without_end_is_refused(small: SmallMnist, tmp_path: Path) -> None:
    paths = small.write(tmp_path)
    # A hundredth of that in the file.
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb") as file:
        for _ in range(20):
            file.write(bytes(10_000_000))
    paths["train_images"].write_bytes(bomb.getvalue())
    with little_memory(150_000_000), pytest.raises(LabbookError, match="it is too long; its SHA"):
        read(small.entry, small.found(tmp_path))
    assert most_bytes(small.entry) < 50_000_000


def npy_members(small: SmallMnist) -> dict[str, bytes]:
    members = {}
    for ours, keras in KERAS_NAMES.items():
        buffer = io.BytesIO()
        np.save(buffer, getattr(small.dataset, ours))
        members[f"{keras}.npy"] = buffer.getvalue()
    return members


def zipped(members: dict[str, bytes], method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@given(st.data())
@MUTANTS
def test_an_archive_of_keras_is_read_or_refused(small: SmallMnist, tmp_path: Path, data) -> None:
    """Edited from without, or an array in it with all check sums right."""
    method = data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    members = npy_members(small)
    if data.draw(st.booleans()):
        content = data.draw(mutants(zipped(members, method)), "archive")
    else:
        name = data.draw(st.sampled_from(sorted(members)))
        members[name] = data.draw(mutants(members[name]), "array")
        content = zipped(members, method)
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)
    refused_or_right(small, LocalFiles("a folder", (), path))


@pytest.mark.parametrize("shape", ["1000000000, 28, 28", "60000, 28, 28", "2000, 28, 28"])
def test_an_array_that_claims_more_than_there_is_is_refused(
    small: SmallMnist, tmp_path: Path, shape: str
) -> None:
    members = npy_members(small)
    name = "x_train.npy"
    before = b"(50, 28, 28)"
    claimed = f"({shape})".encode()
    header = members[name].replace(
        before + b", }" + b" " * (len(claimed) - len(before)), claimed + b", }"
    )
    assert claimed in header
    members[name] = header
    path = tmp_path / "mnist.npz"
    path.write_bytes(zipped(members, zipfile.ZIP_DEFLATED))
    with little_memory(), pytest.raises(LabbookError, match="it is truncated or corrupt"):
        read(small.entry, LocalFiles("a folder", (), path))


def mat_bytes(compressed: bool, **arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    savemat(buffer, arrays, do_compression=compressed)
    return buffer.getvalue()


DIGITS, ANSWERS = made_up_digits(3, 0)
ARRAYS = {"X": np.moveaxis(DIGITS, 0, -1), "y": np.where(ANSWERS == 0, 10, ANSWERS)[:, np.newaxis]}
MATS = [mat_bytes(compressed, **ARRAYS) for compressed in (True, False)]
# Without pixels, so that most edits change what is around them.
MATS += [mat_bytes(compressed, **{**ARRAYS, "X": ARRAYS["X"] * 0}) for compressed in (True, False)]


@given(st.sampled_from(MATS).flatmap(mutants))
@MUTANTS
def test_a_mat_file_is_read_or_refused(content: bytes) -> None:
    answer, sentence = asked_elsewhere(parse_mat, content, Path("train_32x32.mat"))
    if sentence == DIED:
        # SciPy's compiled reader can; the death of a worker is then the sentence (tests/workers).
        return
    if answer is None:
        assert sentence.startswith("train_32x32.mat is not in the layout of SVHN's")
        assert "\n" not in sentence
        return
    images, labels = answer
    assert (images.dtype, images.shape) == (np.uint8, (len(labels), 32, 32, 3))
    assert (labels.dtype, labels.ndim) == (np.uint8, 1)
    assert labels.max() <= 9
