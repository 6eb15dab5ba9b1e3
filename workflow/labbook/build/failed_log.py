"""The end of a failed job's log, where its own sentence about the failure stands."""

from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts import job_log

LINES = 15


def own_sentence(paths: Iterable[str]) -> str | None:
    """What a command of ours said as it ended, a line or several, if it was no crash."""
    sentences = (job_log.own_sentence(_end_of(path)) for path in paths)
    return next((sentence for sentence in sentences if sentence), None)


def ends_of_logs(paths: Iterable[str]) -> str:
    """The last lines of each log under its name; a log that cannot be read says why."""
    return "\n".join(f"The last lines of {path}:\n{_end_of(path)}" for path in paths)


def _end_of(path: str) -> str:
    try:
        return job_log.end_of(Path(path), LINES) or "(it is empty)"
    except OSError as error:
        return f"(it cannot be read: {error.strerror})"
