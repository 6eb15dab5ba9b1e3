"""One sentence for what pydantic found wrong."""

import re
from typing import Any

from pydantic_core import ErrorDetails

from labbook.config.model import (
    Config,
    Experiment,
    HandIn,
    Lab,
    Notebook,
    OwnDigit,
    Published,
    Search,
    Student,
    Svhn,
)
from labbook.config.settings import Settings, unknown_word


def error_sentence(error: ErrorDetails, place: tuple[str, ...] = ()) -> str:
    """`key is value; it must be …`, with the likely word where a word is not known.

    `place`: where the value that was checked stands.
    """
    location = [*place, *(str(part) for part in error["loc"])]
    key = ".".join(location)
    given = error["input"]
    context: dict[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "labbook":
            return f"{key} {context['message']}"
        case "extra_forbidden":
            valid = _fields_at(location[:-1])
            parent = ".".join(location[:-1]) or "the top level"
            word = location[-1]
            return f'{parent} has the unknown key "{word}"; {unknown_word(word, valid)}'
        case "missing":
            return f"{key} is missing."
        case "literal_error":
            words = re.findall(r"'([^']*)'", context["expected"])
            return f'{key} is "{given}", which is not known; {unknown_word(str(given), words)}'
        case "greater_than_equal":
            return f"{key} is {given}; it must be at least {context['ge']}."
        case "greater_than":
            return f"{key} is {given}; it must be above {context['gt']}."
        case "less_than_equal":
            return f"{key} is {given}; it must be at most {context['le']}."
        case "less_than":
            return f"{key} is {given}; it must be below {context['lt']}."
        case "too_short":
            return f"{key} is empty; give at least one entry."
        case "string_type":
            return f"{key} is {given!r}, which is not text; put it in quotes."
        case "int_type" | "int_from_float":
            return f"{key} is {given!r}; it must be a whole number."
        case "float_type":
            return f"{key} is {given!r}; it must be a number."
        case "model_type" | "dict_type":
            return f"{key} is {given!r}; it must map keys to values."
        case "list_type":
            return f"{key} is {given!r}; it must be a list."
        case _:
            return f"{key} is {given!r}: {error['msg']}."


def _fields_at(location: list[str]) -> list[str]:
    """The keys that config.yaml knows at a path."""
    match location:
        case []:
            model: Any = Config
        case ["student"]:
            model = Student
        case ["svhn"]:
            model = Svhn
        case ["labs", _]:
            model = Lab
        case ["labs", _, "hand_in"]:
            model = HandIn
        case ["labs", _, "notebook"]:
            model = Notebook
        case ["labs", _, "own_digit"]:
            model = OwnDigit
        case ["labs", _, "experiments", _]:
            model = Experiment
        case ["labs", _, "experiments", _, "published", _] | ["published", _]:
            model = Published
        case ["labs", _, "experiments", _, "search"]:
            model = Search
        case _:
            model = Settings
    return list(model.model_fields)
