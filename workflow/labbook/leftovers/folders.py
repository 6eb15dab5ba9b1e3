"""Find the run directories below results/runs/, and whatever else lies there.

Links are never followed.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from labbook.artifacts.run_directory import PARTIAL
from labbook.artifacts.seal import BROKEN_SEAL
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.freshness.run_state import FURTHER_FILES, RUN_FILES

RUN_NAME = re.compile(r".+\.[0-9a-f]{12}")
# A killed job leaves such a directory: the run that it trained, or the one that it replaced.
PARTIAL_NAME = re.compile(
    RUN_NAME.pattern + r"\.(?P<process>[0-9]+)(\.replaced)?" + re.escape(PARTIAL)
)
KNOWN_FILES = {*RUN_FILES, *FURTHER_FILES, SEAL, BROKEN_SEAL}


class Shape(Enum):
    """What a folder looks like: a whole run, one that a job is or was filling, or neither."""

    RUN = "run"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Folder:
    """A folder or a file below results/runs/.

    `size` is that of all files in it, in bytes. `process` is the number of the process that filled
    a partial directory. `changed` is when it was last changed, in seconds since the epoch.
    `oddity` says why the shape is unknown.
    """

    directory: str
    shape: Shape
    size: int = 0
    process: int | None = None
    changed: float = 0.0
    oddity: str = ""


def find_folders(root: Path) -> list[Folder]:
    """All `<lab>/<experiment>/<run>` in `root`, and all that does not belong there."""
    return sorted(_search(root.as_posix(), depth=1), key=lambda folder: folder.directory)


def _search(path: str, depth: int) -> Iterator[Folder]:
    try:
        entries = _entries(path)
    except FileNotFoundError:
        return
    except OSError as error:
        yield Folder(path, Shape.UNKNOWN, oddity=_reason(error))
        return
    for entry in entries:
        inside = f"{path}/{entry.name}"
        if not entry.is_dir(follow_symlinks=False):
            # A hidden file, such as .DS_Store, is no leftover.
            if entry.is_symlink() or not entry.name.startswith("."):
                oddity = "it is a link" if entry.is_symlink() else "it is no folder"
                yield Folder(inside, Shape.UNKNOWN, size_of(inside), oddity=oddity)
        elif depth < 3:
            yield from _search(inside, depth + 1)
        else:
            yield _look_at(inside, entry.name)


def _look_at(directory: str, name: str) -> Folder:
    try:
        entries = _entries(directory)
        oddity = _oddity(name, entries)
        changed = os.lstat(directory).st_mtime
    except OSError as error:
        return Folder(directory, Shape.UNKNOWN, oddity=_reason(error))
    size = size_of(directory)
    partial = PARTIAL_NAME.fullmatch(name)
    if oddity:
        return Folder(directory, Shape.UNKNOWN, size, oddity=oddity)
    if partial:
        return Folder(directory, Shape.PARTIAL, size, int(partial["process"]), changed)
    return Folder(directory, Shape.RUN, size, changed=changed)


def _oddity(name: str, entries: list[os.DirEntry[str]]) -> str:
    """Why a folder is not one that a training leaves; empty if it is one."""
    if any(not entry.is_file(follow_symlinks=False) for entry in entries):
        return "it holds a folder or a link"
    if PARTIAL_NAME.fullmatch(name):
        return ""
    if not RUN_NAME.fullmatch(name):
        return "its name has no key"
    strange = [entry.name for entry in entries if not entry.name.startswith(".")]
    strange = sorted(set(strange) - KNOWN_FILES)
    return f"it holds {strange[0]}" if strange else ""


def size_of(path: str) -> int:
    """Bytes of the file, or of all files in the folder `path`. What cannot be read counts as 0."""
    try:
        status = os.lstat(path)
        if not stat.S_ISDIR(status.st_mode):
            return status.st_size if stat.S_ISREG(status.st_mode) else 0
        return sum(size_of(entry.path) for entry in _entries(path))
    except OSError:
        return 0


def _entries(path: str) -> list[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        return list(entries)


def _reason(error: OSError) -> str:
    return f"it cannot be read ({error.strerror})"
