"""The addresses of a dataset's files, and whether one can be reached."""

import os
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

import requests

from labbook.data.entry import DatasetEntry, DatasetFile

VARIABLE = "LABBOOK_MIRRORS"


def mirrors_to_ask(
    entry: DatasetEntry, environment: Mapping[str, str] = os.environ
) -> tuple[str, ...]:
    """The dataset's addresses, or those in its environment variable (empty: never go out).

    Whoever has set LABBOOK_MIRRORS alone has not agreed to go out to other addresses, so then there
    are none.
    """
    for name in (entry.addresses_variable, VARIABLE):
        if name is not None and name in environment:
            given = environment[name] if name == entry.addresses_variable else ""
            return tuple(address.rstrip("/") + "/" for address in given.split())
    return entry.addresses


def answering_mirrors(
    mirrors: Sequence[str],
    seconds: float,
    file: DatasetFile,
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


def is_served(entry: DatasetEntry, seconds: float = 3.0) -> bool:
    """Whether any address says within `seconds` that it has the dataset's first file."""
    answers = answering_mirrors(mirrors_to_ask(entry), seconds, entry.files[0])
    return next(answers, None) is not None


def _has(address: str, size: int | None, seconds: float) -> bool:
    try:
        response = requests.head(address, timeout=seconds, allow_redirects=True)
    except (requests.RequestException, OSError):
        return False
    # A log-in page of a hotel's network answers, too, but not with the size of the file.
    return bool(response.ok and response.headers.get("Content-Length", str(size)) == str(size))
