"""A job's log: what a command wrote while it ran, and the sentence with which it ended."""

from collections import deque
from collections.abc import Iterable
from pathlib import Path

OWN = "labbook: "
TRACEBACK = "Traceback (most recent call last):"


def end_of(path: Path, lines: int | None = None) -> str:
    """The last lines (all, if None), blanks at the end left out; raises OSError."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return "".join(deque(file, maxlen=lines)).rstrip()


def own_sentence(text: str) -> str | None:
    """What a command of ours said as it ended, a line or several, if it was no crash."""
    lines = text.splitlines()
    own = [index for index, line in enumerate(lines) if line.startswith(OWN)]
    if own and TRACEBACK not in lines[own[-1] :]:
        return "\n".join(lines[own[-1] :])
    return None


def last_exception(text: str) -> str | None:
    """Type and message of the exception that ended a Python program, if a traceback says so."""
    _, found, traceback = text.rpartition(TRACEBACK)
    if not found:
        return None
    return next((line for line in traceback.splitlines() if line and not line[0].isspace()), None)


LINES = 15


def sentence_in_logs(paths: Iterable[str]) -> str | None:
    """The sentence, of one line or several, with which a command of Labbook ended.

    None if no log ends in one, as after a crash.
    """
    sentences = (own_sentence(_end_of(path)) for path in paths)
    return next((sentence for sentence in sentences if sentence), None)


def ends_of_logs(paths: Iterable[str]) -> str:
    """The last lines of each log below its path. For a log that cannot be read, the reason."""
    return "\n".join(f"The last lines of {path}:\n{_end_of(path)}" for path in paths)


def _end_of(path: str) -> str:
    try:
        return end_of(Path(path), LINES) or "(it is empty)"
    except OSError as error:
        return f"(it cannot be read: {error.strerror})"
