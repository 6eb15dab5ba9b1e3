"""complete.json: the last file of a run's directory, which says that the others are there.

It has the checksums of provenance.json and of timing.json. provenance.json has the checksums of the
other files. What timing.json says was observed, so it is no part of the provenance.
"""

from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json, write_json

FILE_NAME = "complete.json"
# The name of the seal of a directory that was changed after it was sealed.
BROKEN_SEAL = f"{FILE_NAME}.broken"
SEALED = ("provenance.json", "timing.json")


def write_seal(directory: Path) -> None:
    """Seal what lies in `directory`."""
    write_json(directory / FILE_NAME, {name: sha256_file(directory / name) for name in SEALED})


def read_seal(directory: Path) -> dict[str, str]:
    """SHA-256 by file name, of a broken seal too.

    Raises LabbookError if there is none, KeyError or TypeError if it is not whole.
    """
    whole = directory / FILE_NAME
    seal = read_json(whole if whole.exists() else directory / BROKEN_SEAL)
    return {name: seal[name] for name in SEALED}
