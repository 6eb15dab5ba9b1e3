"""A made-up lab, composed and typeset once for all tests of this folder."""

import os
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.json_file import read_json
from labbook.report.collect import collect_report
from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.report.pdf import write_pdf

LAB = "lab3_keras"
write_lab: Callable[..., None] = runpy.run_path(str(Path(__file__).with_name("lab_results.py")))[
    "write_lab"
]


def collect(folder: Path, **changes: Any) -> Report:
    """Make up a lab in `folder` and collect its report there."""
    write_lab(folder, **changes)
    before = Path.cwd()
    os.chdir(folder)
    try:
        return collect_report(read_json(Path(f"results/plans/{LAB}.json")), Path(f"results/{LAB}"))
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
