"""The files that stand for a run in Snakemake; a build uses one of them for each run."""

from collections.abc import Callable
from pathlib import Path

from labbook.artifacts.attempt import attempt_file
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.results_root import RESULTS

ATTEMPTS = f"{RESULTS}/attempts"
BUNDLES = f"{RESULTS}/bundles"
LOGS = f"{RESULTS}/logs/runs"

# Maps the directory of a run to the file that stands for the run in this build.
StandIn = Callable[[str], str]


def seal(directory: str) -> str:
    """The file that a training writes last, and that stands for a run trained by itself."""
    return f"{directory}/{SEAL}"


def bundle_file(directory: str) -> str:
    """The file of the runs that one job trains; `directory`: that of the first of them."""
    return f"{BUNDLES}/{_place(directory)}.json"


def log_of(directory: str) -> str:
    """The log of a run's training."""
    return f"{LOGS}/{_place(directory)}.log"


def vouching(directory: str) -> str:
    """The file of a run that is complete and does not change."""
    return f"{directory}/{PROVENANCE}"


def attempt(directory: str) -> str:
    """The record of how a run has ended, where the build goes on without those that failed."""
    return attempt_file(Path(ATTEMPTS), Path(directory)).as_posix()


def _place(directory: str) -> str:
    """`<lab>/<experiment>/<run>.<key>`."""
    return "/".join(directory.split("/")[-3:])
