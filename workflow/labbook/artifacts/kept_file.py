"""Files that are slow to make and made of little, kept from build to build in `results/kept/`.

Each begins with a SHA-256 over what it was made of and over its content. So whatever else is found
there, of other sources, altered or cut off, is made anew.
"""

import hashlib
from pathlib import Path

from labbook.artifacts.atomic import write_bytes


def read_kept(file: Path, sources: str) -> bytes | None:
    """What was kept in `file`, if it was made of `sources`, which describe all that it hangs on."""
    try:
        seal, _, content = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if seal == _seal(sources, content) else None


def write_kept(file: Path, sources: str, content: bytes) -> None:
    write_bytes(file, _seal(sources, content) + b"\n" + content)


def _seal(sources: str, content: bytes) -> bytes:
    return hashlib.sha256(sources.encode() + b"\n" + content).hexdigest().encode()
