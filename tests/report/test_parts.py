"""Each part of a page stands by itself, and its links into the other part arrive there."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from labbook.report.numbering import Places
from labbook.report.parts import Part, only
from report.page_parts import typeset
from report.pdf_structure import page_actions

PARTS: tuple[Part, Part] = ("report", "supplement")
BOTH = pytest.mark.parametrize(("part", "other"), [PARTS, PARTS[::-1]])


@pytest.fixture(scope="module")
def readers(whole_html: str, tmp_path_factory: pytest.TempPathFactory) -> dict[Part, PdfReader]:
    folder = tmp_path_factory.mktemp("parts")
    return {part: typeset(whole_html, part, folder) for part in PARTS}


@BOTH
def test_a_part_has_no_link_that_dangles(whole_html: str, part: Part, other: Part) -> None:
    alone, rest = only(part, whole_html), only(other, whole_html)
    assert Places(alone).dangling == []
    outside = re.findall(rf'href="{other}\.pdf#([^"]+)"', alone)
    assert outside
    assert set(outside) <= Places(rest).ids
    assert len(re.findall(r'href="', alone)) == len(Places(alone).links) + len(outside)


def test_the_parts_share_no_place_and_leave_none_out(whole_html: str) -> None:
    report, supplement = (Places(only(part, whole_html)).ids for part in PARTS)
    assert not report & supplement
    assert report | supplement == Places(only(None, whole_html)).ids


def test_what_is_for_a_browser_is_not_typeset(whole_html: str) -> None:
    assert "Skip to the report" in whole_html
    for part in (*PARTS, None):
        kept = only(part, whole_html)
        assert "Skip to the report" not in kept
        assert "<script" not in kept
        assert "prefers-color-scheme" not in kept


def test_a_page_without_parts_stays_as_it_is() -> None:
    page = '<main><h2 id="a">A</h2><a href="#a">a</a></main>'
    assert [only(part, page) for part in PARTS] == [page, page]


@BOTH
def test_links_go_to_a_destination_of_the_other_document(
    readers: dict[Part, PdfReader], part: Part, other: Part
) -> None:
    actions = list(page_actions(readers[part]))
    assert actions
    assert {(action["/S"], action["/F"]) for action in actions} == {("/GoToR", f"{other}.pdf")}
    places = {str(action["/D"]) for action in actions}
    assert places <= readers[other].named_destinations.keys()


def test_the_whole_page_is_one_document_that_leads_nowhere_else(
    whole_pdf: Path, readers: dict[Part, PdfReader]
) -> None:
    whole = PdfReader(whole_pdf)
    assert list(page_actions(whole)) == []
    for reader in readers.values():
        assert reader.named_destinations.keys() < whole.named_destinations.keys()


def test_the_report_is_short(readers: dict[Part, PdfReader]) -> None:
    assert len(readers["report"].pages) <= 8 < len(readers["supplement"].pages)


def test_the_supplement_has_no_name_so_that_another_does_not_typeset_it_again(
    whole_html: str,
) -> None:
    (author,) = re.findall('<meta name="author" content="([^"]+)">', whole_html)
    assert author in only("report", whole_html)
    supplement = only("supplement", whole_html)
    assert author not in supplement
    assert "<title>Supplement to " in supplement
