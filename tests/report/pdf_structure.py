"""The structure of a tagged PDF."""

import re
from collections.abc import Iterator
from html import unescape

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from labbook.report.drawing import with_images
from labbook.report.equation_image import with_equation_images


def structure(reader: PdfReader) -> Iterator[DictionaryObject]:
    """The nodes of the structure tree, each once, in the order in which they are read."""
    seen = set()

    def walk(node: object) -> Iterator[DictionaryObject]:
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                return
            seen.add(node.idnum)
            node = node.get_object()
        if isinstance(node, ArrayObject):
            for child in node:
                yield from walk(child)
        elif isinstance(node, DictionaryObject):
            yield node
            yield from walk(node.get("/K"))

    yield from walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])


def alternatives(page: str) -> list[str]:
    """The alternative texts of a page's drawings and formulas, in their order."""
    images = with_equation_images(with_images(page))
    return [unescape(one) for one in re.findall(r'<img [^>]*alt="([^"]+)"', images)]


def spoken(reader: PdfReader) -> list[str]:
    """The alternative texts of its images and formulas, in the order in which they are read."""
    kinds = ("/Figure", "/Formula")
    return [str(node.get("/Alt")) for node in structure(reader) if node.get("/S") in kinds]


def page_actions(reader: PdfReader) -> Iterator[DictionaryObject]:
    """What its links do that do not go to a place in the document itself."""
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            if action := annotation.get_object().get("/A"):
                yield action.get_object()
