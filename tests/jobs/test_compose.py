"""compose: from artifacts to one page, the same bytes wherever and whenever."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.errors import LabbookError
from labbook.jobs import compose

LAB = "lab3_keras"
MAKER = Path(__file__).parents[1] / "report" / "lab_results.py"
write_lab: Callable[..., None] = runpy.run_path(str(MAKER))["write_lab"]
ARGUMENTS = [
    *("--plan", f"results/plans/{LAB}.json"),
    *("--results", f"results/{LAB}"),
    *("--output", f"results/{LAB}/report.html"),
]


def run_command(command: str, folder: Path, hash_seed: str, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run(
        [sys.executable, "-m", f"labbook.commands.{command}", *arguments],
        cwd=folder,
        env=environment,
        check=True,
    )


def test_same_artifacts_give_the_same_page_and_pdf(tmp_path: Path) -> None:
    made = []
    for hash_seed, place in (("1", "a"), ("2", "elsewhere/deep")):
        folder = tmp_path / place
        write_lab(folder, epochs=12)
        run_command("compose", folder, hash_seed, *ARGUMENTS)
        page, pdf = (f"results/{LAB}/report.{ending}" for ending in ("html", "pdf"))
        run_command("typeset", folder, hash_seed, "--input", page, "--output", pdf)
        made.append([(folder / one).read_bytes() for one in (page, pdf)])
        assert str(tmp_path).encode() not in made[-1][0]
    assert made[0] == made[1]


def test_a_missing_summary_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lab(tmp_path, epochs=12, only=["best_network"])
    (tmp_path / f"results/{LAB}/best_network/summary.json").unlink()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabbookError, match=r"summary\.json is missing"):
        compose.main(ARGUMENTS)


def test_a_lab_without_template_is_composed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lab(tmp_path, epochs=12, only=["best_network"], template=None)
    monkeypatch.chdir(tmp_path)
    compose.main(ARGUMENTS)
    page = (tmp_path / f"results/{LAB}/report.html").read_text(encoding="utf-8")
    assert "The best network" in page
