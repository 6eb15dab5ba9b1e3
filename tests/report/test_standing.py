"""How the best configuration stands to the others, in the words of the first table."""

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from labbook.report.html import template_folders
from labbook.report.numbers import FILTERS


def standing(verdict: str, others: int, equivalent: int = 0, open_ones: int = 0) -> str:
    details: dict[str, Any] = {
        "equivalent": ["a"] * equivalent,
        "not_resolved": ["b"] * open_ones,
        "one_seed": False,
        "all_ranked": True,
    }
    return words_of(others + 1, SimpleNamespace(kind="best", verdict=verdict, details=details))


def words_of(n_configurations: int, *findings: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(template_folders()), undefined=StrictUndefined, autoescape=True
    )
    environment.filters |= FILTERS
    experiment = SimpleNamespace(
        finished=[None] * n_configurations,
        planned=[None] * n_configurations,
        of_kind=lambda kind: [one for one in findings if one.kind == kind],
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


@pytest.mark.parametrize(
    ("failing", "words"),
    [(1, "one of twelve runs fails to train"), (2, "two of twelve runs fail to train")],
)
def test_a_mean_over_runs_of_which_some_fail_is_not_left_without_a_word(
    failing: int, words: str
) -> None:
    numbers = {"n_not_trained": failing, "n_runs": 12}
    assert words_of(1, SimpleNamespace(kind="not_trained", numbers=numbers)) == words
    assert words_of(1) == "one configuration"
    assert words_of(3) == "–"
