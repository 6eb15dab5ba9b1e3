"""What a thousand runs cost and what ten thousand do: the plan, the build, each stage, the PDFs.

Builds a lab in a copy of the project whose trainer makes its runs up in milliseconds, once with a
thousand runs and once with ten thousand. Time is CPU time, user and system; memory is the peak of
one process. Planning stands beside a bare Snakefile with a job for each run. Each stage is carried
out once more by itself, when the build has ended, start-up and imports included.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from pypdf import PdfReader

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from many.project import SHAPES, copied_project, make_runs_up, write_config
from parse.calls import OWN_SETTINGS
from parse.sides import bare_side
from speed.machine import machine, machine_line

from labbook.command_line import run_command
from labbook.errors import LabbookError

LIMITS = {
    "plan beside a bare Snakefile": 1.5,
    "peak of the main process, MiB": 2048.0,
    "report from finished runs, CPU seconds": 300.0,
    "pages of a PDF": 40.0,
    "MB of a PDF": 20.0,
}
MOST_RATIO = 1.25
SECONDS_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True)
class Cost:
    """CPU seconds and the peak of memory, in MiB.

    `with_children`: CPU seconds of all processes that it has started and waited for, too.
    """

    cpu: float
    memory: float
    with_children: float = 0.0


@dataclass
class Found:
    """Of one number of runs: costs by what they are of, and of each PDF pages and megabytes."""

    runs: int
    costs: dict[str, Cost] = field(default_factory=dict)
    documents: dict[str, tuple[int, float]] = field(default_factory=dict)

    @property
    def stages(self) -> dict[str, Cost]:
        return {name: cost for name, cost in self.costs.items() if name.startswith("stage ")}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=SHAPES, default="grid", help="of the sweep (grid)")
    parser.add_argument("--runs", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="build there, or go on with it, and keep it")
    arguments = parser.parse_args(argv)
    print(machine_line(machine()), flush=True)
    with tempfile.TemporaryDirectory() as name:
        place = arguments.folder or Path(name)
        found = []
        for runs in arguments.runs:
            folder = place / f"{arguments.shape}-{runs}"
            found.append(measured(folder, arguments.shape, runs, arguments.cores))
            print("\n".join(["", *lines(found[-1])]), flush=True)
    if len(found) > 1:
        print("\n".join(["", *growth(found[0], found[-1])]))
    print("\n".join(["", *limits(found[-1])]))


def measured(folder: Path, shape: str, runs: int, cores: int) -> Found:
    """Build in `folder`. Raises LabbookError if a command fails."""
    project, build, bare = folder / "project", folder / "build", folder / "bare"
    if not project.exists():
        make_runs_up(copied_project(project))
        write_config(build, shape, runs)
        bare_side(bare, runs, project / "profiles")
    snakemake = [sys.executable, "-m", "snakemake", "--snakefile"]
    ours = [*snakemake, str(project / "Snakefile")]
    costs: dict[str, Cost] = {}
    costs["bare Snakefile, plan"] = cost([*snakemake, "Snakefile", "-n", "-q"], bare)
    if not (build / "results/runs").exists():
        costs["plan"] = cost([*ours, "-n", "-q"], build)
    costs["main process, training"] = cost(
        [*ours, "--cores", str(cores), "--until", "train_runs"], build
    )
    costs["main process, the rest"] = cost([*ours, "--cores", str(cores)], build)
    costs["plan, all there"] = cost([*ours, "-n", "-q"], build)
    for name, of_stage in stage_costs(project, build).items():
        costs[f"stage {name}"] = of_stage
    return Found(runs, costs, documents(build))


def cost(command: list[str], folder: Path) -> Cost:
    """Of the process of `command`, until it ends."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={name: text for name, text in os.environ.items() if name not in OWN_SETTINGS},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    seconds, memory = 0.0, 0.0
    seen = psutil.Process(process.pid)
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        with suppress(psutil.Error):
            times = seen.cpu_times()
            seconds = times.user + times.system
            memory = max(memory, seen.memory_info().rss / 2**20)
        time.sleep(SECONDS_BETWEEN_LOOKS)
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise LabbookError(f"{' '.join(command)} failed in {folder}.")
    return Cost(seconds, memory, usage.ru_utime + usage.ru_stime)


def stage_costs(project: Path, build: Path) -> dict[str, Cost]:
    """Of all jobs of a stage together, each in a process of its own, start-up and imports included.

    The peak is that of the largest.
    """
    found: dict[str, list[Cost]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as receipts:
        for order in sorted((build / "results/stages").rglob("*.order.json")):
            name = order.name.partition(".")[0]
            place = order.relative_to(build).as_posix()
            words = ["labbook.commands.make", "--order", place]
            receipt = f"{receipts}/{len(found)}.json"
            command = [sys.executable, str(project / "workflow"), *words, "--receipt", receipt]
            if name != "prepare_data":
                found[name].append(cost(command, build))
    return {
        name: Cost(sum(one.cpu for one in costs), max(one.memory for one in costs))
        for name, costs in found.items()
    }


def documents(build: Path) -> dict[str, tuple[int, float]]:
    """Pages and megabytes of each PDF."""
    return {
        path.name: (len(PdfReader(path).pages), path.stat().st_size / 1e6)
        for path in sorted((build / "results/lab").glob("*.pdf"))
    }


def lines(found: Found) -> list[str]:
    return [
        f"{found.runs:,} runs{'CPU s':>36}{'MiB':>9}",
        *(f"  {name:38}{one.cpu:9.1f}{one.memory:9.0f}" for name, one in found.costs.items()),
        f"  {'all stages, one by one':38}{sum(one.cpu for one in found.stages.values()):9.1f}",
        f"  {'all processes of the rest':38}{_report(found):9.1f}",
        *(
            f"  {name:38}{pages:9} pages, {size:.1f} MB"
            for name, (pages, size) in found.documents.items()
        ),
    ]


def growth(few: Found, many: Found) -> list[str]:
    """What a run costs of many, over what it costs of few."""
    rows = [f"per run, {many.runs:,} over {few.runs:,}"]
    for name, one in many.costs.items():
        if name in few.costs and few.costs[name].cpu:
            ratio = one.cpu / many.runs / (few.costs[name].cpu / few.runs)
            rows.append(f"  {name:38}{ratio:9.2f}{'' if ratio <= MOST_RATIO else '   grows'}")
    return rows


def limits(found: Found) -> list[str]:
    plan = found.costs.get("plan") or found.costs["plan, all there"]
    values = {
        "plan beside a bare Snakefile": plan.cpu / found.costs["bare Snakefile, plan"].cpu,
        "peak of the main process, MiB": max(
            one.memory
            for name, one in found.costs.items()
            if name.startswith(("main process", "plan"))
        ),
        "report from finished runs, CPU seconds": _report(found),
        "pages of a PDF": max(pages for pages, _ in found.documents.values()),
        "MB of a PDF": max(size for _, size in found.documents.values()),
    }
    return [
        f"{name:40}{value:9.4g}   at most {LIMITS[name]:g}: "
        f"{'met' if value <= LIMITS[name] else 'NOT met'}"
        for name, value in values.items()
    ]


def _report(found: Found) -> float:
    return found.costs["main process, the rest"].with_children


if __name__ == "__main__":
    run_command(main)
