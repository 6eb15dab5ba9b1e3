"""A small stand-in for MNIST in the idx format, and a mirror on this machine to serve it."""

import gzip
import hashlib
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.dataset import ARRAY_NAMES, Dataset, content_sha256
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.entry import DatasetEntry, DatasetFile
from labbook.data.local_files import LocalFiles


@pytest.fixture(autouse=True)
def isolated(nothing_outside: None) -> None:
    """All tests of this folder are."""


def idx_bytes(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@dataclass(frozen=True)
class SmallMnist:
    """`entry` is MNIST's with the files that fit `dataset`; `files` has these by the array that
    each holds, `raw` and `packed` their contents by name.
    """

    dataset: Dataset
    entry: DatasetEntry
    raw: dict[str, bytes]
    packed: dict[str, bytes]

    @property
    def files(self) -> dict[str, DatasetFile]:
        return dict(zip(ARRAY_NAMES, self.entry.files, strict=True))

    def write(self, folder: Path) -> dict[str, Path]:
        """Write the gzipped files; their paths by the array they hold."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.packed.items():
            (folder / name).write_bytes(content)
        return {array: folder / file.name for array, file in self.files.items()}

    def found(self, folder: Path) -> LocalFiles:
        """The files as they are found in `folder`."""
        return LocalFiles("a folder", tuple(folder / file.name for file in self.entry.files))


@pytest.fixture(scope="session")
def small() -> SmallMnist:
    generator = np.random.default_rng(0)
    dataset = Dataset(
        generator.integers(0, 256, (50, 28, 28), dtype=np.uint8),
        np.arange(50, dtype=np.uint8) % 10,
        generator.integers(0, 256, (10, 28, 28), dtype=np.uint8),
        np.arange(10, dtype=np.uint8),
    )
    files, raw, packed = [], {}, {}
    for array, known in zip(ARRAY_NAMES, MNIST.files, strict=True):
        name = known.name.removesuffix(".gz")
        content = idx_bytes(getattr(dataset, array))
        compressed = gzip.compress(content, mtime=0)
        files.append(
            DatasetFile(
                name=known.name,
                sha256=hashlib.sha256(compressed).hexdigest(),
                size=len(compressed),
                unpacked_sha256=hashlib.sha256(content).hexdigest(),
            )
        )
        raw[name] = content
        packed[known.name] = compressed
    entry = replace(MNIST, files=tuple(files), content_sha256=content_sha256(dataset))
    return SmallMnist(dataset, entry, raw, packed)


@dataclass
class Mirror:
    """What a mirror serves and how it misbehaves; `requests` logs (method, file, Range)."""

    contents: dict[str, bytes]
    ranges: bool = True
    hang: frozenset[str] = frozenset()  # methods never answered
    drop_after: int | None = None  # bytes of a body after which the connection is closed
    trickle: bool = False
    address: str = ""
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


def _handler(mirror: Mirror) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            name, asked = self.path.removeprefix("/"), self.headers.get("Range")
            mirror.requests.append((self.command, name, asked))
            if self.command in mirror.hang:
                mirror.closing.wait()
                return
            if name not in mirror.contents:
                self.send_error(404)
                return
            content = mirror.contents[name]
            if asked and mirror.ranges:
                start = int(asked.removeprefix("bytes=").removesuffix("-"))
                self.send_response(206)
                self.send_header(
                    "Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}"
                )
                content = content[start:]
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command == "GET":
                self.send(content)

        def send(self, content: bytes) -> None:
            if not mirror.trickle:
                self.wfile.write(content[: mirror.drop_after])
                return
            for byte in content:
                if mirror.closing.wait(0.02):
                    return
                self.wfile.write(bytes([byte]))

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class QuietServer(ThreadingHTTPServer):
    """A client that hangs up is what some of the tests are about."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[[Mirror], Mirror]]:
    """Start a mirror on a free port of 127.0.0.1 and fill in its address."""
    running: list[tuple[Mirror, ThreadingHTTPServer]] = []

    def start(mirror: Mirror) -> Mirror:
        server = QuietServer(("127.0.0.1", 0), _handler(mirror))
        mirror.address = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        running.append((mirror, server))
        return mirror

    yield start
    for mirror, server in running:
        mirror.closing.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def mirror(serve: Callable[[Mirror], Mirror], small: SmallMnist) -> Callable[..., Mirror]:
    """Start a mirror of the small files; keywords are fields of `Mirror`."""

    def start(**fields: object) -> Mirror:
        contents = fields.pop("contents", small.packed)
        return serve(Mirror(contents=dict(contents), **fields))  # type: ignore[call-overload, arg-type]

    return start


@pytest.fixture
def closed_address() -> str:
    """An address of this machine where nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    port = server.server_address[1]
    server.server_close()
    return f"http://127.0.0.1:{port}/"
