"""Answers class by class in the report: tables, links, figures, and nothing where not asked for."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.report.pdf import write_pdf
from labbook.text.rounding import round_area
from made_up_evaluation import ten_digits

LAB = "lab3_keras"
Make = Callable[..., Report]
TEXT = re.compile(r"<[^>]*>")


def table(html: str, name: str) -> str:
    (found,) = re.findall(rf'<div class="table[^"]*" id="table-{name}">.*?</div>', html, re.DOTALL)
    return str(found)


def rows_of(html: str, name: str) -> list[list[str]]:
    body = table(html, name).partition("<tbody>")[2]
    return [
        [TEXT.sub("", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", body)
    ]


def rendered(make_report: Make, confusions: list[np.ndarray], name: str = "optimizers") -> str:
    """A run for each confusion matrix; without any, the only run has diverged."""
    seeds = range(max(len(confusions), 1))
    diverged = [] if confusions else ["Adam_seed-0"]
    by_class = {name: confusions}
    report = make_report(only=[name], epochs=12, seeds=seeds, diverged=diverged, by_class=by_class)
    return render_html(report, LAB)


@pytest.fixture(scope="module")
def confusions() -> list[np.ndarray]:
    return ten_digits(3)


@pytest.fixture(scope="module")
def report(confusions, collect_in, tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("classes")
    return collect_in(folder, only=["optimizers"], epochs=12, by_class={"optimizers": confusions})


@pytest.fixture(scope="module")
def html(report: Report) -> str:
    return render_html(report, LAB)


def test_the_scores_are_those_of_the_runs(html: str, confusions) -> None:
    rows = rows_of(html, "optimizers.class_scores")
    assert [row[0] for row in rows] == [*map(str, range(10)), "mean"]
    assert [row[1] for row in rows] == [*["100"] * 10, "1,000"]
    recall = np.mean([np.diag(one) / one.sum(1) for one in confusions], axis=0)
    precision = np.mean([np.diag(one) / one.sum(0) for one in confusions], axis=0)
    for place in range(10):
        for column, score in ((2, precision), (3, recall)):
            written = float(rows[place][column].partition("±")[0].strip())
            assert written == pytest.approx(100 * score[place], abs=0.6)
    # The last row holds two things.
    assert "the mean over the digits, each counting the same; its images are all of them" in html
    assert float(rows[10][3].partition("±")[0].strip()) == pytest.approx(
        100 * recall.mean(), abs=0.06
    )


def test_the_pairs_are_the_commonest_with_their_share_of_all_errors(html: str, confusions) -> None:
    errors = np.mean(confusions, axis=0)
    np.fill_diagonal(errors, 0)
    rows = rows_of(html, "optimizers.confused")
    assert len(rows) == 6
    means = [float(row[2]) for row in rows]
    assert means == sorted(means, reverse=True)
    assert means[0] == pytest.approx(errors.max(), abs=0.05)
    for label, answer, mean, share in rows:
        assert float(mean) == pytest.approx(errors[int(label), int(answer)], abs=0.05)
        assert float(share) == pytest.approx(100 * float(mean) / errors.sum(), abs=0.3)


@pytest.mark.parametrize("name", ["class_scores", "confused"])
def test_every_measured_number_leads_to_its_configuration(html: str, name: str) -> None:
    found = table(html, f"optimizers.{name}")
    cells = re.findall(r'<td class="number">(.*?)</td>', found)
    links = [re.fullmatch(r'<a class="origin" href="#([^"]*)">.*</a>', cell) for cell in cells]
    assert {link and link[1] for link in links} == {"runs-optimizers-Adam"}
    assert len(cells) == {"class_scores": 44, "confused": 12}[name]
    assert 'id="runs-optimizers-Adam"' in html


def test_it_stands_before_the_statements_with_figures_in_order(html: str) -> None:
    headings = re.findall(r"<h3[^>]*>(.*?)</h3>", html)
    start = headings.index("Class by class")
    assert headings[start + 1] == "Further statements"
    kinds = re.findall(r'<figure id="[^"]*" class="([^"]*)"', html)
    assert kinds[-3:] == ["roc_curves", "confusion_matrix", "confused_images"]
    assert "has the highest mean validation accuracy" in html
    assert "Of five configurations, <em>Adam</em>" in html


def test_with_one_run_nothing_is_said_of_spread_or_other_runs(make_report: Make) -> None:
    report = make_report(
        only=["best_network"], epochs=12, seeds=(4,), by_class={"best_network": ten_digits(1)}
    )
    html = render_html(report, LAB)
    scores = table(html, "best_network.class_scores")
    assert "nothing is known of the spread" in scores
    assert "±" not in TEXT.sub("", scores)
    assert "cannot be averaged" not in html
    assert "the only configuration of this experiment" in html
    assert "per run" not in table(html, "best_network.confused")
    assert all("." not in row[2] for row in rows_of(html, "best_network.confused"))


def test_what_is_not_defined_is_a_dash_with_a_note(make_report: Make) -> None:
    never = np.full((10, 10), 1) + np.diag([90] * 10)
    never[:, 0] += never[:, 3]
    never[:, 3] = 0
    html = rendered(make_report, [never])
    rows = rows_of(html, "optimizers.class_scores")
    assert [place for place, row in enumerate(rows) if row[2] == "–"] == [3, 10]
    assert [place for place, row in enumerate(rows) if row[4] == "–"] == [3, 10]
    assert "A dash stands where a score is not defined" in html
    assert "only some of the runs" not in html
    now_and_then = rendered(make_report, [never, np.full((10, 10), 1) + np.diag([90] * 10)])
    assert rows_of(now_and_then, "optimizers.class_scores")[3][2] != "–"
    assert "only some of the runs have is over those" in now_and_then


def test_without_errors_there_is_no_table_of_pairs(make_report: Make) -> None:
    html = rendered(make_report, [np.diag([100] * 10)] * 3)
    assert "table-optimizers.confused" not in html
    assert "No image is taken for another digit." in html


def test_without_a_run_one_sentence_says_so(make_report: Make) -> None:
    html = rendered(make_report, [])
    assert "No run of <em>Adam</em> has a result" in html
    assert "class_scores" not in html


def test_where_the_config_does_not_ask_for_it_the_page_has_no_trace(whole_html: str) -> None:
    for trace in ("Class by class", "class_scores", "roc_curves", ".pairs", ".scores"):
        assert trace not in whole_html


def test_it_is_typeset_without_a_complaint(html: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    write_pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("mean", "std", "written"),
    [
        (0.99834, 0.00021, ("0.9983", "0.0002")),
        (0.99994, 0.000008, ("0.99994", "0.00001")),
        (0.999996, None, ("0.999996", None)),
        (0.98, None, ("0.9800", None)),
        (1.0, 0.0, ("1.0000", "0.0000")),
        (1.0, None, ("1.0000", None)),
    ],
)
def test_an_area_has_four_decimals_and_more_only_where_needed(mean, std, written) -> None:
    rounded = round_area(mean, std)
    assert (rounded.mean, rounded.spread) == written
