"""report.html: one file that needs no other, and holds the numbers of the tables."""

import csv
import re
import statistics
from html.parser import HTMLParser

import pytest

ADDRESS_ATTRIBUTES = {
    "action",
    "background",
    "data",
    "href",
    "poster",
    "src",
    "srcset",
    "xlink:href",
}


class Page(HTMLParser):
    """Addresses, ids, and the cells of each table row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.rows: list[list[str]] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [text or "" for name, text in attributes if name in ADDRESS_ATTRIBUTES]
        self.ids += [text or "" for name, text in attributes if name == "id"]
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self._in_cell = True
            if self.rows:
                self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell and self.rows:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def text(built) -> str:
    return (built.results / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_the_page_fetches_nothing(page: Page, text: str) -> None:
    assert not page.tags & {"iframe", "object", "embed", "base", "link"}
    assert re.findall(r'\bsrc="(?!data:)', text) == []
    fetched = [
        match
        for match in re.findall(r"url\(\s*[\"']?([^\"')]{0,60})", text)
        if not match.startswith(("data:", "#"))
    ]
    assert fetched == []
    assert "@import" not in text


def test_every_file_that_it_links_to_is_there(built, page: Page) -> None:
    files = [one for one in page.addresses if not one.startswith(("#", "data:"))]
    assert {"report.pdf", "supplement.pdf", "../../config.yaml"} < set(files)
    assert [file for file in files if not (built.results / file).is_file()] == []


def test_every_link_inside_the_page_arrives(page: Page) -> None:
    targets = {address[1:] for address in page.addresses if address.startswith("#")}
    assert targets
    assert targets <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_page_names_no_folder_of_this_machine(built, text: str) -> None:
    assert str(built.folder) not in text


@pytest.mark.parametrize(
    ("experiment", "label", "batch_size", "optimizer"),
    [
        ("single_neuron", "batch size 10,000", "10000", "sgd"),
        ("single_neuron", "batch size 100", "100", "sgd"),
        ("output_relu", "ReLU, 64 units", "100", "adam"),
        ("optimizers", "Adam", "100", "adam"),
        ("optimizers", "Adadelta, learning rate 1", "100", "adadelta"),
    ],
)
def test_a_row_of_the_results_is_the_mean_over_seeds(
    built, page: Page, experiment: str, label: str, batch_size: str, optimizer: str
) -> None:
    with (built.results / "metrics.csv").open(encoding="utf-8", newline="") as file:
        runs = [
            row
            for row in csv.DictReader(file)
            if (row["experiment"], row["batch_size"], row["optimizer"])
            == (experiment, batch_size, optimizer)
        ]
    assert runs
    expected = [
        (statistics.fmean(float(row[name]) for row in runs), scale)
        for scale, names in (
            (1, ("train_loss", "val_loss", "test_loss")),
            (100, ("train_accuracy", "val_accuracy", "test_accuracy")),
        )
        for name in names
    ]
    rows = [row for row in page.rows if row and " ".join(row[0].split()) == label]
    assert any(_shows(row[1:7], expected) for row in rows if len(row) >= 7), rows


def _shows(cells: list[str], expected: list[tuple[float, float]]) -> bool:
    """Whether each cell is its mean to within half of its last digit."""
    for cell, (mean, scale) in zip(cells, expected, strict=True):
        found = re.match(r"\s*(\d+)(?:\.(\d+))?", cell.replace("\u202f", "").replace(",", ""))
        if found is None:
            return False
        half_digit = 0.5 * 10.0 ** -len(found[2] or "")
        if abs(float(found[0]) - mean * scale) > half_digit * (1 + 1e-9):
            return False
    return True
