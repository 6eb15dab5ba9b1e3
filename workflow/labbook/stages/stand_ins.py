"""The files that stand for a run in Snakemake; a build uses one of them for each run."""

from collections.abc import Callable
from pathlib import Path

from labbook.artifacts.attempt import attempt_file
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.seal import FILE_NAME as SEAL

ATTEMPTS = "results/attempts"

# Maps the directory of a run to the file that stands for the run in this build.
StandIn = Callable[[str], str]


def seal(directory: str) -> str:
    """The file of a run that the build trains; if the training fails, the build stops."""
    return f"{directory}/{SEAL}"


def vouching(directory: str) -> str:
    """The file of a run that is complete and does not change."""
    return f"{directory}/{PROVENANCE}"


def attempt(directory: str) -> str:
    """The file of a run that is tried; the build continues whether it succeeds or fails."""
    return attempt_file(Path(ATTEMPTS), Path(directory)).as_posix()
