"""typeset: needs no font, no network and no other file than the page."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from labbook.jobs import compose, typeset

LAB = "lab3_keras"
MAKER = Path(__file__).parents[1] / "report" / "lab_results.py"
write_lab: Callable[..., None] = runpy.run_path(str(MAKER))["write_lab"]
NO_FONTS = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    "<fontconfig><cachedir>{}</cachedir></fontconfig>"
)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_lab(tmp_path, epochs=12, only=["single_neuron", "output_relu"])
    monkeypatch.chdir(tmp_path)
    output = tmp_path / "report.html"
    compose.main(
        [
            *("--plan", f"results/plans/{LAB}.json"),
            *("--results", f"results/{LAB}"),
            *("--output", str(output)),
        ]
    )
    return output


def test_the_same_pdf_without_any_installed_font(page: Path, tmp_path: Path) -> None:
    with_fonts, without = tmp_path / "with.pdf", tmp_path / "without.pdf"
    typeset.main(["--input", str(page), "--output", str(with_fonts)])
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(NO_FONTS.format(tmp_path / "cache"), encoding="utf-8")
    subprocess.run(
        [
            *(sys.executable, "-m", "labbook.jobs.typeset"),
            *("--input", page.name, "--output", without.name),
        ],
        cwd=tmp_path,
        env={**os.environ, "FONTCONFIG_FILE": str(configuration)},
        check=True,
    )
    assert without.read_bytes() == with_fonts.read_bytes()
    assert "A single neuron" in PdfReader(without).pages[0].extract_text()


def test_a_mistake_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    result = subprocess.run(
        [
            *(sys.executable, "-m", "labbook.jobs.typeset"),
            *("--input", "missing.html", "--output", "report.pdf"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 2
    assert result.stderr.splitlines() == [
        "labbook: missing.html cannot be read: No such file or directory."
    ]
