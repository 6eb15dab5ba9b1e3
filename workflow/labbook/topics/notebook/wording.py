"""Numbers and lists in a notebook's Markdown, in plain characters: the template's filters."""

from collections.abc import Callable, Sequence
from typing import Any

from labbook.text.number_words import count_word
from labbook.text.numbers import area, in_plain_characters, loss, percentage
from labbook.text.rounding import PERCENT_DECIMALS

MINUTE = 60


def integer(value: float) -> str:
    """48,000."""
    return f"{round(value):,}"


def percent(value: float, decimals: int = PERCENT_DECIMALS) -> str:
    """A fraction of one: 0.9781 is 97.81 %."""
    return in_plain_characters(percentage(value, decimals))


def points(value: float) -> str:
    """A difference of two fractions, without its sign: 0.0012 is 0.12 percentage points."""
    return f"{100 * abs(value):.{PERCENT_DECIMALS}f} percentage points"


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
    "count_word": count_word,
    "counted": counted,
    "duration": duration,
    "integer": integer,
    "loss": loss,
    "percent": percent,
    "points": points,
}
