"""A made-up lab, composed and typeset once for all tests of this folder."""

import os
from collections.abc import Callable, Iterator
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


COMPILED = Compiled()
LINTED: dict[str, list[tuple[int, str]]] = {}


@pytest.fixture(scope="module", autouse=True)
def each_template_is_read_once() -> Iterator[None]:
    """A page takes a second, of which two thirds are to compile and lint the same templates."""

    def environment(**options: Any) -> Environment:
        return Environment(**{**options, "bytecode_cache": COMPILED})

    def typed_numbers(of: Environment, source: str) -> list[tuple[int, str]]:
        if source not in LINTED:
            LINTED[source] = list(lint(of, source))
        return LINTED[source]

    lint = prose_lint.typed_numbers
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html, "Environment", environment)
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
