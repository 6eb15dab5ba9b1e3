"""`<run>.<key>.json`: whether an attempt at a run succeeded, and if not, why."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError

MOST_NAMED = 3


@dataclass(frozen=True)
class Attempt:
    """`failure` is None where the run's command succeeded, else one sentence for a reader."""

    run: str
    key: str
    failure: str | None
    log: str


def attempt_file(attempts: Path, run_directory: Path) -> Path:
    """Where the attempt at a run lies below `attempts`: as its directory below results/runs/."""
    lab, experiment, run = run_directory.parts[-3:]
    return attempts / lab / experiment / f"{run}.json"


def write_attempt(path: Path, attempt: Attempt) -> None:
    write_json(path, asdict(attempt))


def read_attempt(path: Path) -> Attempt:
    """Read an attempt; raises LabbookError naming the file if it is missing or broken."""
    try:
        return Attempt(**read_json(path))
    except TypeError:
        raise LabbookError(
            f"{path} is no record of an attempt; delete it and build again."
        ) from None


def gaps_sentence(failed: Sequence[Attempt]) -> str:
    """For the end of a build in which these attempts failed."""
    one = len(failed) == 1
    names = ", ".join(attempt.run for attempt in failed[:MOST_NAMED])
    more = f" and {len(failed) - MOST_NAMED} more" if len(failed) > MOST_NAMED else ""
    return (
        f"{len(failed)} {'run' if one else 'runs'} failed ({names}{more}); the report shows "
        f"{'it as a gap' if one else 'them as gaps'}, and the same command tries "
        f"{'it' if one else 'them'} again."
    )
