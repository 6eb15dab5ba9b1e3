"""Check that a file is the one that an entry names, before it is read as a whole."""

from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.data.entry import DatasetEntry, DatasetFile
from labbook.errors import LabbookError


def check_file(path: Path, file: DatasetFile, entry: DatasetEntry) -> None:
    """Raise LabbookError, with both checksums, if `path` is not `file` of `entry`.

    So what is unpacked afterwards is what was published, and may be believed.
    """
    try:
        found = sha256_file(path)
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
    if found != file.sha256:
        raise LabbookError(
            f"{path} is not {entry.title}'s {path.name}: its SHA-256 is {found}, expected is "
            f"{file.sha256}; {entry.what_to_do_about_other_files}."
        )
