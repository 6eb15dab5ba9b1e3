"""The page holds everything, refers to what is there, and trusts no text of the user's."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from labbook.errors import LabbookError
from labbook.report import html
from labbook.report.context import Report
from labbook.report.for_browser import for_browser
from labbook.report.html import TEMPLATES, render_html
from labbook.report.numbering import Places
from report.page_parts import article

LAB = "lab3_keras"
Make = Callable[..., Report]
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """Ids, links, images, and the visible text.

    Complains of elements that do not nest and of images without a description.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.figures = 0
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"] or "")
        if tag == "a":
            assert "a" not in self.open
            self.links.append(values["href"] or "")
        if tag == "img":
            assert values["alt"]
            self.images.append(values)
        if tag == "svg":
            assert values["aria-label"]
            self.figures += "figure" in self.open
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data


@pytest.fixture(scope="module")
def page(whole_html: str) -> Page:
    return Page(whole_html)


def test_every_link_leads_somewhere_inside(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_other_links_are_to_files_beside_the_page(page: Page) -> None:
    files = {link for link in page.links if not link.startswith("#")}
    drawn = {link for link in files if "/figures/" in link}
    assert files - drawn == {
        *("report.pdf", "supplement.pdf", "metrics.csv", "findings.json", "../../config.yaml")
    }
    assert "optimizers/figures/loss.svg" in drawn
    assert "optimizers/figures/loss.csv" in drawn
    assert len(drawn) == 2 * page.figures


def test_a_report_in_one_document_links_to_no_other(whole_report: Report) -> None:
    whole = replace(whole_report, has_supplement=False)
    assert "supplement.pdf" not in render_html(whole, LAB)


def test_nothing_is_fetched_from_elsewhere(whole_html: str) -> None:
    assert re.findall(r"src=\"(?!data:)", whole_html) == []
    assert not re.search(r"<(?:link|iframe|object|embed|base)\b|@import", whole_html)
    assert re.findall(r"url\((?!data:|#)", whole_html) == []


def test_all_figures_are_there(page: Page) -> None:
    assert page.figures == 16


def test_dense_networks_are_drawn_once(whole_html: str) -> None:
    assert re.findall(r'<figure id="figure-(\w+)\.network"', whole_html) == ["hidden_layer"]


def test_each_part_numbers_its_own_without_a_gap(whole_html: str) -> None:
    for pattern in (
        r'<span class="number">Table (S?\d+)\.',
        r'<span class="number">Figure (S?\d+)\.',
        r'<span class="section-number">(S?\d+)<',
    ):
        for part, prefix in (("report", ""), ("supplement", "S")):
            numbers = re.findall(pattern, article(whole_html, part))
            assert numbers
            assert numbers == [f"{prefix}{count + 1}" for count in range(len(numbers))]


def test_a_figure_or_a_table_is_shown_once(whole_html: str) -> None:
    shown = re.findall(r'<span class="number">((?:Table|Figure) S?\d+)\.', whole_html)
    assert len(shown) == len(set(shown))
    captions = re.findall(r"<(?:figure|div class=\"table)[^>]* id=\"([^\"]+)\"", whole_html)
    assert len(captions) == len(set(captions)) == len(shown)


def test_each_run_has_its_key_in_the_appendix(page: Page, whole_report: Report) -> None:
    for experiment in whole_report.experiments:
        for run in experiment.runs:
            assert page.text.count(run.key) == 1


def test_each_finding_is_told_and_has_one_place(whole_html: str, whole_report: Report) -> None:
    told = {
        part: " ".join(re.findall(r'data-finding="([^"]+)"', article(whole_html, part))).split()
        for part in ("report", "supplement")
    }
    for of_part in told.values():
        assert len(of_part) == len(set(of_part))
    expected = {one.id for experiment in whole_report.experiments for one in experiment.findings}
    assert {*told["report"], *told["supplement"]} == expected
    places = Places(whole_html).findings
    assert set(places) == expected
    # Where both tell it, its place is that in the report.
    of_report = Places(article(whole_html, "report"))
    assert all(places[one] in of_report.ids for one in told["report"])


def test_the_commonest_answer_stands_in_every_table_of_results(page: Page) -> None:
    assert page.text.count("always “not 0”") == 3
    assert page.text.count("always “1”") == 2


def test_the_generic_skeleton_serves_a_lab_without_words_of_its_own(make_report: Make) -> None:
    report = make_report(only=["optimizers"], epochs=12, title="Something else")
    text = Page(render_html(report, None)).text
    assert "Something else" in text
    assert "Adadelta, Keras 3 default" in text


def test_a_report_of_the_whole_data_carries_no_banner(page: Page, whole_html: str) -> None:
    assert "embedded subset" not in page.text
    assert "string(banner)" not in whole_html


def test_one_seed_is_said_and_no_spread_is_claimed(make_report: Make) -> None:
    report = make_report(epochs=12, seeds=[7])
    text = Page(render_html(report, LAB)).text
    assert "±" not in text.replace("mean ± standard deviation", "")
    assert "nothing is known of the spread" in text


def test_a_lab_in_which_all_diverged(make_report: Make) -> None:
    names = [f"output_relu_seed-{seed}" for seed in range(3)]
    report = make_report(only=["output_relu"], epochs=12, diverged=names)
    html = render_html(report, LAB)
    assert 'data-finding="output_relu.diverged' in article(html, "report")
    assert "three runs diverged" in Page(html).text.lower()


def test_text_of_the_user_is_escaped(make_report: Make) -> None:
    evil = "<script>alert(1)</script>\"'&"
    identity = {"first_name": evil, "last_name": evil, "group": evil, "course": evil}
    report = make_report(
        only=["best_network"], epochs=5, title=evil, assignment=evil, identity=identity
    )
    html = for_browser(render_html(report, LAB), report)
    assert html.count("<script") == 1
    assert evil in Page(html).text


def test_empty_identity_fields_are_left_out(make_report: Make) -> None:
    identity = {"first_name": "Ada", "last_name": "Lovelace", "group": "", "student_id": "17"}
    report = make_report(only=["best_network"], epochs=5, identity=identity)
    text = Page(render_html(report, LAB)).text
    assert "Group" not in text
    assert "Student id: 17" in text


def test_a_missing_template_is_named(whole_report: Report) -> None:
    with pytest.raises(LabbookError, match=r"labs/lab9\.html\.j2"):
        render_html(whole_report, "lab9")


def test_an_undefined_name_in_a_template_is_an_error(whole_report: Report, tmp_path: Path) -> None:
    for name in ("style", "script", "partials", "report.html.j2"):
        (tmp_path / name).symlink_to(TEMPLATES / name)
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs/odd.html.j2").write_text(
        '{% extends "report.html.j2" %}{% block answer %}{{ report.nothing }}{% endblock %}',
        encoding="utf-8",
    )
    with pytest.raises(LabbookError, match="nothing"):
        render_html(whole_report, "odd", tmp_path)


def test_the_level_of_the_intervals_is_the_one_that_they_are_computed_for(
    whole_report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ninety-five percent" in render_html(whole_report, LAB)
    monkeypatch.setitem(html._GLOBALS, "confidence_level", 0.99)
    page = render_html(whole_report, LAB)
    assert "ninety-nine percent" in page
    assert "ninety-five" not in page
