"""Feature maps in the report: table, links, figures, and nothing where not asked for."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.report.pdf import write_pdf

LAB = "lab3_keras"
BEST = "best_network"
Make = Callable[..., Report]
TEXT = re.compile(r"<[^>]*>")
THREE = [[0.6, 0.65, 0.3, 0.2], [0.62, 0.66, 0.31, 0.22], [0.58, 0.6, 0.33, 0.21]]


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", TEXT.sub("", html))


def rendered(
    make_report: Make,
    runs: Sequence[Sequence[float | None]],
    name: str = BEST,
    template: str = LAB,
) -> str:
    """Without `runs`, the only run has diverged."""
    seeds = range(max(len(runs), 1))
    diverged = [] if runs else [f"{name}_seed-0"]
    report = make_report(
        only=[name], epochs=12, seeds=seeds, diverged=diverged, feature_maps={name: runs}
    )
    return render_html(report, template)


@pytest.fixture(scope="module")
def report(collect_in, tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("maps")
    return collect_in(folder, only=[BEST], epochs=12, feature_maps={BEST: THREE})


@pytest.fixture(scope="module")
def html(report: Report) -> str:
    return render_html(report, LAB)


def rows_of(html: str) -> list[list[str]]:
    (table,) = re.findall(
        rf'<div class="table[^"]*" id="table-{BEST}.layers">.*?</div>', html, re.DOTALL
    )
    return [
        [TEXT.sub("", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", table.partition("<tbody>")[2])
    ]


def test_the_table_has_a_row_for_each_layer_with_the_numbers_of_the_runs(html: str) -> None:
    rows = rows_of(html)
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    assert [row[2] for row in rows] == ["8 × 8", "8 × 8", "4 × 4", "4 × 4"]
    for place, row in enumerate(rows):
        assert row[1] == "4"
        assert float(row[3].partition("±")[0]) == pytest.approx(place, abs=0.01)
        mean = sum(run[place] for run in THREE) / 3
        assert float(row[5].partition("±")[0].strip()) == pytest.approx(mean, abs=0.006)


def test_numbers_lead_to_the_runs_they_are_of(html: str) -> None:
    table = html.partition(f'id="table-{BEST}.layers"')[2].partition("</div>")[0]
    links = re.findall(r'<a class="origin" href="#([^"]*)">', table)
    assert len(links) == 4 * 4
    assert len(set(links)) == 2  # all runs, and the shown one
    assert all(f'id="{link}"' in html for link in links)


def test_it_stands_before_the_statements_with_figures_in_order(html: str) -> None:
    headings = re.findall(r"<h3[^>]*>(.*?)</h3>", html)
    start = headings.index("What the filters see")
    assert headings[start + 1] == "Further statements"
    kinds = re.findall(r'<figure id="[^"]*" class="([^"]*)"', html)
    assert kinds[-3:] == ["kernels", "feature_maps_1", "feature_maps_2"]
    text = plain(html)
    assert "what all filters make of test images of the digits 3 and 8, in this order" in text
    assert "the one with seed 0" in text
    assert "the only configuration of this experiment" in text


def test_the_finding_is_told_under_a_topic_of_its_own(html: str) -> None:
    assert '<span class="topic">Feature maps.</span>' in html
    assert 'data-verdict="falls"' in html
    assert "Further." not in plain(html)


def test_of_one_run_nothing_is_said_of_spread_or_other_runs(make_report: Make) -> None:
    html = rendered(make_report, THREE[:1])
    text = plain(html)
    assert "nothing is known of the spread between seeds" in text
    assert "cannot be averaged" not in text
    assert "in the run of seed" not in text
    assert not any("±" in cell for row in rows_of(html) for cell in row)


def test_a_layer_without_a_correlation_has_a_dash_with_a_note(make_report: Make) -> None:
    html = rendered(make_report, [[0.5, None], [0.6, None]])
    rows = rows_of(html)
    assert rows[1][5:] == ["–", "–"]
    assert "A dash stands where every map is silent or constant" in plain(html)
    assert "A dash stands where every map" not in plain(rendered(make_report, THREE))


def test_of_several_configurations_the_best_in_validation_is_looked_at(make_report: Make) -> None:
    text = plain(rendered(make_report, THREE, "optimizers"))
    assert "Of five configurations, Adam has the highest mean validation accuracy" in text


def test_without_a_run_one_sentence_says_so(make_report: Make) -> None:
    html = rendered(make_report, [])
    assert "has a result, so there are no filters to look at." in plain(html)
    assert f"{BEST}.layers" not in html


def test_where_the_config_does_not_ask_for_it_the_page_has_no_trace(whole_html: str) -> None:
    for trace in ("What the filters see", "feature_maps", "Feature maps", "kernels"):
        assert trace not in whole_html


def test_it_is_typeset_without_a_complaint(html: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    write_pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").stat().st_size > 10_000
