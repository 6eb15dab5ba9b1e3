"""What Snakemake's main process takes for each run, where a trainer does nothing.

Builds a sweep in which each run has a job of its own, once with few runs and once with ten times as
many, in a copy of the project whose `train` command only says that its runs have ended. CPU time
(user and system) of the main process over its runs; reading the Snakefile is part of it.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from first_build import cpu_seconds_by_kind
from many.project import copied_project
from parse.calls import OWN_SETTINGS
from parse.sides import Side, swept_config
from speed.machine import machine, machine_line

from labbook.artifacts.json_file import read_json
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.planning.bundles import BUNDLES_FILE

TARGET_RATIO = 1.25
TRAINS_NOTHING = """\
import sys
from pathlib import Path

words = sys.argv[1:]
done = Path(words[words.index("--done") + 1])
done.parent.mkdir(parents=True, exist_ok=True)
done.write_text("[]")
"""


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="a multiple of 100 (200)")
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args(argv)
    print(machine_line(machine()), flush=True)
    found = []
    with tempfile.TemporaryDirectory() as name:
        project = idle_project(Path(name, "project"))
        for runs in (arguments.runs, 10 * arguments.runs):
            seconds = main_process_seconds(project, Path(name, str(runs)), runs, arguments.cores)
            found.append(seconds / runs)
            print(f"{runs:6,} runs {seconds:8.2f} s of CPU {1000 * found[-1]:8.2f} ms a run")
    few, many = found
    met = "met" if many <= TARGET_RATIO * few else "NOT met"
    print(f"ratio {many / few:.2f} (target at most {TARGET_RATIO:g}: {met})")


def idle_project(folder: Path) -> Path:
    """A copy of the project that trains nothing."""
    project = copied_project(folder)
    train = project / "workflow/labbook/commands/train.py"
    train.write_text(TRAINS_NOTHING, encoding="utf-8")
    return project


def main_process_seconds(project: Path, folder: Path, runs: int, cores: int) -> float:
    """CPU of Snakemake's main process. Raises LabbookError if the build fails."""
    folder.mkdir()
    text = yaml.safe_dump(swept_config(runs, seeds=1), sort_keys=False)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    side = Side("labbook", folder, project / "Snakefile")
    words = ["snakemake", "--snakefile", str(side.snakefile), "--cores", str(cores)]
    words += ["--until", "train_runs"]
    seconds = cpu_seconds_by_kind(
        subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=folder,
            env={name: text for name, text in os.environ.items() if name not in OWN_SETTINGS},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    )["Snakemake"]
    jobs = len(read_json(folder / BUNDLES_FILE))
    if jobs != runs:
        raise LabbookError(f"{runs} runs are trained in {jobs} jobs.")
    return seconds


if __name__ == "__main__":
    run_command(main)
