"""complete.json: the last file of a run's directory, which says that the others are there.

It carries the checksums of provenance.json, which carries those of the rest, and of timing.json,
which was observed and so is no part of the provenance.
"""

from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json, write_json

FILE_NAME = "complete.json"
# The name of a seal while its directory is not what it sealed.
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
