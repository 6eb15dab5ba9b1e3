"""A report on networks from scratch shows how far they are from the same networks in Keras."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from labbook.report.context import Report
from labbook.report.html import render_html
from report.watched_lab import watched_experiments

LAB = "lab2_numpy"
HEADING = "Checked against Keras"
APART = "one of the two computes something else"
Make = Callable[..., Report]


def page(make: Make, **apart: float) -> str:
    report = make(experiments=watched_experiments(), epochs=12, apart_from_keras=apart)
    return render_html(report, LAB)


def text_of(html: str) -> str:
    """The section's prose and table, as it is read."""
    section = html[html.index(HEADING) : html.index('class="appendices"')]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", section)))


def test_the_largest_difference_of_each_experiment_is_in_the_table(make_report: Make) -> None:
    html = page(make_report, single_neuron=2.5e-13, hidden_layer=0.0, multiclass=5e-14)
    text = text_of(html)
    assert APART not in text
    assert "on the same 2,000 training images" in text
    for difference in ("2.5 × 10−13", "5 × 10−14"):
        assert difference in text
    assert html.count('data-verdict="same"') == 3


def test_what_rounding_does_not_explain_is_said_and_where(make_report: Make) -> None:
    text = text_of(page(make_report, single_neuron=1e-14, multiclass=2e-3))
    assert "In Section 5 it is above" in text
    assert APART in text


def test_all_apart(make_report: Make) -> None:
    text = text_of(page(make_report, multiclass=2e-3))
    assert "It is above" in text
    assert APART in text


@pytest.mark.parametrize("told", [False, True])
def test_without_a_comparison_there_is_no_such_section(make_report: Make, told: bool) -> None:
    html = page(make_report, **({"multiclass": 0.0} if told else {}))
    assert (HEADING in html) == told
