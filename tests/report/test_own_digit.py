"""One's own digit in the report: a chapter with figures, sentences and a table, or no trace."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.topics.own_digit.own_digit_files import OwnDigit
from made_up_own_digit import made_up_own_digit

LAB = "lab3_keras"
ASKED = "assignment2_deep"
Make = Callable[..., Report]
TEXT = re.compile(r"<[^>]*>")


def rows_of(html: str) -> list[list[str]]:
    (table,) = re.findall(
        r'<div class="table[^"]*" id="table-own_digit">.*?</div>', html, re.DOTALL
    )
    return [
        [TEXT.sub("", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", table)
    ]


def chapter(html: str) -> str:
    """Its text in the report, and the text of its details, on one line."""
    report = html.partition('id="section-the-own-digit"')[2].partition("<h2")[0]
    details = html.partition('id="section-the-own-digit.details"')[2].partition("<h2")[0]
    return " ".join(TEXT.sub("", report + details).split())


def answered(**answers) -> Callable[..., OwnDigit]:
    by_name = {"variant-Adam": ["4", "9"], "variant-SGD": ["4", "4"], **answers.pop("by_name", {})}
    return lambda summaries: made_up_own_digit(summaries, by_name, **answers)


@pytest.fixture
def rendered(make_report: Make) -> Callable[..., str]:
    def render(template: str = LAB, only=("optimizers",), **own) -> str:
        report = make_report(
            only=list(only), seeds=(0, 1), epochs=12, own_digit=answered(**own) if own else None
        )
        return render_html(report, template)

    return render


def names_of(report: Report, name: str = "optimizers") -> list[str]:
    experiment = report.experiment(name)
    assert experiment is not None
    return [one.known.name for one in experiment.planned]


def test_the_table_has_every_network(make_report) -> None:
    plain = make_report(only=["optimizers"], seeds=(0, 1), epochs=12)
    adam, sgd, *_ = names_of(plain)
    own = answered(by_name={adam: ["4", "9"], sgd: ["9", "9"]})
    html = render_html(
        make_report(only=["optimizers"], seeds=(0, 1), epochs=12, own_digit=own), LAB
    )
    head, title, first, second, third, *_ = rows_of(html)
    assert head == ["Network", "Answers", "Runs that are right", "Probability"]
    assert title == ["All digits, several optimizers"]
    assert first[:3] == ["Adam", "4 (1) and 9 (1)", "1 of 2"]
    assert second[:3] == ["SGD", "9 (2)", "0 of 2"]
    assert third[1:3] == ["4 (2)", "2 of 2"]
    text = chapter(html)
    assert "Of the 10 runs, 7 are right about the photographed digit, which is “4”." in text
    assert "names one’s own" not in text
    # Every number leads to the runs behind it.
    body = html[html.index('id="table-own_digit"') :]
    assert body.count('class="origin"', 0, body.index("</table>")) == 21


def test_the_sample_is_called_one(rendered) -> None:
    html = rendered(is_sample=True)
    text = chapter(html)
    assert "until own_digit in config.yaml names one’s own" in text
    assert "is the sample, which a program of this project draws; it has 600 × 800 pixels" in text
    assert "What each network answers to the sample digit" in text
    assert "photograph" not in text


def test_without_the_digit_no_column_says_what_is_right(rendered) -> None:
    html = rendered(digit=None, by_name={})
    assert rows_of(html)[0] == ["Network", "Answers", "Probability"]


def test_color_images_and_thin_strokes_are_told(make_report) -> None:
    def own(summaries):
        found = made_up_own_digit(summaries, {})
        shaped = tuple(replace(one, image_shape=(32, 32, 3)) for one in found.networks)
        return replace(found, networks=shaped, is_widened=True, is_dark=False)

    text = chapter(render_html(make_report(only=["optimizers"], epochs=12, own_digit=own), LAB))
    assert "Networks that take images of 32 × 32 pixels in three channels" in text
    assert "they were widened" in text
    assert "light on dark, from the rest" in text


def test_without_a_run_there_is_no_table(make_report) -> None:
    report = make_report(
        only=["best_network"],
        seeds=(0,),
        epochs=12,
        diverged=["best_network_seed-0"],
        own_digit=lambda summaries: made_up_own_digit(summaries, {}),
    )
    html = render_html(report, LAB)
    assert 'id="table-own_digit"' not in html
    assert 'data-verdict="no answer"' in html.partition('id="section-the-own-digit"')[2]


def test_other_labs_have_no_trace_of_it(whole_html: str) -> None:
    assert "own_digit" not in whole_html
    assert "own-digit" not in whole_html


def test_the_lab_that_asks_for_it_says_which_key_is_missing(rendered) -> None:
    text = chapter(rendered(ASKED))
    assert "the key own_digit of this lab in config.yaml must name a photograph" in text
    assert "must name" not in chapter(rendered(ASKED, digit=4))
