"""The idx format of the MNIST files (http://yann.lecun.com/exdb/mnist/), gzipped or not."""

import gzip
import math
import struct
import zlib

import numpy as np

GZIP_MAGIC = b"\x1f\x8b"
UNSIGNED_BYTE = 0x08


def is_gzip(content: bytes) -> bool:
    """Judged by the first bytes: some browsers unpack a download and keep its name."""
    return content.startswith(GZIP_MAGIC)


def unpack(content: bytes) -> bytes:
    """The idx bytes of a file's `content`; raises ValueError if its gzip stream is broken."""
    if not is_gzip(content):
        return content
    try:
        return gzip.decompress(content)
    except EOFError:
        raise ValueError("it is truncated: its gzip stream ends early") from None
    except (gzip.BadGzipFile, zlib.error):
        raise ValueError("it is corrupt: its gzip stream cannot be unpacked") from None


def parse_idx(content: bytes) -> np.ndarray:
    """A uint8 array of the shape in the header; raises ValueError saying what is wrong.

    The header is two zero bytes, the element type, the number of dimensions and each dimension
    as a big-endian 32-bit integer; the elements follow in row-major order.
    """
    if len(content) < 4 or content[:2] != b"\0\0":
        raise ValueError("it is no idx file: it does not begin with an idx header")
    if content[2] != UNSIGNED_BYTE:
        raise ValueError(f"its elements are of idx type 0x{content[2]:02x}, not unsigned bytes")
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise ValueError("it is truncated: it ends inside its header")
    shape = struct.unpack(f">{content[3]}I", content[4:start])
    promised, present = math.prod(shape), len(content) - start
    if present != promised:
        state = "truncated" if present < promised else "too long"
        raise ValueError(f"it is {state}: {present} bytes follow a header that promises {promised}")
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)
