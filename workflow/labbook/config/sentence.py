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
    OwnData,
    OwnDigit,
    OwnMetric,
    Published,
    Search,
    Student,
    Svhn,
)
from labbook.config.settings import (
    Augmentation,
    EarlyStopping,
    OwnFunction,
    Settings,
    unknown_word,
)

# By the type of pydantic's error: where it says the bound, and the words before the bound.
BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "above"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "below"),
}
# What a value must do, by the type of pydantic's error.
EXPECTED = {
    "int_type": "be a whole number",
    "int_from_float": "be a whole number",
    "float_type": "be a number",
    "model_type": "map keys to values",
    "dict_type": "map keys to values",
    "list_type": "be a list",
}


# A value may be a page long: then the sentence has its beginning, and what is wrong with it.
LONGEST = 600


def error_sentence(error: ErrorDetails, place: tuple[str, ...] = ()) -> str:
    """`key is value; it must be …`, with the likely word where a word is not known.

    `place`: where the value that was checked stands.
    """
    sentence = " ".join(_sentence(error, place).split())
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[: LONGEST // 2]} … {sentence[-LONGEST // 2 :]}"


def _sentence(error: ErrorDetails, place: tuple[str, ...]) -> str:
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
        case kind if kind in BOUNDS:
            bound, phrase = BOUNDS[kind]
            return f"{key} is {given}; it must be {phrase} {context[bound]}."
        case "too_short":
            return f"{key} is empty; give at least one entry."
        case "too_long":
            return f"{key} has {len(given)} entries; give at most {context['max_length']}."
        case "string_type":
            return f"{key} is {given!r}, which is not text; put it in quotes."
        case kind if kind in EXPECTED:
            return f"{key} is {given!r}; it must {EXPECTED[kind]}."
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
        case ["datasets", _]:
            model = OwnData
        case ["labs", _]:
            model = Lab
        case ["labs", _, "hand_in"]:
            model = HandIn
        case ["labs", _, "notebook"]:
            model = Notebook
        case ["labs", _, "metrics", _]:
            model = OwnMetric
        case ["labs", _, "own_digit"]:
            model = OwnDigit
        case ["labs", _, "experiments", _]:
            model = Experiment
        case ["labs", _, "experiments", _, "published", _] | ["published", _]:
            model = Published
        case ["labs", _, "experiments", _, "search"]:
            model = Search
        case [*_, "early_stopping"]:
            model = EarlyStopping
        case [*_, "model"]:
            model = OwnFunction
        case [*_, "augmentation"]:
            model = Augmentation
        case _:
            model = Settings
    return list(model.model_fields)
