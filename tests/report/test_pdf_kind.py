"""The PDF is a PDF/A-3a and a PDF/UA-1, carries what it was made of, and labels its pages."""

import hashlib
import json
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
import yaml
from pypdf import PdfReader

from labbook.jobs import typeset

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgAB"
    "SK+kcQAAAABJRU5ErkJggg=="
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Title</title><style>
@page {{ @bottom-right {{ content: counter(page); font-family: x }} }}
@page supplement {{ @bottom-right {{ content: "S" counter(page) }} }}
p + p {{ break-before: page }} #supplement {{ page: supplement }}
</style></head><body>
<article id="report"><p>One</p><p>Two</p></article>
<article id="supplement"><p>Three <img alt="dot" src="{PIXEL}"></p></article>
</body></html>"""
CONFIG = {"date": "é", "labs": {"second": {}, "first": {}}}
METRICS, FINDINGS = "run,key\nseed-0,0123\n", '{"findings": []}\n'
NAMESPACES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    folder = tmp_path_factory.mktemp("kind")
    contents = {
        "page.html": PAGE,
        "config.json": json.dumps(CONFIG),
        "metrics.csv": METRICS,
        "findings.json": FINDINGS,
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    page, config, metrics, findings = (folder / name for name in contents)
    document = folder / "report.pdf"
    typeset.make(page=page, document=document, config=config, metrics=metrics, findings=findings)
    return PdfReader(document)


def attached(reader: PdfReader) -> dict[str, Any]:
    """Where each attachment is described, by its name."""
    described = [one.get_object() for one in reader.trailer["/Root"]["/AF"]]
    assert len(described) == 4
    return {str(one["/UF"]): one for one in described}


def test_it_carries_what_it_was_made_of(reader: PdfReader) -> None:
    carried = {name: content for name, (content,) in reader.attachments.items()}
    config = carried["config.yaml"].decode()
    assert list(yaml.safe_load(config)["labs"]) == ["second", "first"]
    assert yaml.safe_load(config) == CONFIG
    assert carried["metrics.csv"].decode() == METRICS
    assert carried["findings.json"].decode() == FINDINGS
    sums = json.loads(carried.pop("manifest.json"))["sha256"]
    assert sums == {name: hashlib.sha256(one).hexdigest() for name, one in carried.items()}


def test_each_attachment_is_named_once_and_has_no_date_of_today(reader: PdfReader) -> None:
    found = attached(reader)
    assert {name: str(one["/AFRelationship"]) for name, one in found.items()} == {
        "config.yaml": "/Source",
        "metrics.csv": "/Data",
        "findings.json": "/Data",
        "manifest.json": "/Data",
    }
    dates = {
        str(one["/EF"]["/F"].get_object()["/Params"][key])
        for one in found.values()
        for key in ("/CreationDate", "/ModDate")
    }
    assert dates == {"D:19800101000000Z"}


def test_it_says_which_standards_it_follows(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    metadata = ElementTree.fromstring(root["/Metadata"].get_object().get_data().decode())
    (archival,) = metadata.findall(".//*[@pdfaid:part]", NAMESPACES)
    assert archival.get(f"{{{NAMESPACES['pdfaid']}}}part") == "3"
    assert archival.get(f"{{{NAMESPACES['pdfaid']}}}conformance") == "A"
    assert [one.text for one in metadata.findall(".//pdfuaid:part", NAMESPACES)] == ["1"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert reader.trailer["/ID"]


def test_no_image_is_smoothed(reader: PdfReader) -> None:
    (image,) = reader.pages[0].images
    assert image.indirect_reference is not None
    assert image.indirect_reference.get_object()["/Interpolate"].value is False


def test_pages_are_labelled_as_they_are_numbered(reader: PdfReader) -> None:
    assert reader.page_labels == ["1", "2", "S3"]
    for page, label in zip(reader.pages, reader.page_labels, strict=True):
        assert label in page.extract_text()
