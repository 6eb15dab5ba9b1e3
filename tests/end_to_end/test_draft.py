"""`--config draft=true`: a report in a minute, in a folder of its own, beside the real one."""

import csv
import shutil
from pathlib import Path

import pypdf

DRAFT = ("--config", "draft=true")
LAB = "results/draft/lab3_keras"
NOTHING = "Nothing to be done"


def outside(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Content and time of all files but a draft's and Snakemake's own."""
    apart = (folder / "results" / "draft", folder / ".snakemake")
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not any(path.is_relative_to(one) for one in apart)
    }


def test_a_draft_says_that_it_is_one_and_leaves_the_rest_alone(copied) -> None:
    # Its fonts and templates are those of the real report.
    shutil.copytree(copied.folder / "results" / "kept", copied.folder / "results/draft/kept")
    before = outside(copied.folder)
    said = copied.snakemake(*DRAFT, "--printshellcmds")
    assert said.returncode == 0, said.stderr
    assert " train_draft " in said.stdout + said.stderr
    assert outside(copied.folder) == before

    for document in ("report.pdf", "supplement.pdf"):
        for page in pypdf.PdfReader(copied.folder / LAB / document).pages:
            assert "DRAFT" in page.extract_text()
    page = (copied.folder / LAB / "report.html").read_text(encoding="utf-8")
    assert "<title>DRAFT: " in page
    assert "<strong>DRAFT.</strong>" in page
    assert "Gebrehiwot" not in page
    with (copied.folder / LAB / "metrics.csv").open(encoding="utf-8") as file:
        assert {row["seed"] for row in csv.DictReader(file)} == {"0"}

    # Neither knows of the other's runs, and both are up to date.
    for arguments in ((), DRAFT):
        said = copied.snakemake("-n", *arguments)
        assert NOTHING in said.stdout + said.stderr
        assert "There are no leftovers" in copied.snakemake("leftovers", *arguments).stdout


def test_what_a_draft_is_not_for_is_one_sentence(new_build, config) -> None:
    build = new_build(config)
    handed_in = build.snakemake("hand_in", *DRAFT)
    build.write_config(config | {"draft": True})
    for said, why in ((handed_in, "a draft is not handed in"), (build.snakemake(), "command line")):
        assert said.returncode == 2
        assert why in said.stderr.splitlines()[-1]
