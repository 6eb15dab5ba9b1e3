"""The one file by which Snakemake knows a run."""

from collections.abc import Callable
from pathlib import Path

from labbook.artifacts.attempt import attempt_file
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.seal import FILE_NAME as SEAL

ATTEMPTS = "results/attempts"

# From the directory of a run to the file that stands for it in this build.
StandIn = Callable[[str], str]


def seal(directory: str) -> str:
    """Of a run that is trained, or stops the build."""
    return f"{directory}/{SEAL}"


def vouching(directory: str) -> str:
    """Of a run that is whole and stays as it is."""
    return f"{directory}/{PROVENANCE}"


def attempt(directory: str) -> str:
    """Of a run that is tried: whether that succeeds or fails, the build goes on."""
    return attempt_file(Path(ATTEMPTS), Path(directory)).as_posix()
