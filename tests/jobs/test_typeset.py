"""typeset: needs no font, no network and no other file than the page."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from job_process import run_job
from labbook.jobs import compose, typeset
from report.lab_files import composed_from, plan_path
from report.lab_results import write_lab

LAB = "lab3_keras"
NO_FONTS = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    "<fontconfig><cachedir>{}</cachedir></fontconfig>"
)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_lab(tmp_path, epochs=12, only=["single_neuron", "output_relu"])
    monkeypatch.chdir(tmp_path)
    output = tmp_path / "report.html"
    compose.make(plan=plan_path(LAB), page=output, kept="kept", **composed_from(LAB))
    return output


def test_the_same_pdf_without_any_installed_font_and_no_supplement_of_before(
    page: Path, tmp_path: Path
) -> None:
    with_fonts, without = tmp_path / "with.pdf", tmp_path / "without.pdf"
    supplement = tmp_path / "supplement.pdf"
    supplement.write_bytes(b"of an earlier build, with another page")
    typeset.make(page=page, document=with_fonts)
    assert not supplement.exists()
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(NO_FONTS.format(tmp_path / "cache"), encoding="utf-8")
    done = run_job(
        "labbook.jobs.typeset",
        {"page": page.name, "document": without.name},
        folder=tmp_path,
        environment={"FONTCONFIG_FILE": str(configuration)},
    )
    assert done.returncode == 0, done.stderr
    assert without.read_bytes() == with_fonts.read_bytes()
    assert "A single neuron" in PdfReader(without).pages[0].extract_text()


def test_a_mistake_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    result = run_job(
        "labbook.jobs.typeset",
        {"page": "missing.html", "document": "report.pdf"},
        folder=tmp_path,
    )
    assert result.returncode == 2
    assert result.stderr.splitlines() == [
        "labbook: missing.html cannot be read: No such file or directory."
    ]
