"""Checksums of files, worked out again only where a file may have changed.

As git's index does: a file with the size, times and inode of last time is taken for the same file.
The time of the last change of the inode (ctime) is among them, which no program can set back.
"""

import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json
from labbook.canonical_json import canonical_json
from labbook.errors import LabbookError

# A file system's clock has a resolution: a file that was changed just now may change again unseen.
SETTLED_NS = 2_000_000_000

Signature = list[int]


class Digests:
    """SHA-256 by path. `save` keeps those asked for; a file that is not there has None.

    `foreseen`: by path, texts that files are taken to have, whatever they have now.
    """

    def __init__(self, path: Path, foreseen: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._foreseen = foreseen or {}
        self._known: dict[str, tuple[Signature, str]] = _read(path)
        self._asked: dict[str, tuple[Signature, str]] = {}
        self._changed = False

    def sha256(self, file: str) -> str | None:
        """Of the file's content, None if there is no such file that can be read."""
        if file in self._foreseen:
            return hashlib.sha256(self._foreseen[file].encode()).hexdigest()
        try:
            status = os.stat(file)
        except OSError:
            return None
        signature = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        known = self._asked.get(file) or self._known.get(file)
        if known is not None and known[0] == signature:
            self._asked[file] = known
            return known[1]
        try:
            digest = sha256_file(Path(file))
        except OSError:
            return None
        if max(status.st_mtime_ns, status.st_ctime_ns) < time.time_ns() - SETTLED_NS:
            self._asked[file] = (signature, digest)
            self._changed = True
        return digest

    def save(self) -> None:
        """Write down what was asked for. If that fails, the next build computes it again."""
        if self._changed:
            try:
                write_text(self._path, canonical_json(self._asked))
            except OSError:
                return


def _read(path: Path) -> dict[str, tuple[Signature, str]]:
    try:
        return {file: (entry[0], entry[1]) for file, entry in read_json(path).items()}
    except (LabbookError, OSError, AttributeError, LookupError, TypeError):
        return {}
