"""Snakemake's plugins for clusters, in a folder of these tests alone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from real_build import ROOT

PIN = re.compile(r"^[\w.-]+==.*(?:\n    --hash=.*)+", re.MULTILINE)
SLOWER = "self.next_seconds_between_status_checks + 10"


def install_plugin(folder: Path, *wanted: str) -> None:
    """With pip, into `folder`; skips the test where it cannot be had."""
    words = ("--quiet", "--no-deps", "--target", str(folder), *wanted)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"a plugin of Snakemake is not to be had: {done.stderr[-300:]}")


@pytest.fixture(scope="session")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For PYTHONPATH: what the lock of the extra has beyond that of the project."""
    folder = tmp_path_factory.mktemp("plugin")
    with_extra, without = (
        set(PIN.findall((ROOT / name).read_text("utf-8")))
        for name in ("requirements-slurm.txt", "requirements.txt")
    )
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(sorted(with_extra - without)))
    install_plugin(folder, "--requirement", str(wanted))
    # It looks for jobs that have ended ever more rarely: most of a test would be waiting.
    source = folder / "snakemake_executor_plugin_slurm" / "__init__.py"
    text = source.read_text("utf-8")
    assert text.count(SLOWER) == 1
    source.write_text(text.replace(SLOWER, SLOWER.replace("+ 10", "+ 0")), "utf-8")
    return folder
