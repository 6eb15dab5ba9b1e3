"""What is asked of a finished build: the difference from the last one, figures, a page."""

import re

import pypdf

NOTHING = "Nothing to be done"
LAB = "results/lab3_keras"


def test_a_finished_build_is_compared_shown_and_handed_to_other_documents(copied) -> None:
    copied.write_config(copied.config | {"date": "2 June"})
    assert copied.snakemake().returncode == 0
    said = copied.snakemake("difference")
    assert said.returncode == 0, said.stderr
    assert "date: 1 June -> 2 June" in said.stdout
    assert "Numbers of" not in said.stdout
    refused = copied.snakemake("difference", "--config", "before=never")
    assert refused.returncode == 1
    assert "never is no folder and no time of a finished build" in refused.stderr

    assert copied.snakemake("figures_pdf").returncode == 0
    drawings = list((copied.folder / LAB).rglob("*.svg"))
    assert drawings
    for svg in drawings:
        (page,) = pypdf.PdfReader(svg.with_suffix(".pdf")).pages
        width = float(re.search(r'width="([\d.]+)pt"', svg.read_text(encoding="utf-8"))[1])
        assert abs(float(page.mediabox.width) - width) < 1

    out = copied.folder / "out.html"
    assert copied.snakemake("--report", str(out)).returncode == 0
    shown = out.read_text(encoding="utf-8")
    for file in ("report.pdf", "metrics.csv", "overview.svg", "summary.csv"):
        assert file in shown
    assert "Validation loss and accuracy over 2 epochs" in shown
    said = copied.snakemake("-n")
    assert NOTHING in said.stdout + said.stderr

    copied.write_config(copied.config | {"date": "3 June"})
    stale = copied.snakemake("--report", str(out))
    assert stale.returncode == 2
    assert "is not up to date" in stale.stderr
