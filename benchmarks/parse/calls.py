"""Snakemake as often as asked, on one side, and the CPU time of each call."""

import os
import resource
import subprocess
import sys

from labbook.errors import LabbookError
from parse.sides import Side

# What a user's own settings would change on one side only.
OWN_SETTINGS = {"SNAKEMAKE_PROFILE", "PYTHONDONTWRITEBYTECODE"}


def called(side: Side, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Raises LabbookError with what Snakemake says if it fails."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", *arguments),
            *("--snakefile", str(side.snakefile), "--directory", str(side.folder)),
        ],
        # Snakemake would take a profile from here, too.
        cwd=side.folder,
        env={name: text for name, text in os.environ.items() if name not in OWN_SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        # What Snakemake logs in a dry run it prints to stdout.
        said = f"{done.stderr}{done.stdout}".strip()
        raise LabbookError(f"`snakemake {arguments[0]}` ({side.name}) failed:\n{said[-2000:]}")
    return done


def cpu_seconds(side: Side, *arguments: str) -> float:
    """User and system time of one call."""
    before = _children_cpu_seconds()
    called(side, *arguments)
    return _children_cpu_seconds() - before


def _children_cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
