"""The PDF: tagged, with the project's fonts alone, its links alive, its bytes repeatable."""

import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from labbook.data.datasets.svhn import ENTRY as SVHN
from labbook.errors import LabbookError
from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.report.parts import Part
from labbook.report.pdf import write_pdf
from report.page_parts import article, typeset
from report.pdf_structure import alternatives, spoken, structure

LAB = "lab3_keras"
PARTS: tuple[Part, Part] = ("report", "supplement")
MINIMAL = '<!DOCTYPE html><html lang="en"><head><title>t</title><style>{}</style></head>{}</html>'


@pytest.fixture(scope="module")
def reader(whole_pdf: Path) -> PdfReader:
    return PdfReader(whole_pdf)


@pytest.fixture(scope="module")
def text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def fonts(reader: PdfReader) -> Iterator[DictionaryObject]:
    """The fonts' descriptors."""
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for descendant in font.get_object()["/DescendantFonts"]:
                yield descendant.get_object()["/FontDescriptor"].get_object()


def test_pages_are_a4_and_as_many_as_expected(reader: PdfReader) -> None:
    assert 12 <= len(reader.pages) <= 26
    for page in reader.pages:
        assert [round(float(length)) for length in page.mediabox[2:]] == [595, 842]


def test_only_the_projects_fonts_and_all_embedded(reader: PdfReader) -> None:
    descriptors = list(fonts(reader))
    names = {str(one["/FontName"]).partition("+")[2] for one in descriptors}
    assert names
    assert all(name.startswith(("Source-Sans-3", "Source-Serif-4")) for name in names)
    assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)


def test_words_of_the_figures_can_be_searched(text: str) -> None:
    assert text.count("drawn network") == 1


def test_every_page_names_the_student_and_counts(reader: PdfReader) -> None:
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        words = page.extract_text()
        assert f"{number} / {total}" in words
        assert "Ada LOVELACE" in words
        assert "Neural networks with Keras" in words


def test_structure_language_and_title(reader: PdfReader, whole_html: str) -> None:
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Lab 3: Neural networks with Keras – Ada LOVELACE"
    assert reader.metadata.author == "Ada LOVELACE"
    assert reader.metadata.creation_date is None
    kinds = Counter(str(node.get("/S")) for node in structure(reader))
    # Figures and formulas alike.
    assert spoken(reader) == alternatives(whole_html)
    assert kinds["/Figure"] > 15
    assert kinds["/Table"] > 20
    assert {"/H1", "/H2", "/H3", "/P", "/TH", "/TD", "/Caption", "/Link"} <= kinds.keys()


def test_links_lead_to_pages(reader: PdfReader) -> None:
    destinations = reader.named_destinations
    targets = [
        annotation.get_object()["/Dest"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    assert len(targets) > 60
    assert {str(target) for target in targets} <= destinations.keys()


def test_bookmarks_are_the_sections(reader: PdfReader) -> None:
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles.index("2 A single neuron") < titles.index("S2 A single neuron")
    assert titles[-1].startswith("D ")


def test_the_supplement_begins_with_the_page_of_each_of_its_sections(reader: PdfReader) -> None:
    sections = {
        one.title: reader.page_labels[reader.get_destination_page_number(one)]
        for one in reader.outline
        if not isinstance(one, list) and re.match(r"(S\d+|[A-Z]) ", one.title)
    }
    first = reader.pages[reader.page_labels.index(sections["S1 Methods"])].extract_text()
    printed = re.findall(r"^(S\d+|[A-Z])\s+(\S.*?)\s*\.{4,}\s*(S\d+)$", first, re.MULTILINE)
    assert {f"{number} {title}": page for number, title, page in printed} == sections


def test_no_page_is_cut_at_the_right_edge(whole_pdf: Path) -> None:
    document = pypdfium2.PdfDocument(whole_pdf)
    for page in document:
        pixels = page.render(scale=1, grayscale=True).to_numpy()
        assert pixels[:, -40:].min() == 255
        assert pixels[:, :40].min() == 255


@pytest.mark.parametrize("part", PARTS)
def test_the_banner_is_on_every_page_of_both_parts_on_the_subset(
    make_report: Callable[..., Report], tmp_path: Path, part: Part
) -> None:
    report = make_report(only=["single_neuron"], is_subset=True, epochs=5)
    reader = typeset(render_html(report, LAB), part, tmp_path)
    texts = [one.extract_text() for one in reader.pages]
    assert len(texts) > 1
    assert all("embedded subset (4,000 training and 1,000 test images)" in one for one in texts)
    assert "LABBOOK_DATA" in texts[0]


@pytest.mark.parametrize(
    ("is_subset", "banner"),
    [
        (False, "On MNIST instead of SVHN in “A single neuron”: see the first page."),
        (True, "On an embedded subset, and not on SVHN in “A single neuron”: see the first page."),
    ],
)
def test_the_banner_of_data_in_the_place_of_others_is_on_every_page(
    make_report: Callable[..., Report], tmp_path: Path, is_subset: bool, banner: str
) -> None:
    report = make_report(only=["single_neuron"], is_subset=is_subset, epochs=5)
    dataset = replace(report.dataset, in_place="SVHN", is_fallback=True, advice=SVHN.advice)
    report = replace(
        report, experiments=[replace(one, dataset=dataset) for one in report.experiments]
    )
    html = render_html(report, LAB)
    for part in PARTS:
        pages = typeset(html, part, tmp_path).pages
        texts = [" ".join(one.extract_text().split()) for one in pages]
        assert len(texts) > 1
        assert "For SVHN, put its two files into data/svhn/, or name their folder in" in texts[0]
        assert "`" not in texts[0]
        assert all(banner in one for one in texts[1:])
    assert "This section asks for SVHN, which could not be had" in article(html, "report")


@pytest.mark.parametrize(
    ("style", "body", "complaint"),
    [
        ("p { colour: red }", "<p>x</p>", "colour"),
        ("", "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\">", "alt"),
        ("", '<img alt="x" src="picture.png">', "picture.png"),
        ("", '<img alt="x" src="file:///etc/hostname">', "file:///etc/hostname"),
    ],
)
def test_what_is_not_clean_is_refused(
    tmp_path: Path, style: str, body: str, complaint: str
) -> None:
    page, pdf = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(MINIMAL.format(style, body), encoding="utf-8")
    with pytest.raises(LabbookError, match=complaint):
        write_pdf(page, pdf)
    assert not pdf.exists()


def test_the_surroundings_are_left_as_they_were(
    whole_html: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    logger = logging.getLogger("weasyprint")
    before = list(logger.handlers)
    page = tmp_path / "page.html"
    page.write_text(MINIMAL.format("", "<p>x</p>"), encoding="utf-8")
    write_pdf(page, tmp_path / "page.pdf")
    assert "SOURCE_DATE_EPOCH" not in os.environ
    assert logger.handlers == before


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match=r"report\.html"):
        write_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
