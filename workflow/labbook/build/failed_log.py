"""The end of a failed job's log, where its own sentence about the failure stands."""

from collections import deque
from collections.abc import Iterable

LINES = 15
OWN = "labbook: "
TRACEBACK = "Traceback (most recent call last):"


def own_sentence(paths: Iterable[str]) -> str | None:
    """What a command of ours said as it ended, a line or several, if it was no crash."""
    for path in paths:
        lines = _end_of(path).splitlines()
        own = [index for index, line in enumerate(lines) if line.startswith(OWN)]
        if own and TRACEBACK not in lines[own[-1] :]:
            return "\n".join(lines[own[-1] :])
    return None


def ends_of_logs(paths: Iterable[str]) -> str:
    """The last lines of each log under its name; a log that cannot be read says why."""
    return "\n".join(f"The last lines of {path}:\n{_end_of(path)}" for path in paths)


def _end_of(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return "".join(deque(file, maxlen=LINES)).rstrip() or "(it is empty)"
    except OSError as error:
        return f"(it cannot be read: {error.strerror})"
