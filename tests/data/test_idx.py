"""The idx format: every array comes back, and no damage goes unnoticed."""

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from labbook.data.idx_files import parse_idx, unpack

images = arrays(np.uint8, array_shapes(min_dims=1, max_dims=3, max_side=6))


def idx_bytes(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@given(images, st.booleans())
def test_an_array_comes_back_from_either_container(array, zipped):
    content = idx_bytes(array)
    parsed = parse_idx(unpack(gzip.compress(content) if zipped else content))
    assert parsed.dtype == np.uint8
    np.testing.assert_array_equal(parsed, array)


@given(images, st.booleans(), st.data())
def test_a_file_cut_anywhere_is_refused(array, zipped, data):
    content = idx_bytes(array)
    content = gzip.compress(content) if zipped else content
    cut = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(ValueError, match=r"truncated|no idx file"):
        parse_idx(unpack(content[:cut]))


def test_what_is_wrong_is_said():
    content = idx_bytes(np.zeros((2, 3), np.uint8))
    with pytest.raises(ValueError, match="too long: 7 bytes follow a header that promises 6"):
        parse_idx(content + b"\0")
    with pytest.raises(ValueError, match="not unsigned bytes"):
        parse_idx(b"\0\0\x0d" + content[3:])
    with pytest.raises(ValueError, match="no idx file"):
        parse_idx(b"<html>not found</html>")


def test_a_corrupt_gzip_stream_is_told_from_a_truncated_one():
    content = bytearray(gzip.compress(idx_bytes(np.arange(200, dtype=np.uint8))))
    content[-6] ^= 0xFF  # its check sum
    with pytest.raises(ValueError, match="corrupt"):
        unpack(bytes(content))
