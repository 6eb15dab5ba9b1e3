"""How the best configuration stands to the others, in the words of the first table."""

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from labbook.report.html import template_folders
from labbook.report.numbers import FILTERS


def standing(verdict: str, others: int, equivalent: int = 0, open_ones: int = 0) -> str:
    environment = Environment(
        loader=FileSystemLoader(template_folders()), undefined=StrictUndefined, autoescape=True
    )
    environment.filters |= FILTERS
    details: dict[str, Any] = {
        "equivalent": ["a"] * equivalent,
        "not_resolved": ["b"] * open_ones,
        "one_seed": False,
        "all_ranked": True,
    }
    experiment = SimpleNamespace(
        finished=[None] * (others + 1),
        planned=[None] * (others + 1),
        of_kind=lambda kind: [SimpleNamespace(verdict=verdict, details=details)],
    )
    words = environment.get_template("partials/words.html.j2").module
    return str(words.standing(experiment))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("better than the other", ("better", 1)),
        ("better than every other", ("better", 4)),
        ("equivalent to the other", ("equivalent", 1, 1)),
        ("equivalent to all of the other four", ("equivalent", 4, 4)),
        ("equivalent to three of the other four", ("equivalent", 4, 3)),
        ("not told apart from the other", ("not resolved", 1, 0, 1)),
        ("not told apart from any of the other four", ("not resolved", 4, 0, 4)),
        ("not told apart from one of the other four", ("not resolved", 4, 0, 1)),
        (
            "equivalent to four, not told apart from three, of the other eight",
            ("not resolved", 8, 4, 3),
        ),
    ],
)
def test_each_way(words: str, known: tuple[Any, ...]) -> None:
    assert standing(*known) == words
