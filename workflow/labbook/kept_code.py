"""What fingerprint.py has worked out of the files of the package, kept from build to build.

Syntax trees take a second for them all. What is kept goes by the content of a file, and counts only
for the Python and the code that have worked it out: so hashes are what they would be without it.
"""

import json
import os
import sys
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from labbook import fingerprint
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.kept_file import read_kept, write_kept
from labbook.canonical_json import canonical_json

# Where the workers of a build find it.
VARIABLE = "LABBOOK_KEPT_CODE"


class KeptCode:
    """Spares this process what another has kept in `file`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._made_by = _made_by()
        kept = read_kept(file, self._made_by)
        entries = json.loads(kept) if kept else {}
        self._known = {
            checksum: fingerprint.Code(code, tuple(imports))
            for checksum, (code, imports) in entries.items()
        }
        fingerprint.add_known(self._known)

    def save(self) -> None:
        """Keep what was asked for. If that fails, the next build works it out again."""
        asked = fingerprint.asked()
        if asked.keys() <= self._known.keys():
            return
        entries = {checksum: astuple(code) for checksum, code in asked.items()}
        with suppress(OSError):
            write_kept(self._file, self._made_by, canonical_json(entries).encode())

    def hand_on(self) -> None:
        """To the processes that this one will start."""
        os.environ[VARIABLE] = str(self._file.absolute())


def take_over() -> None:
    """What a build has handed on to this process, if one has."""
    if file := os.environ.get(VARIABLE):
        KeptCode(Path(file))


def _made_by() -> str:
    """Syntax trees differ between versions of Python."""
    code = [sha256_file(Path(file)) for file in (__file__, fingerprint.__file__)]
    return canonical_json([sys.version, *code])
