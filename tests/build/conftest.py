"""A small workflow with the shape of Labbook's, to build with the real Snakemake."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SNAKEFILE = Path(__file__).with_name("small_workflow.smk")
PACKAGE_ROOT = Path(__file__).parents[2] / "workflow"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copyfile(SNAKEFILE, tmp_path / "Snakefile")
    monkeypatch.setenv("PACKAGE_ROOT", str(PACKAGE_ROOT))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def snakemake(project: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real Snakemake in `project`, where no stream is a terminal."""

    def run(*options: str, mode: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "snakemake", "--cores", "1", *options],
            cwd=project,
            env={**os.environ, "MODE": mode},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run
