"""A made-up lab, composed and typeset once for all tests of this folder."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from labbook.artifacts.lab_plan import read_lab_plan
from labbook.report import html, prose_lint
from labbook.report.collect import collect_report
from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.report.pdf import write_pdf
from real_build import ROOT
from report.lab_files import composed_from, plan_path
from report.lab_results import write_lab

LAB = "lab3_keras"


class Compiled(BytecodeCache):
    """Templates that this process has compiled, by name, file and content."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._code.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


# White space, letters of equations and arrows.
NAMED = "\n\xa0\u2007\u202fασ↑↓⊤"
COMPILED = Compiled()
LINTED: dict[str, list[tuple[int, str]]] = {}


@cache
def characters_of_all_pages() -> set[str]:
    """Those of the project's templates and code, and some that are written there by their names."""
    files = (path for folder in ("templates", "workflow") for path in (ROOT / folder).rglob("*"))
    texts = [path.read_text("utf-8") for path in files if path.suffix in (".j2", ".py")]
    return {one for one in unescape("".join(texts)) if one.isprintable()} | set(NAMED)


@pytest.fixture(scope="module", autouse=True)
def each_template_and_font_is_read_once() -> Iterator[None]:
    """A page takes three seconds, most of which are to compile and lint the same templates, and to
    reduce fonts to its own characters. With those of all pages, a process does that once.
    """

    def environment(**options: Any) -> Environment:
        return Environment(**{**options, "bytecode_cache": COMPILED})

    def typed_numbers(of: Environment, source: str) -> list[tuple[int, str]]:
        if source not in LINTED:
            LINTED[source] = list(lint(of, source))
        return LINTED[source]

    lint = prose_lint.typed_numbers
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html, "Environment", environment)
        patch.setattr(html, "_ALWAYS", html._ALWAYS | characters_of_all_pages())
        patch.setattr(prose_lint, "typed_numbers", typed_numbers)
        yield


def collect_here() -> Report:
    """The report of the made-up lab in the working directory."""
    return collect_report(read_lab_plan(Path(plan_path(LAB))), **composed_from(LAB))


def collect(folder: Path, **changes: Any) -> Report:
    """Make up a lab in `folder` and collect its report there."""
    write_lab(folder, **changes)
    before = Path.cwd()
    os.chdir(folder)
    try:
        return collect_here()
    finally:
        os.chdir(before)


@pytest.fixture
def make_report(tmp_path: Path) -> Callable[..., Report]:
    """`collect` in a folder of the test's own."""
    return lambda **changes: collect(tmp_path, **changes)


@pytest.fixture(scope="session")
def collect_in() -> Callable[..., Report]:
    """`collect`, for fixtures that outlast a test."""
    return collect


@pytest.fixture(scope="session")
def whole_report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return collect(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def whole_html(whole_report: Report) -> str:
    return render_html(whole_report, LAB)


@pytest.fixture(scope="session")
def whole_pdf(whole_html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pdf")
    page, pdf = folder / "report.html", folder / "report.pdf"
    page.write_text(whole_html, encoding="utf-8")
    write_pdf(page, pdf)
    return pdf
