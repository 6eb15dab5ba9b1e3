"""Find the fields of the identity that nobody has filled in."""

import re
from collections.abc import Mapping

REQUIRED = ("first_name", "last_name", "group")
ORDER = (*REQUIRED, "course", "course_code", "date")  # as in the config; other keys follow
ANYWHERE = frozenset(
    {"firstname", "first name", "lastname", "last name", "your name", "your group"}
    | {"todo", "tbd", "fixme", "n/a", "?", "..."}
)
# These words are placeholders under one key only. "Date", for example, is also a family name.
UNDER_KEY = {
    "first_name": frozenset({"name"}),
    "last_name": frozenset({"name"}),
    "group": frozenset({"weekday", "group"}),
    "course": frozenset({"course"}),
    "course_code": frozenset({"course code", "code"}),
    "date": frozenset({"date"}),
}


def find_placeholders(identity: Mapping[str, object]) -> list[str]:
    """The keys of `identity` whose value is empty or a placeholder, in the order of the config.

    First name, last name and group must be there; the other keys may be absent. Upper or lower
    case, blanks around the value, and `_` or `-` in place of a blank make no difference.
    """
    keys = [*ORDER, *(key for key in identity if key not in ORDER)]
    return [key for key in keys if _is_unfilled(key, identity.get(key))]


def _is_unfilled(key: str, value: object) -> bool:
    return key in REQUIRED if value is None else _is_placeholder(key, str(value))


def _is_placeholder(key: str, value: str) -> bool:
    words = " ".join(re.sub(r"[_-]", " ", value).casefold().split())
    return (
        not words
        or words in ANYWHERE
        or words in UNDER_KEY.get(key, ())
        or re.fullmatch(r"x{3,}|<.*>|\[.*\]|todo\b.*:.*", words) is not None
    )
