"""A job's log: what a command wrote while it ran, and how it said that it ended."""

from collections import deque
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
