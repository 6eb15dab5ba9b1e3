"""In the PDF a cell has the headers that it has on the page, and tags name what is there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from labbook.report.parts import only
from labbook.report.pdf import write_pdf
from report.pdf_structure import structure

# Of a header: whether it stands in the head of its table, and its number among those there.
Header = tuple[bool, int]
PAGE = '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{}</body></html>'


@dataclass(frozen=True)
class Cell:
    place: Header | None
    scope: str
    group: int
    row: int
    columns: range
    n_rows: int


class Tables(HTMLParser):
    """The tables of a page, each as its cells in their order; `group` 0 is the head."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[list[Cell]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "table":
            self.found.append([])
            self._headers = [0, 0]
            self._group = 0
        elif tag in ("thead", "tbody"):
            self._group = 0 if tag == "thead" else self._group + 1
            self._row = -1
            self._taken: set[tuple[int, int]] = set()
        elif tag == "tr":
            self._row += 1
        elif tag in ("th", "td"):
            width, height = (int(given.get(name) or 1) for name in ("colspan", "rowspan"))
            column = 0
            while (self._row, column) in self._taken:
                column += 1
            columns = range(column, column + width)
            self._taken |= {(self._row + i, j) for i in range(height) for j in columns}
            place = None
            if tag == "th":
                is_head = self._group == 0
                place = (is_head, self._headers[is_head])
                self._headers[is_head] += 1
            scope = given.get("scope") or "col"
            self.found[-1].append(Cell(place, scope, self._group, self._row, columns, height))


def headers_of(cell: Cell, table: list[Cell]) -> set[Header]:
    """By the rules of HTML for the scopes that stand in our pages."""
    found = set()
    for one in table:
        same = one.group == cell.group
        beside = same and one.row <= cell.row + cell.n_rows - 1 and cell.row < one.row + one.n_rows
        over = set(one.columns) & set(cell.columns)
        above = (one.group == 0 and not same) or (same and one.row + one.n_rows <= cell.row)
        if one.place is not None and (
            (one.scope == "row" and beside and one.columns.stop <= cell.columns.start)
            or (one.scope == "rowgroup" and same and one.row <= cell.row)
            or (one.scope in ("col", "colgroup") and over and above)
        ):
            found.add(one.place)
    return found


def written(page: str) -> list[list[set[Header]]]:
    """Of each table, the headers of each of its data cells."""
    return [
        [headers_of(cell, table) for cell in table if cell.place is None]
        for table in Tables(page).found
    ]


def cells_within(node: DictionaryObject, in_head: bool = False) -> Iterator[tuple[bool, object]]:
    """The cells below a tag, and whether they stand in a head."""
    for child in node.get("/K", []):
        tag = child.get_object()
        if not isinstance(tag, DictionaryObject):
            continue
        if tag.get("/S") in ("/TH", "/TD"):
            yield in_head, tag
        else:
            yield from cells_within(tag, in_head or tag.get("/S") == "/THead")


def told(reader: PdfReader, page: str) -> list[list[set[Header]]]:
    """Likewise of the PDF, where a table is one on each of its pages, with a head on each."""
    parts = [node for node in structure(reader) if node.get("/S") == "/Table"]
    places: dict[str, Header] = {}
    found = []
    for table in Tables(page).found:
        n_cells = sum(cell.group > 0 for cell in table)
        n_headers = 0
        answers = []
        while n_cells:
            cells = list(cells_within(parts.pop(0)))
            n_cells -= sum(not in_head for in_head, _ in cells)
            head = [cell["/ID"] for in_head, cell in cells if in_head and cell["/S"] == "/TH"]
            places |= {name: (True, number) for number, name in enumerate(head)}
            for in_head, cell in cells:
                if not in_head and cell["/S"] == "/TH":
                    places[cell["/ID"]] = (False, n_headers)
                    n_headers += 1
                elif not in_head:
                    answers.append({places[name] for name in cell["/A"]["/Headers"]})
        found.append(answers)
    assert parts == []
    return found


# Rows and columns are spanned as in our tables, and more; it goes over three pages.
LONG = (
    "<table><thead>"
    '<tr><th scope="col" rowspan="2">Name</th><th scope="colgroup" colspan="2">Loss</th>'
    '<th scope="col" rowspan="2">p</th></tr>'
    '<tr><th scope="col">train</th><th scope="col">test</th></tr></thead>'
    + "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="4">group {group}</th></tr>'
        + "".join(
            f'<tr><th scope="row" rowspan="2">{row}</th><td>a</td><td>b</td><td rowspan="2">c</td>'
            '</tr><tr><td colspan="2">d</td></tr>'
            for row in range(4)
        )
        + "</tbody>"
        for group in range(10)
    )
    + "</table>"
)


@pytest.fixture(scope="module")
def long_table(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, PdfReader]:
    folder = tmp_path_factory.mktemp("table")
    page = PAGE.format(LONG)
    (folder / "page.html").write_text(page, encoding="utf-8")
    write_pdf(folder / "page.html", folder / "page.pdf")
    return page, PdfReader(folder / "page.pdf")


def test_each_cell_of_a_report_has_its_headers(whole_pdf: Path, whole_html: str) -> None:
    expected = written(whole_html)
    assert sum(map(len, expected)) > 500
    assert told(PdfReader(whole_pdf), whole_html) == expected


def test_headers_are_right_across_pages(long_table: tuple[str, PdfReader]) -> None:
    page, reader = long_table
    assert len(reader.pages) > 1
    (expected,) = written(page)
    # Of the last cell: its row, its group, and all three heads above it.
    assert expected[-1] == {(True, 1), (True, 3), (True, 4), (False, 49), (False, 45)}
    assert told(reader, page) == [expected]


def test_headers_have_scopes_and_can_be_found_by_name(whole_pdf: Path) -> None:
    reader = PdfReader(whole_pdf)
    headers = [node for node in structure(reader) if node.get("/S") == "/TH"]
    assert {node["/A"]["/Scope"] for node in headers} == {"/Row", "/Column"}
    names = reader.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"]
    assert names[::2] == sorted(names[::2])
    found = {name: node.get_object() for name, node in zip(names[::2], names[1::2], strict=True)}
    assert found == {node["/ID"]: node for node in headers}


def test_formulas_are_no_figures(whole_pdf: Path, whole_html: str) -> None:
    kinds = [node.get("/S") for node in structure(PdfReader(whole_pdf))]
    assert kinds.count("/Formula") == whole_html.count("<math ") > 0
    assert kinds.count("/Figure") == only(None, whole_html).count("<figure")


def test_no_heading_stands_in_another(whole_pdf: Path) -> None:
    for node in structure(PdfReader(whole_pdf)):
        if re.fullmatch(r"/H\d", str(node.get("/S"))):
            within = [kid.get("/S") for kid in below(node)]
            assert not [one for one in within if re.fullmatch(r"/H\d", str(one))]


def below(node: DictionaryObject) -> Iterator[DictionaryObject]:
    for child in node.get("/K", []):
        tag = child.get_object()
        if isinstance(tag, DictionaryObject):
            yield tag
            yield from below(tag)


def test_a_link_is_called_by_its_words_and_a_list_by_its_numbers(tmp_path: Path) -> None:
    body = (
        '<h1 id="there">There</h1><p><a href="#there">the\n words</a> and '
        '<a href="#there" aria-label="the runs of it">97.2</a></p><ol><li>one</li></ol>'
        "<ul><li>two</li></ul>"
    )
    (tmp_path / "page.html").write_text(PAGE.format(body), encoding="utf-8")
    write_pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    reader = PdfReader(tmp_path / "page.pdf")
    links = [one.get_object()["/Contents"] for one in reader.pages[0]["/Annots"]]
    assert links == ["the words", "the runs of it"]
    lists = [node.get("/A") for node in structure(reader) if node.get("/S") == "/L"]
    assert lists == [{"/O": "/List", "/ListNumbering": "/Decimal"}, None]
