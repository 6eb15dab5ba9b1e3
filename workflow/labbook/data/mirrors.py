"""The public mirrors of MNIST, and whether one can be reached."""

import os
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

import requests

from labbook.data.canonical_files import MNIST_FILES, CanonicalFile

VARIABLE = "LABBOOK_MIRRORS"

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
"""The mirrors that TensorFlow Datasets and torchvision use; byte-identical."""


def mirrors_to_ask(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The public mirrors, or the addresses in LABBOOK_MIRRORS (empty: never go out)."""
    if VARIABLE not in environment:
        return MIRRORS
    return tuple(address.rstrip("/") + "/" for address in environment[VARIABLE].split())


def answering_mirrors(
    mirrors: Sequence[str],
    seconds: float,
    file: CanonicalFile = MNIST_FILES["train_images"],
) -> Iterator[str]:
    """The mirrors that say they have `file`, each as it answers, until `seconds` are over.

    They are asked all at once, in daemon threads, because no timeout of a socket bounds the
    resolution of a name.
    """
    answers: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()

    def ask(mirror: str) -> None:
        answers.put((mirror, _has(mirror + file.gz_name, file.gz_size, seconds)))

    end = time.monotonic() + seconds
    for mirror in mirrors:
        threading.Thread(target=ask, args=(mirror,), daemon=True).start()
    for _ in mirrors:
        try:
            mirror, has = answers.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            return
        if has:
            yield mirror


def mirror_answers(seconds: float = 3.0) -> bool:
    """Whether any mirror says within `seconds` that it has MNIST."""
    return next(answering_mirrors(mirrors_to_ask(), seconds), None) is not None


def _has(address: str, size: int, seconds: float) -> bool:
    try:
        response = requests.head(address, timeout=seconds, allow_redirects=True)
    except (requests.RequestException, OSError):
        return False
    # A log-in page of a hotel's network answers too, but not with the size of the file.
    return bool(response.ok and response.headers.get("Content-Length", str(size)) == str(size))
