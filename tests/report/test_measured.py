"""A measured number counts as the number it is, and never loses where it comes from."""

import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from labbook.artifacts.summary import Statistic
from labbook.report.measured import Measured, OriginLinks, measured, origin_of, plain
from labbook.report.numbers import FILTERS
from labbook.report.origin import Origin, Runs, Statement

ADAM = Origin.of(Runs("optimizers", "Adam"))
SGD = Origin.of(Runs("optimizers", "SGD"))
NUMBERS = st.integers(-50, 50) | st.floats(-50, 50)
BINARY = (operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv)
LINK = '<a class="origin" href="#{}">{}</a>'


def render(source: str, **values: Any) -> str:
    links = OriginLinks()
    environment = Environment(autoescape=True, finalize=links.finalize)
    environment.filters |= links.filters(FILTERS)
    return environment.from_string(source).render(**values)


@given(NUMBERS, NUMBERS, st.sampled_from([*BINARY, operator.mod]))
def test_arithmetic_is_that_of_the_numbers_and_joins_origins(
    one: float, other: float, operation: Callable[..., Any]
) -> None:
    try:
        expected = operation(one, other)
    except ZeroDivisionError:
        return
    both = operation(Measured(one, ADAM), Measured(other, SGD))
    assert both == expected
    assert type(both.plain) is type(expected)
    assert both.origin.parts == ADAM.parts | SGD.parts
    for half in (operation(Measured(one, ADAM), other), operation(one, Measured(other, ADAM))):
        assert (half, half.origin) == (expected, ADAM)


@given(NUMBERS, NUMBERS)
def test_it_compares_sorts_and_hashes_as_the_number(one: float, other: float) -> None:
    first, second = Measured(one, ADAM), Measured(other, SGD)
    assert (first < second, first == second, first > other) == (
        one < other,
        one == other,
        one > other,
    )
    assert hash(first) == hash(one)
    assert bool(first) is bool(one)
    assert type(first > second) is bool
    assert max(first, second).plain == max(one, other)
    assert abs(-first).origin == ADAM
    assert sum([first, second]).origin.parts == ADAM.parts | SGD.parts


def test_only_numbers_are_measured() -> None:
    for value in (None, True, "diverged"):
        assert measured(value, ADAM) is value
    assert plain(measured(3, ADAM)) == 3
    assert range(3)[measured(2, ADAM)] == 2
    with pytest.raises(TypeError, match=r"0\.5 is no whole number"):
        operator.index(measured(0.5, ADAM))


def test_runs_of_one_configuration_are_that_configuration() -> None:
    seeds = [Origin.of(Runs("optimizers", "Adam", seed)) for seed in (0, 1)]
    assert seeds[0].joined(seeds[1]) == seeds[0].joined(ADAM) == ADAM
    assert seeds[0].joined(seeds[0]) == seeds[0]
    several = seeds[0].joined(SGD)
    assert not several.is_one
    assert several.anchor == SGD.joined(seeds[0]).anchor != ADAM.joined(SGD).anchor


def test_a_statistic_is_from_where_its_mean_is_from() -> None:
    mean = Measured(0.5, ADAM)
    assert origin_of(Statistic(mean, None, 1, ())) == ADAM
    assert origin_of({"mean": mean, "std": None, "n": 1, "values": []}) == ADAM
    assert origin_of(Statistic(0.5, None, 1, ())) is None
    assert origin_of([mean]) is None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ x | percent }}", "97.00\u202f%"),
        ("{{ x | percent(1) }}", "97.0\u202f%"),
        ("{{ {'mean': x, 'std': none, 'n': 3} | mean_std_percent(n=false) }}", "97.00\u202f%"),
        ("{{ (x - 1) | abs | pp }}", "3.00 percentage points"),
        ("{{ (count + 1) | count_word }}", "four"),
        ("{{ count }}", "3"),
        ("{{ x }}", "0.97"),
        ("{{ [x, 0.2] | max | loss4 }}", "0.9700"),
        ("{{ [x] | map('seconds') | first }}", "0.97\u202fs"),
    ],
)
def test_what_a_template_prints_of_it_is_a_link(source: str, text: str) -> None:
    written = render(source, x=Measured(0.97, ADAM), count=Measured(3, ADAM))
    assert written == LINK.format("runs-optimizers-Adam", text)


def test_plain_numbers_and_words_are_no_links() -> None:
    values = {"x": Measured(0.97, ADAM), "y": 0.97, "none": None}
    source = "{{ y | percent }}, {{ none | pp }}, {{ x | plain | percent }}, {{ x > 0.5 }}, {{ y }}"
    assert render(source, **values) == "97.00\u202f%, –, 97.00\u202f%, True, 0.97"


def test_a_number_of_a_statement_leads_to_the_statement() -> None:
    x = Measured(0.034, Origin.of(Statement("optimizers.best")))
    assert render("{{ x | pvalue }}", x=x) == LINK.format(
        "rests-optimizers.best", "p\u00a0=\u00a00.034"
    )
