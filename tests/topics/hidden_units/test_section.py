"""The units of an experiment on the page of a report."""

import re

from labbook.report.html import render_html
from report.conftest import collect_in, make_report  # noqa: F401

LAB, NAME = "lab3_keras", "hidden_layer"
TAG = re.compile("<[^>]+>")


def page(make_report, runs, **changes) -> str:  # noqa: F811
    seeds = range(max(len(runs), 1))
    report = make_report(only=[NAME], epochs=12, seeds=seeds, hidden_units={NAME: runs}, **changes)
    return render_html(report, LAB)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", TAG.sub("", html)).replace("\u202f", " ")


def test_definitions_figure_table_and_discussion(make_report) -> None:  # noqa: F811
    html = page(make_report, [[[0, 0], [2, 4]], [[0, 0], [0, 0]]])
    text = text_of(html)
    assert html.count(">What the units do</h3>") == 1
    assert "A ReLU is dead if it answers zero to every training image" in text
    assert "Glorot" not in text.partition("What the units do")[2].partition("Table")[0]
    assert html.count('class="hidden_units"') == 1
    table = html.partition(f'id="table-{NAME}.hidden_units"')[2].partition("</table>")[0]
    (first, *_) = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    cells = [text_of(cell) for cell in re.findall(r"<td.*?</td>", first)]
    assert cells[0] == "8"
    assert re.fullmatch("38\\s±\\s53", cells[2])
    assert cells[3:] == ["1 of 2", "0.5", "0.25"]
    assert first.count('class="origin"') == 5
    assert "What the units do. With " in text
    assert "differ in this: among" in text


def test_without_any_such_unit_no_figure_is_promised(make_report) -> None:  # noqa: F811
    html = page(make_report, [[[0, 0], [0, 0]]])
    assert "There is no such unit at any time, so none is drawn" in text_of(html)
    assert 'class="hidden_units"' not in html


def test_without_a_result_it_says_so(make_report) -> None:  # noqa: F811
    failed = {NAME: "killed by signal SIGKILL"}
    html = page(make_report, [], failed=failed)
    assert "No run whose units were to be watched has a result." in text_of(html)


def test_dropout_is_spoken_of_where_there_is_some(make_report) -> None:  # noqa: F811
    text = text_of(page(make_report, [[[0, 0], [0, 0]]]))
    assert "and after each, with all training images, in the hidden layers." in text
