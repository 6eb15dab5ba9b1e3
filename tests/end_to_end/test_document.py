"""report.pdf and supplement.pdf: pages, words, fonts, figures, and links from one to the other."""

import re
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from report.pdf_structure import page_actions

PARTS = ("report", "supplement")


@pytest.fixture(scope="module", params=PARTS)
def pdf(built, request: pytest.FixtureRequest) -> pypdf.PdfReader:
    return pypdf.PdfReader(built.results / f"{request.param}.pdf")


@pytest.fixture(scope="module")
def words(built) -> dict[str, list[str]]:
    """Of each part the words of each page, blanks and line breaks made one."""
    found = {}
    for part in PARTS:
        document = pypdfium2.PdfDocument(built.results / f"{part}.pdf")
        try:
            texts = [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
        found[part] = [" ".join(text.split()) for text in texts]
    return found


def test_what_is_read_first_is_short(words) -> None:
    assert 2 <= len(words["report"]) <= 8


def test_the_pages_are_a4(pdf: pypdf.PdfReader) -> None:
    for page in pdf.pages:
        width, height = (float(side) * 25.4 / 72 for side in page.mediabox[2:])
        assert (width, height) == pytest.approx((210, 297), abs=0.5)


def test_the_title_page_is_the_config(words, pdf: pypdf.PdfReader) -> None:
    for pages in words.values():
        for said in ("Neural networks with Keras", "Lab 3"):
            assert said in pages[0]
    for said in ("Ada Lovelace", "thursday", "1 June"):
        assert said in words["report"][0]
    assert "Neural networks with Keras" in pdf.metadata.title


def test_every_page_says_that_the_data_is_a_subset(words) -> None:
    assert "subset" in words["report"][0]
    for pages in words.values():
        assert [number for number, text in enumerate(pages, 1) if "subset" not in text] == []


def test_each_experiment_has_its_section(words, built) -> None:
    text = " ".join(words["report"])
    for experiment in built.config["labs"]["lab3_keras"]["experiments"].values():
        assert text.count(experiment["title"]) >= 2
        assert " ".join(experiment["question"].split()) in text
        assert experiment["title"] in " ".join(words["supplement"])


@pytest.mark.parametrize(("part", "prefix", "least"), [("report", "", 1), ("supplement", "S", 1)])
def test_each_experiment_has_its_figures_numbered_in_order(
    words, built, part: str, prefix: str, least: int
) -> None:
    text = " ".join(words[part])
    numbers = [int(number) for number in re.findall(rf"Figure {prefix}(\d+)[.:] [A-Z]", text)]
    captions = sorted(set(numbers))
    assert captions == list(range(1, len(captions) + 1))
    assert len(captions) >= least * len(built.config["labs"]["lab3_keras"]["experiments"])


def test_links_into_the_other_part_arrive_there(built) -> None:
    readers = {part: pypdf.PdfReader(built.results / f"{part}.pdf") for part in PARTS}
    for part, other in (PARTS, PARTS[::-1]):
        actions = list(page_actions(readers[part]))
        assert actions
        for action in actions:
            assert (action["/S"], action["/F"]) == ("/GoToR", f"{other}.pdf")
        places = {str(action["/D"]) for action in actions}
        assert places <= readers[other].named_destinations.keys()


def test_the_appendix_lists_every_run(words, built) -> None:
    text = "".join(words["supplement"]).replace(" ", "")
    assert [name for name in built.runs() if name.rsplit(".", 1)[1] not in text] == []


def test_every_font_is_embedded_and_one_of_the_project(pdf: pypdf.PdfReader) -> None:
    fonts = {name: font for page in pdf.pages for name, font in _fonts(page.get("/Resources"))}
    assert fonts
    for name, descriptor in fonts.items():
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), name
        assert re.match(r"/(?:[A-Z]{6}\+)?(?:Labbook|Source)", name), name


def _fonts(resources: Any) -> list[tuple[str, Any]]:
    """Names and descriptors of the fonts of a page and of the drawings on it."""
    found = []
    resources = resources.get_object() if resources is not None else {}
    for font in resources.get("/Font", {}).values():
        font = font.get_object()
        for part in font.get("/DescendantFonts", [font]):
            part = part.get_object()
            found.append((part["/BaseFont"], part["/FontDescriptor"].get_object()))
    for drawing in resources.get("/XObject", {}).values():
        found += _fonts(drawing.get_object().get("/Resources"))
    return found


def test_the_document_is_tagged_and_every_figure_described(pdf: pypdf.PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    figures = _structure(root["/StructTreeRoot"], "/Figure")
    assert len(figures) >= 3
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def _structure(element: Any, kind: str) -> list[Any]:
    element = element.get_object()
    if not isinstance(element, dict):
        return []
    children = element.get("/K", [])
    children = children if isinstance(children, list) else [children]
    found = [one for child in children for one in _structure(child, kind)]
    return [element, *found] if element.get("/S") == kind else found


def test_the_figures_show(built, words) -> None:
    """Text of the plots is in the document: each axis is named as often as there are plots."""
    text = " ".join(words["report"])
    experiments = len(built.config["labs"]["lab3_keras"]["experiments"])
    assert text.lower().count("epoch") >= 2 * experiments


def test_nothing_of_this_machine_is_in_the_file(built) -> None:
    for part in PARTS:
        content = (built.results / f"{part}.pdf").read_bytes()
        for word in (str(built.folder), str(Path.home()), "/CreationDate (D:202"):
            assert word.encode() not in content
