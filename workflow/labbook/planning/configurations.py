"""The configurations of an experiment, spelled out from its sweep, its variants or its search."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pydantic import ValidationError

from labbook.artifacts.experiment_plan import SweptAxis, Varied
from labbook.canonical_json import canonical_json
from labbook.config.model import ONE_ARGUMENT, Experiment, Search
from labbook.config.sentence import error_sentence
from labbook.config.settings import Settings
from labbook.errors import LabbookError
from labbook.text.names import FIRST_RATE
from labbook.text.numbers import shortest

# A file name has at most 255 bytes, and `_seed-2147483647.<key>.partial` follows.
LONGEST_NAME = 100
DIGEST_DIGITS = 8

# More are a slip of the finger, and would take minutes to plan.
MOST_COMBINATIONS = 100_000


def path_names(of_all: Sequence[Varied]) -> list[str]:
    """A name for the paths of each configuration: `activation-relu_units-64`.

    It has letters, digits, `.`, `_`, `+` and `-`. Where that leaves nothing of a variant's name, is
    too long, or is another's too, the end is a hash of what is varied. Equal ones get equal names.
    """
    plain = [path_name(varied) for varied in of_all]
    times = Counter(plain)
    return [
        name
        if times[name] == 1 and len(name) <= LONGEST_NAME and not name.endswith("-")
        else f"{name[: LONGEST_NAME - DIGEST_DIGITS - 1].rstrip('-')}-{_digest(varied)}"
        for name, varied in zip(plain, of_all, strict=True)
    ]


def path_name(varied: Varied) -> str:
    """The name by itself, however long it is and whatever others there are."""
    return "_".join(
        _slug(str(value)) or "variant-" if key == "variant" else f"{key}-{_slug(_flat(value))}"
        for key, value in varied.items()
    )


def _digest(varied: Varied) -> str:
    return hashlib.sha256(canonical_json(varied).encode()).hexdigest()[:DIGEST_DIGITS]


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(
            _flat(item) if key in ("schedule", "name", FIRST_RATE) else f"{key} {_flat(item)}"
            for key, item in value.items()
        )
    if isinstance(value, list):
        # A list of lists are blocks of convolutions.
        between = "+" if any(isinstance(item, list) for item in value) else "x"
        return between.join(_flat(item) for item in value) or "none"
    return shortest(value) if isinstance(value, float) else str(value)


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.+-]+", "-", text).strip("-.")


@dataclass(frozen=True)
class Alternative:
    """What one configuration sets beyond its experiment.

    `varied` is what tells it from its siblings: swept keys with their values, or `variant`.
    """

    varied: Varied
    settings: Settings


def alternatives(experiment: Experiment, where: str) -> list[Alternative]:
    """All configurations of `experiment`, in the order of the config.

    `where` is the experiment's path in the config, for a LabbookError's sentence.
    """
    if experiment.sweep and experiment.variants:
        raise LabbookError(f"{where} has both sweep and variants; make two experiments of it.")
    if experiment.variants:
        return [
            Alternative({"variant": name}, settings)
            for name, settings in experiment.variants.items()
        ]
    if experiment.sweep:
        found = [
            alternative
            for part in _parts(experiment)
            for alternative in _combinations(part, f"{where}.sweep")
        ]
        seen: set[str] = set()
        for alternative in found:
            text = canonical_json(alternative.varied)
            if text in seen:
                raise LabbookError(f"{where}.sweep holds {alternative.varied} twice.")
            seen.add(text)
        return found
    return [Alternative({}, Settings())]


def searched(experiment: Experiment, search: Search, where: str) -> list[Alternative]:
    """All combinations of a search's space, in the order of the config."""
    if experiment.sweep or experiment.variants:
        raise LabbookError(
            f"{where} has a search beside a sweep or variants; make two experiments of it."
        )
    return list(_combinations(search.space, f"{where}.search.space"))


def axes(experiment: Experiment) -> tuple[SweptAxis, ...]:
    """The swept keys, each with all its values in the order of the config."""
    values: dict[str, list[Any]] = {}
    for part in _parts(experiment):
        for key, given in part.items():
            known = values.setdefault(key, [])
            known.extend(value for value in given if value not in known)
    return tuple(SweptAxis(key, known) for key, known in values.items())


def _parts(experiment: Experiment) -> list[dict[str, list[Any]]]:
    """The parts of a sweep, each of which stands for all combinations of its values."""
    return experiment.sweep if isinstance(experiment.sweep, list) else [experiment.sweep or {}]


def _combinations(part: dict[str, list[Any]], where: str) -> Iterator[Alternative]:
    count = math.prod(map(len, part.values()))
    if count > MOST_COMBINATIONS:
        raise LabbookError(
            f"{where} stands for {count:,} combinations; at most {MOST_COMBINATIONS:,} can be "
            "planned, so leave out keys or values."
        )
    for values in product(*part.values()):
        varied = dict(zip(part, values, strict=True))
        try:
            yield Alternative(varied, Settings.model_validate(_nested(varied)))
        except ValidationError as error:
            raise LabbookError(f"{where}: {error_sentence(error.errors()[0])}") from None


def _nested(varied: Varied) -> dict[str, Any]:
    """`arguments.width` as `arguments` with `width`."""
    nested: dict[str, Any] = {}
    for key, value in varied.items():
        name = key.removeprefix(ONE_ARGUMENT)
        if name == key:
            nested[key] = value
        else:
            nested["arguments"] = {**nested.get("arguments", {}), name: value}
    return nested


def draw_trials(combinations: list[Alternative], count: int, seed: int) -> list[Alternative]:
    """`count` of `combinations`, without replacement, as `seed` draws them; all if no more.

    Each combination gets its place in the order by a hash of itself and the seed. So a larger
    count keeps the trials of a smaller one, and a value that is added to the space or taken from
    it changes no other trial's place.
    """

    def place(combination: Alternative) -> str:
        return hashlib.sha256(canonical_json([seed, combination.varied]).encode()).hexdigest()

    return sorted(combinations, key=place)[:count]
