"""What a report says of the activation where a sweep has several with as many units."""

from types import SimpleNamespace
from typing import Any

import pytest

from report.partial_macros import finding, macros_of, text_of


def network(activation: str, units: int) -> Any:
    return SimpleNamespace(
        name=f"{activation}-{units}",
        varied={"activation": activation, "units": units},
        settings=SimpleNamespace(hidden=[SimpleNamespace(units=units)]),
    )


SWEEP = [network("sigmoid", 8), *(network(one, 64) for one in ("sigmoid", "relu", "tanh"))]


def said(best: str, *worse: str, finished: Any = SWEEP, **changes: Any) -> str:
    details = {"worse": list(worse), "one_seed": False} | changes
    found = finding("best", "not resolved", (best,), details=details)
    experiment = SimpleNamespace(
        finished=finished, label=lambda name: name, of_kind=lambda kind: [found]
    )
    return text_of(str(macros_of("partials/activations.html.j2").activations(experiment)))


@pytest.mark.parametrize(
    ("words", "best", "worse"),
    [
        ("none of sigmoid, ReLU, and tanh is told apart from sigmoid-8.", "sigmoid-8", ()),
        ("neither sigmoid nor tanh is told apart from relu-64.", "relu-64", ("sigmoid-8",)),
        (
            "sigmoid is less accurate than relu-64, and tanh is not told apart from it.",
            "relu-64",
            ("sigmoid-64",),
        ),
        (
            "sigmoid and tanh are less accurate than sigmoid-8, and ReLU is not told apart "
            "from it.",
            "sigmoid-8",
            ("tanh-64", "sigmoid-64"),
        ),
    ],
)
def test_each_stands_beside_the_best(words: str, best: str, worse: tuple[str, ...]) -> None:
    assert said(best, *worse) == f"With 64 units, {words}"


def test_where_the_best_is_more_accurate_than_all_others_that_says_it() -> None:
    assert said("relu-64", "sigmoid-8", "sigmoid-64", "tanh-64") == ""


def test_one_seed_tells_nothing_apart() -> None:
    assert said("relu-64", one_seed=True) == ""


def test_without_two_activations_of_one_size_nothing_is_said() -> None:
    assert said("relu-64", finished=[network("sigmoid", 8), network("relu", 64)]) == ""
    other = SimpleNamespace(name="Adam", varied={"optimizer": "adam"})
    assert said("Adam", finished=[other]) == ""
