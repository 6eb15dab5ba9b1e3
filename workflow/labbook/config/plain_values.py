"""What no value of a config may be, whatever its key: checked before the keys are."""

import math
import unicodedata
from collections.abc import Iterator

from labbook.errors import LabbookError

# With aliases (*name), a page of YAML could stand for billions.
MOST_IN_ALL = 100_000
MOST_INTEGER = 10**18


def check_plain_values(config: object, file_name: str) -> None:
    """Raise LabbookError for a number that is none and a character that no report can show."""
    for count, (key, fault) in enumerate(_faults(config)):
        if fault:
            raise LabbookError(f"{file_name}: {key} {fault}")
        if count == MOST_IN_ALL:
            raise LabbookError(f"{file_name} has more than {MOST_IN_ALL:,} values.")


def _faults(value: object, key: str = "") -> Iterator[tuple[str, str | None]]:
    """For each value, where it is and what is wrong with it, if anything."""
    if isinstance(value, dict):
        for name, item in value.items():
            place = f"{key}.{name}" if key else str(name)
            yield ascii(place), _fault_of_text(str(name))
            yield from _faults(item, place)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _faults(item, f"{key}.{number}")
    elif isinstance(value, float) and not math.isfinite(value):
        yield key, f"is {value}; it must be a finite number."
    elif isinstance(value, int) and abs(value) > MOST_INTEGER:
        yield key, "is a number of more than 18 digits."
    else:
        yield key, _fault_of_text(value) if isinstance(value, str) else None


def _fault_of_text(text: str) -> str | None:
    """Controls but for blanks, halves of characters, and what Unicode leaves to programs."""
    for character in text:
        code = ord(character)
        is_free = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
        if is_free or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n"):
            return f"has the character U+{code:04X}, which no report can show; delete it."
    return None
