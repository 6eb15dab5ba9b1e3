"""Where the CPU time of a first build goes: training, start-up, stages, Snakemake.

Builds config.yaml, or with --draft a draft of it, in an empty folder and adds up the CPU time (user
and system) of every process of the build by what it is for. What training takes is what the runs
themselves say, without compiling.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from speed.machine import machine, machine_line

from labbook.command_line import run_command
from labbook.errors import LabbookError

DEPTH = "CPU seconds of assignment2_deep/depth"
MINUTES = "minutes by the clock"
LIMITS = {
    "CPU over training": 1.5,
    DEPTH: 90.0,
    "Snakemake's share of the CPU": 0.03,
    MINUTES: 12.0,
}
# Of all labs.
LIMITS_OF_A_DRAFT = {MINUTES: 2.0}
WORKER = "labbook.workers.worker"
TRAINING_WORKERS = ("keras", "numpy")
SECONDS_BETWEEN_LOOKS = 0.2


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="as for snakemake (all labs)")
    parser.add_argument("--config", type=Path, default=ROOT / "config.yaml")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--draft", action="store_true", help="build a draft")
    parser.add_argument("--keep", type=Path, help="build in this folder, and keep it")
    arguments = parser.parse_args(argv)
    print(machine_line(machine()), flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(arguments.config, folder / "config.yaml")
        began = time.monotonic()
        words = ["--config", "draft=true"] if arguments.draft else []
        started = build(folder, arguments.cores, [*arguments.targets, *words])
        seconds = cpu_seconds_by_kind(started)
        minutes = (time.monotonic() - began) / 60
        runs = run_seconds(folder / "results" / ("draft" if arguments.draft else ""))
    report(seconds, runs, minutes, LIMITS_OF_A_DRAFT if arguments.draft else LIMITS)


def build(folder: Path, cores: int, asked: list[str]) -> "subprocess.Popen[bytes]":
    words = ["snakemake", "--snakefile", str(ROOT / "Snakefile"), "--cores", str(cores), *asked]
    return subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=folder,
        stdout=sys.stderr,
        stdin=subprocess.DEVNULL,
    )


def cpu_seconds_by_kind(started: "subprocess.Popen[bytes]") -> dict[str, float]:
    """Of the build until it ends. Raises LabbookError if the build fails.

    Long-lived processes count as they were when last seen; what is left of the sum, which the
    system keeps, is that of the small programs that ask for a worker.
    """
    seen: dict[int, tuple[str, float]] = {}
    while started.poll() is None:
        for process in processes(started.pid):
            try:
                times = process.cpu_times()
                kind = kind_of(process.pid == started.pid, process.cmdline())
            except psutil.Error:
                continue
            if kind:
                seen[process.pid] = (kind, times.user + times.system)
        time.sleep(SECONDS_BETWEEN_LOOKS)
    if started.returncode:
        raise LabbookError(f"the build failed with exit code {started.returncode}.")
    seconds: dict[str, float] = defaultdict(float)
    for kind, taken in seen.values():
        seconds[kind] += taken
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds["jobs"] = used.ru_utime + used.ru_stime - sum(seconds.values())
    return seconds


def processes(pid: int) -> list[psutil.Process]:
    try:
        build = psutil.Process(pid)
        return [build, *build.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def kind_of(is_main: bool, words: list[str]) -> str | None:
    """`Snakemake`, or whether a worker trains or makes `stages`; None for other processes."""
    if is_main:
        return "Snakemake"
    if WORKER in words:
        kind = words[words.index(WORKER) + 2]
        return "training" if kind in TRAINING_WORKERS else "stages"
    return "stages" if "ipykernel_launcher" in words else None


@dataclass(frozen=True)
class RunSeconds:
    """CPU seconds of `count` runs: their jobs, the training alone, and the jobs of `depth`."""

    count: int
    jobs: float
    training: float
    depth: float


def run_seconds(results: Path) -> RunSeconds:
    timings = {
        path: json.loads(path.read_text()) for path in results.glob("runs/*/*/*/timing.json")
    }
    return RunSeconds(
        count=len(timings),
        jobs=sum(timing["cpu_seconds"] for timing in timings.values()),
        training=sum(timing["training_cpu_seconds"] for timing in timings.values()),
        depth=sum(
            timing["cpu_seconds"]
            for path, timing in timings.items()
            if path.parts[-4:-2] == ("assignment2_deep", "depth")
        ),
    )


def report(
    seconds: dict[str, float], runs: RunSeconds, minutes: float, limits: dict[str, float]
) -> None:
    total = sum(seconds.values())
    rows = {
        f"training {runs.count} runs": runs.training,
        "importing, compiling, evaluating, writing them": runs.jobs - runs.training,
        "workers beside their runs": seconds["training"] - runs.jobs,
        "stages": seconds["stages"],
        "jobs that ask for a worker": seconds["jobs"],
        "Snakemake": seconds["Snakemake"],
        "all": total,
    }
    print("\nCPU seconds of a first build")
    for name, taken in rows.items():
        print(f"{name:48}{taken:9.1f}{taken / total:8.1%}")
    found = {
        "CPU over training": total / runs.training,
        DEPTH: runs.depth,
        "Snakemake's share of the CPU": seconds["Snakemake"] / total,
        MINUTES: minutes,
    }
    print("\n" + " " * 48 + "    found   at most")
    for name, limit in limits.items():
        met = "met" if found[name] <= limit else "NOT met"
        print(f"{name:48}{found[name]:9.3g}{limit:10.3g}   {met}")


if __name__ == "__main__":
    run_command(main)
