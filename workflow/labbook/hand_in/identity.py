"""Who hands in: fields that nobody has filled in, and the names that are made of the fields."""

import difflib
import re
import string
import unicodedata
from collections.abc import Mapping

from labbook.errors import LabbookError

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


FIELDS = (
    "last_name",
    "first_name",
    "LAST_NAME",
    "FIRST_NAME",
    "group",
    "assignment",
    "course_code",
)
SUFFIX = ".tar.bz2"
# Bytes. File systems allow 255; the rest is for the suffix and the name of the partial file.
LONGEST_NAME = 200


def archive_name(pattern: str, identity: Mapping[str, object]) -> str:
    """The name of the archive and of its top folder, without `.tar.bz2`.

    `identity` has those of `last_name`, `first_name`, `group`, `course_code` and `assignment` that
    the pattern uses. The name keeps letters and digits of every script, `_`, `-` and `.`, in
    Unicode's composed form (NFC). Each sequence of other characters becomes one hyphen.

    Raises LabbookError for an unknown field, a field without a value, a brace without its partner,
    and a name that is empty or too long.
    """
    filled = _fill("hand_in.archive", pattern, identity).removesuffix(SUFFIX)
    hyphenated = re.sub(r"-{2,}", "-", "".join(map(_safe_character, filled)))
    name = unicodedata.normalize("NFC", re.sub(r"\.{2,}", ".", hyphenated).strip("-."))
    if not name.strip("_-."):
        raise LabbookError(
            f"hand_in.archive: {pattern!r} leaves no letters or digits for a file name; "
            'write for example "{LAST_NAME}_{first_name}_Lab3_DLCV".'
        )
    if len(name.encode()) > LONGEST_NAME:
        raise LabbookError(
            f"hand_in.archive: {pattern!r} gives a file name of {len(name.encode())} bytes; "
            f"at most {LONGEST_NAME} are possible."
        )
    return name


def archive_names(asked: Mapping[str, tuple[str, Mapping[str, object]]]) -> dict[str, str]:
    """The name of each lab's archive by lab; `asked`: its pattern and its identity.

    Raises LabbookError as `archive_name` does, and if two archives would be one file. To the disks
    of macOS and Windows, they are where names differ only by capitals.
    """
    names = {lab: archive_name(pattern, identity) for lab, (pattern, identity) in asked.items()}
    first: dict[str, str] = {}
    for lab, name in names.items():
        other = first.setdefault(name.casefold(), lab)
        if other != lab:
            raise LabbookError(
                f"config.yaml: labs.{other}.hand_in and labs.{lab}.hand_in both name their archive "
                f"{name}{SUFFIX}; give one of them an `archive` that says which lab it is."
            )
    return names


def subject(pattern: str, identity: Mapping[str, object]) -> str:
    """The subject of the e-mail, in one line. Raises LabbookError as `archive_name` does."""
    return " ".join(_fill("hand_in.subject", pattern, identity).split())


def _fill(key: str, pattern: str, identity: Mapping[str, object]) -> str:
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise LabbookError(
            f"{key}: {pattern!r} has a brace without its partner; "
            "fields are written like {last_name}."
        ) from None
    text = ""
    for literal, field, format_spec, conversion in parts:
        text += literal
        if field is not None:
            written = field + (f"!{conversion}" if conversion else "")
            written += f":{format_spec}" if format_spec else ""
            text += _value(key, written, identity)
    return unicodedata.normalize("NFC", text)


def _value(key: str, field: str, identity: Mapping[str, object]) -> str:
    if field not in FIELDS:
        nearest = difflib.get_close_matches(field, FIELDS, n=1, cutoff=0.0)[0]
        raise LabbookError(f"{key}: there is no field {{{field}}}; the nearest is {{{nearest}}}.")
    value = identity.get(field.lower())
    if value is None:
        raise LabbookError(
            f"{key}: the pattern uses {{{field}}}, but the config gives no {field.lower()}."
        )
    return str(value).upper() if field.isupper() else str(value)


def _safe_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # invisible, such as a zero-width space pasted along with a name
        return ""
    # L letters, M marks (vowel signs of many scripts), N digits
    return character if category[0] in "LMN" or character in "_-." else "-"
