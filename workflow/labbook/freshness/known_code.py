"""What fingerprint.py has worked out of the files of the package, kept from build to build.

Syntax trees take a second for them all. What is kept goes by the content of a file, and counts only
for the Python and the code that have worked it out: so hashes are what they would be without it.
"""

import json
import sys
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from labbook import fingerprint
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.kept_file import read_kept, write_kept
from labbook.canonical_json import canonical_json


class KeptCode:
    """Spares this process what the last build has worked out, if that is in `file`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._made_by = _made_by()
        kept = read_kept(file, self._made_by)
        entries = json.loads(kept) if kept else {}
        self._known = {
            checksum: fingerprint.Code(hash, tuple(imports))
            for checksum, (hash, imports) in entries.items()
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


def _made_by() -> str:
    """Syntax trees differ between versions of Python."""
    code = [sha256_file(Path(file)) for file in (__file__, fingerprint.__file__)]
    return canonical_json([sys.version, *code])
