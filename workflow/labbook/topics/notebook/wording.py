"""Numbers and lists in a notebook's Markdown, in plain characters: the template's filters."""

from collections.abc import Callable, Sequence
from typing import Any

MINUTE = 60
SMALLEST_AS_DECIMAL = 0.001


def integer(value: float) -> str:
    """48,000."""
    return f"{round(value):,}"


def percent(value: float, decimals: int = 2) -> str:
    """A fraction of one: 0.9781 is 97.81 %."""
    return f"{100 * value:.{decimals}f} %"


def points(value: float) -> str:
    """A difference of two fractions, without its sign: 0.0012 is 0.12 percentage points."""
    return f"{100 * abs(value):.2f} percentage points"


def loss(value: float) -> str:
    """Four decimals; two significant digits where these would say too little."""
    return f"{value:.4f}" if value >= SMALLEST_AS_DECIMAL or value == 0 else f"{value:.1e}"


def area(value: float) -> str:
    """Of a ROC curve, from 0 to 1."""
    return f"{value:.4f}"


def duration(seconds: float) -> str:
    """0.32 seconds, 3.2 seconds, 45 seconds, 2 minutes and 5 seconds."""
    if seconds < 1:
        return f"{seconds:.2f} seconds"
    if seconds < 10:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), MINUTE)
    if not minutes:
        return f"{rest} seconds"
    return f"{counted(minutes, 'minute')} and {counted(rest, 'second')}"


def counted(value: int, word: str) -> str:
    """1 epoch, 5 epochs."""
    return f"{integer(value)} {word}{'' if value == 1 else 's'}"


def and_list(items: Sequence[object]) -> str:
    """`a`, `a and b`, `a, b, and c`."""
    words = list(map(str, items))
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"


FILTERS: dict[str, Callable[..., Any]] = {
    "and_list": and_list,
    "area": area,
    "counted": counted,
    "duration": duration,
    "integer": integer,
    "loss": loss,
    "percent": percent,
    "points": points,
}
