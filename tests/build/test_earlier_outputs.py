"""A failing job costs no file that was there before it."""

import subprocess
import sys
from pathlib import Path

SNAKEFILE = """
import os
import sys

sys.path.insert(0, os.environ["PACKAGE_ROOT"])
from labbook.build.earlier_outputs import keep_earlier_outputs

onstart:
    keep_earlier_outputs(workflow.persistence)

rule all:
    input:
        "report.pdf",

rule typeset:
    output:
        update("report.pdf"),
    shell:
        "cp .snakemake/backups/report.pdf found; exit 1"
"""


def test_an_output_stays_where_it_is_and_is_not_copied(project: Path) -> None:
    (project / "Snakefile").write_text(SNAKEFILE)
    (project / "report.pdf").write_text("precious")
    written = (project / "report.pdf").stat()
    said = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "1", "--forcerun", "typeset"],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert said.returncode == 1
    assert "Error in rule typeset" in said.stderr
    now = (project / "report.pdf").stat()
    assert (now.st_ino, now.st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert not (project / "found").exists()
