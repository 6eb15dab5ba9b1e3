"""Write a .tar.bz2 with the same bytes for the same content, and read it back as a check."""

import bz2
import hashlib
import io
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.atomic import write_bytes
from labbook.errors import LabbookError

# At noon it is the same day nearly everywhere. Zip files cannot hold a day before 1980.
FIXED_TIME = 315_576_000  # 1980-01-01T12:00:00Z


@dataclass(frozen=True)
class Member:
    """One file of an archive."""

    content: bytes
    executable: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def write_archive(path: Path, folder: str, members: Mapping[str, Member]) -> None:
    """Write `members`, by their path in the archive with `/`, under the top folder `folder`.

    Order, owners, modes and times do not come from the file system. The time is the environment
    variable SOURCE_DATE_EPOCH (seconds since 1970) if it is set. The file appears whole or not at
    all. Raises LabbookError if the file cannot be written or does not read back as `members`.
    """
    buffer = io.BytesIO()
    time = _modification_time()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(members):
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(members[name].content)
            info.mode = 0o755 if members[name].executable else 0o644
            info.mtime = time
            archive.addfile(info, io.BytesIO(members[name].content))
    try:
        write_bytes(path, bz2.compress(buffer.getvalue(), compresslevel=9))
    except OSError as error:
        raise LabbookError(f"{path} cannot be written: {error.strerror}.") from None
    expected = {f"{folder}/{name}": member.sha256 for name, member in members.items()}
    if read_checksums(path) != expected:
        path.unlink()
        raise LabbookError(f"{path} did not read back as written; check the disk and try again.")


def read_checksums(path: Path) -> dict[str, str]:
    """SHA-256 of each file in an archive, by its path there with the top folder.

    Raises LabbookError if the archive cannot be read.
    """
    checksums = {}
    try:
        with tarfile.open(path, mode="r:bz2") as archive:
            for info in archive:
                file = archive.extractfile(info)
                if file is not None:
                    checksums[info.name] = hashlib.sha256(file.read()).hexdigest()
    except (OSError, EOFError, tarfile.TarError) as error:
        raise LabbookError(f"{path} cannot be read as a .tar.bz2 archive: {error}.") from None
    return checksums


def _modification_time() -> int:
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return FIXED_TIME
    if not (text.isascii() and text.isdigit()):
        raise LabbookError(
            f"SOURCE_DATE_EPOCH is {text!r}; it must be a whole number of seconds since 1970."
        )
    return int(text)
