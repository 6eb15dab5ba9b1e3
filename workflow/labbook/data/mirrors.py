"""The public addresses of the data, and whether one can be reached."""

import os
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

import requests

from labbook.data.canonical_files import MNIST_FILES
from labbook.data.served_files import ServedFile

VARIABLE = "LABBOOK_MIRRORS"
SVHN_VARIABLE = "LABBOOK_SVHN_MIRRORS"

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
"""The mirrors of MNIST that TensorFlow Datasets and torchvision use; byte-identical."""

SVHN_ADDRESS = "http://ufldl.stanford.edu/housenumbers/"
"""Where its authors have put SVHN; not to be had by https, so the checksums alone vouch for it."""


def mirrors_to_ask(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The public mirrors of MNIST, or the addresses in LABBOOK_MIRRORS (empty: never go out)."""
    return MIRRORS if VARIABLE not in environment else _addresses(environment[VARIABLE])


def svhn_mirrors_to_ask(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The official address of SVHN, or the addresses in LABBOOK_SVHN_MIRRORS.

    Whoever has set LABBOOK_MIRRORS alone does not want to go out to where they did not say.
    """
    if SVHN_VARIABLE in environment:
        return _addresses(environment[SVHN_VARIABLE])
    return () if VARIABLE in environment else (SVHN_ADDRESS,)


def _addresses(variable: str) -> tuple[str, ...]:
    return tuple(address.rstrip("/") + "/" for address in variable.split())


def answering_mirrors(
    mirrors: Sequence[str],
    seconds: float,
    file: ServedFile,
) -> Iterator[str]:
    """The mirrors that say they have `file`, each as it answers, until `seconds` are over.

    They are asked all at once, in daemon threads, because no timeout of a socket bounds the
    resolution of a name.
    """
    answers: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()

    def ask(mirror: str) -> None:
        answers.put((mirror, _has(mirror + file.name, file.size, seconds)))

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
    file = MNIST_FILES["train_images"].served
    return next(answering_mirrors(mirrors_to_ask(), seconds, file), None) is not None


def _has(address: str, size: int, seconds: float) -> bool:
    try:
        response = requests.head(address, timeout=seconds, allow_redirects=True)
    except (requests.RequestException, OSError):
        return False
    # A log-in page of a hotel's network answers too, but not with the size of the file.
    return bool(response.ok and response.headers.get("Content-Length", str(size)) == str(size))
