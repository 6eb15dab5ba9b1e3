"""Fetch the files of a dataset from a mirror: resumed, bounded in time, verified."""

import os
import queue
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import requests
import urllib3

from labbook.artifacts.checksum import sha256_file
from labbook.data.entry import DatasetEntry, DatasetFile
from labbook.data.local_files import UNFINISHED_DOWNLOAD
from labbook.errors import LabbookError

VARIABLE = "LABBOOK_MIRRORS"


def mirrors_to_ask(
    entry: DatasetEntry, environment: Mapping[str, str] = os.environ
) -> tuple[str, ...]:
    """The dataset's addresses, or those in its environment variable (empty: never go out).

    A user who has set LABBOOK_MIRRORS alone has not agreed to other addresses. So a dataset with
    another variable has none then.
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


@dataclass(frozen=True)
class Patience:
    """Seconds to wait for a first answer, a connection, and the next bytes of a transfer.

    A transfer that after `slow_after` seconds has not averaged `slowest` bytes a second is given
    up too, so that no mirror can hold a build for long.
    """

    answer: float = 5.0
    connect: float = 5.0
    read: float = 10.0
    slow_after: float = 20.0
    slowest: float = 2_000.0


DEFAULT_PATIENCE = Patience()
ROUNDS = 20


def download_files(
    folder: Path,
    mirrors: Sequence[str],
    entry: DatasetEntry,
    patience: Patience = DEFAULT_PATIENCE,
) -> None:
    """Bring all files of `entry` into `folder`; what is there already is verified and kept.

    Each step is told on stderr. Raises LabbookError, with both checksums where bytes are wrong, if
    no mirror answers, none delivers a file, a present file is another, or the disk refuses.
    """
    try:
        missing = [file for file in entry.files if not _is_present(folder, file, entry.title)]
        if missing:
            reachable = list(answering_mirrors(mirrors, patience.answer, missing[0]))
            if not reachable:
                raise _no_mirror(mirrors, entry)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / UNFINISHED_DOWNLOAD).touch()
            for file in missing:
                _fetch(folder / file.name, file, reachable, patience)
        (folder / UNFINISHED_DOWNLOAD).unlink(missing_ok=True)
    except OSError as error:
        raise LabbookError(
            f"{entry.title} cannot be downloaded into {folder}: {error.strerror or error}."
        ) from None


def _no_mirror(mirrors: Sequence[str], entry: DatasetEntry) -> LabbookError:
    return LabbookError(
        f"{entry.title} is nowhere on this machine and no mirror can be reached "
        f"({', '.join(mirrors) or 'none is configured'}); {entry.how_to_get}."
    )


def _is_present(folder: Path, file: DatasetFile, title: str) -> bool:
    path = folder / file.name
    if not path.is_file():
        return False
    found = sha256_file(path)
    if found != file.sha256:
        raise LabbookError(
            f"{path} is not {title}'s {file.name}: its SHA-256 is {found}, expected is "
            f"{file.sha256}; replace the file or remove it."
        )
    return True


def _fetch(target: Path, file: DatasetFile, mirrors: Sequence[str], patience: Patience) -> None:
    """Ask mirror after mirror while new bytes come; leave out one that is slow or wrong."""
    assert file.size is not None, "only files that somebody serves can be downloaded"
    partial = target.with_name(f".{target.name}.partial")
    usable = list(mirrors)
    failures: dict[str, str] = {}
    for _ in range(ROUNDS):
        progress = False
        for mirror in list(usable):
            _say(f"downloading {mirror}{file.name}")
            begun_with = _size(partial)
            try:
                found = _transfer(mirror + file.name, partial, file.size, patience)
                if found != file.sha256 and begun_with:
                    # The part that was there before may be wrong, so begin anew.
                    partial.unlink()
                    found = _transfer(mirror + file.name, partial, file.size, patience)
            except _TooSlowError as error:
                failures[mirror] = f"{mirror}: {error}"
                usable.remove(mirror)
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                failures[mirror] = f"{mirror}: {_reason(error)}"
                progress |= _size(partial) > begun_with
            else:
                if found == file.sha256:
                    partial.replace(target)
                    return
                partial.unlink()
                usable.remove(mirror)
                failures[mirror] = (
                    f"{mirror} sent a file with the SHA-256 {found}, expected is {file.sha256}"
                )
            _say(failures[mirror])
        if not progress:
            break
    raise LabbookError(
        f"{file.name} cannot be downloaded: {'; '.join(failures.values())}; try again later or "
        f"put the file into {target.parent.as_posix()}/."
    )


class _TooSlowError(Exception):
    """A transfer is too slow to wait for."""


def _transfer(address: str, partial: Path, size: int, patience: Patience) -> str:
    """Add to `partial` what it lacks of `size` bytes; the SHA-256 of all of it."""
    start = _size(partial)
    if start > size:
        partial.unlink()
        start = 0
    if start < size:
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        timeout = (patience.connect, patience.read)
        with requests.get(address, headers=headers, stream=True, timeout=timeout) as response:
            response.raise_for_status()
            resumed = response.headers.get("Content-Range", "").startswith(f"bytes {start}-")
            _receive(response, partial, "ab" if resumed else "wb", size, patience)
    return sha256_file(partial)


def _receive(
    response: requests.Response, partial: Path, mode: str, size: int, patience: Patience
) -> None:
    """Write the body as it was sent; a body longer than `size` is cut after one chunk too many."""
    begun = time.monotonic()
    received = 0
    with partial.open(mode) as file:
        while chunk := response.raw.read1(1 << 16, decode_content=False):
            file.write(chunk)
            received += len(chunk)
            elapsed = time.monotonic() - begun
            if elapsed > patience.slow_after and received < elapsed * patience.slowest:
                raise _TooSlowError(f"only {received} bytes came in {elapsed:.0f} seconds")
            if file.tell() > size:
                return
        if file.tell() < size:
            raise requests.ConnectionError


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _reason(error: Exception) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"it answered {error.response.status_code}"
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return "it did not answer in time"
    return "the connection failed"


def _say(text: str) -> None:
    print(f"labbook: {text}", file=sys.stderr, flush=True)
