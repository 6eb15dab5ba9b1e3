"""What WeasyPrint's tags lack or get wrong is put right before the PDF is written.

Cells of a table get the headers that HTML gives them, whatever spans rows and columns
(https://html.spec.whatwg.org/multipage/tables.html, "forming relationships"); a header its scope;
an equation is a Formula, a numbered list numbered, and a link is called by its words.
docs/decisions.md has an example of each, as one would report it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
HEADINGS = tuple(f"/H{level}" for level in range(1, 7))
LISTS = ("ul", "ol", "dl")
IMAGES = ("img", "{http://www.w3.org/2000/svg}svg")


def mend_tags(document: Any, pdf: Any) -> None:
    """A finisher of `weasyprint.HTML.write_pdf`.

    Raises ValueError if the tags are not those of the boxes, as with another version they may be.
    """
    tagged = [box for page in document.pages for box in _tagged(page._page_box)]
    for box, tag in _with_tags(pdf, tagged, LISTS, "/L"):
        if box.element_tag == "ol":
            tag["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": "/Decimal"})
    for box, tag in _with_tags(pdf, tagged, IMAGES, "/Figure"):
        if "formula" in box.element.get("class", "").split():
            tag["S"] = "/Formula"
    for box in tagged:
        if box.link_annotation:
            box.link_annotation["Contents"] = pydyf.String(_words(box.element))
    for tag in filter(_is_element, pdf.objects):
        # A part of a heading that floats, such as its number, is tagged as another heading.
        if tag["S"] in HEADINGS and _referred(pdf, tag["P"]).get("S") in HEADINGS:
            tag["S"] = "/Span"
    if headers := _mend_tables(tagged):
        root = _referred(pdf, pdf.catalog["StructTreeRoot"])
        pairs = ((pydyf.String(name), tag.reference) for name, tag in headers.items())
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(chain.from_iterable(pairs))})


def _tagged(box: Any) -> Iterator[Any]:
    """The boxes that have a tag each, in the order in which the tags were made."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.TextBox):
        return
    if not isinstance(box, boxes.PageBox | boxes.MarginBox) and box.element_tag not in (
        "html",
        "body",
    ):
        yield box
    for child in _children(box):
        yield from _tagged(child)


def _children(box: Any) -> Iterator[Any]:
    """Without the table in its wrapper, and without lines, which have no tag of their own."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox) or (
            box.is_table_wrapper and isinstance(child, boxes.TableBox)
        ):
            yield from child.children
        else:
            yield child


def _with_tags(
    pdf: Any, tagged: list[Any], elements: tuple[str, ...], kind: str
) -> Iterator[tuple[Any, Any]]:
    """The boxes of `elements` with their tags, which are all those of a `kind`."""
    found = [box for box in tagged if box.element is not None and box.element_tag in elements]
    tags = [tag for tag in pdf.objects if _is_element(tag) and tag["S"] == kind]
    return zip(found, tags, strict=True)


def _referred(pdf: Any, reference: str) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _is_element(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Type") == "/StructElem"


def _words(element: Any) -> str:
    return element.get("aria-label") or " ".join("".join(element.itertext()).split())


@dataclass(frozen=True)
class _Header:
    name: str
    scope: str
    columns: range
    rows: range

    def heads(self, columns: range, rows: range) -> bool:
        match self.scope:
            case "row":
                return _meet(self.rows, rows) and self.columns.stop <= columns.start
            case "rowgroup":
                return self.rows.start <= rows.start
        return _meet(self.columns, columns) and self.rows.stop <= rows.start


def _meet(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)


@dataclass
class _Group:
    """Rows that stand together, on however many pages; `rows`: their numbers by their elements."""

    rows: dict[Any, int] = field(default_factory=dict)
    headers: list[_Header] = field(default_factory=list)


def _mend_tables(tagged: list[Any]) -> dict[str, Any]:
    """Give all cells their headers; the tags of these by name."""
    named: dict[str, Any] = {}
    groups: dict[Any, _Group] = defaultdict(_Group)
    for wrapper in tagged:
        table = wrapper.get_wrapped_table() if wrapper.is_table_wrapper else None
        above: list[_Header] = []
        for part in table.children if table else ():
            # The head of a table is repeated on each page, with tags of its own.
            group = _Group() if part.is_header else groups[part.element]
            for row in part.children:
                number = group.rows.setdefault(row.element, len(group.rows))
                for cell in row.children:
                    _mend_cell(cell, number, group.headers, above, named)
            if part.is_header:
                # It ends where the rows below it begin.
                above = [replace(header, rows=range(0)) for header in group.headers]
    return named


def _mend_cell(
    cell: Any, number: int, beside: list[_Header], above: list[_Header], named: dict[str, Any]
) -> None:
    columns = range(cell.grid_x, cell.grid_x + cell.colspan)
    rows = range(number, number + cell.rowspan)
    if cell.element_tag == "th":
        scope = cell.element.get("scope", "col")
        # In the order of the names, as a reader looks for them.
        name = f"header {len(named):06}"
        cell.mark["ID"] = pydyf.String(name)
        cell.mark["A"]["Scope"] = SCOPES[scope]
        named[name] = cell.mark
        beside.append(_Header(name, scope, columns, rows))
    else:
        heads = [one.name for one in (*above, *beside) if one.heads(columns, rows)]
        cell.mark["A"]["Headers"] = pydyf.Array(map(pydyf.String, heads))
