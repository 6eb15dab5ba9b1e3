"""The end of a failed job's log: there the job says in a sentence why it failed."""

from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts import job_log

LINES = 15


def own_sentence(paths: Iterable[str]) -> str | None:
    """The sentence, of one line or several, with which a command of Labbook ended.

    None if no log ends in one, as after a crash.
    """
    sentences = (job_log.own_sentence(_end_of(path)) for path in paths)
    return next((sentence for sentence in sentences if sentence), None)


def ends_of_logs(paths: Iterable[str]) -> str:
    """The last lines of each log below its path. For a log that cannot be read, the reason."""
    return "\n".join(f"The last lines of {path}:\n{_end_of(path)}" for path in paths)


def _end_of(path: str) -> str:
    try:
        return job_log.end_of(Path(path), LINES) or "(it is empty)"
    except OSError as error:
        return f"(it cannot be read: {error.strerror})"
