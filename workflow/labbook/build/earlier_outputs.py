"""What a failing job leaves of the files that were there before it: all of them, as they are."""

from pathlib import Path
from typing import Protocol


class Backups(Protocol):
    """The part of Snakemake that looks after outputs marked `update`."""

    def backup_output(self, path: Path) -> None: ...

    def restore_output(self, path: Path) -> bool: ...


def keep_earlier_outputs(backups: Backups) -> None:
    """Have Snakemake leave outputs marked `update` alone.

    It would copy them aside before a job and over themselves after a failure, for commands that
    write into the file that is there. Ours put a whole one in its place; so a copy protects from
    nothing, needs room that a full disk has not, and destroys the file if it is cut short.
    """
    setattr(backups, "backup_output", _ignore)  # noqa: B010
    # What is said to be restored is not removed.
    setattr(backups, "restore_output", Path.exists)  # noqa: B010


def _ignore(path: Path) -> None:
    return
