"""How long Lab 3 takes to build, beside scripts that would train the same with `model.fit`.

Builds the lab with Snakemake in a temporary directory, from nothing to the PDF, and prints wall
and CPU time. The scripts' time is extrapolated: each configuration is trained for a few epochs
with `model.fit` (or its times are read from what training_speed.py wrote), and the CPU time of
one script a run is summed, start-up included.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from speed.configurations import LAB, Configuration, lab3_configurations
from speed.machine import machine, machine_line
from speed.side_times import SideTimes, side_times, train_once

from labbook.artifacts.json_file import read_json, write_json
from labbook.command_line import run_command
from labbook.errors import LabbookError

TARGET_MINUTES = {"mnist-5k": 5, "mnist": 20}
FIT_EPOCHS = 3


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", default="mnist-5k", choices=TARGET_MINUTES)
    parser.add_argument("--cores", type=int, default=2, help="jobs at once (2)")
    parser.add_argument("--speed", type=Path, help="JSON of training_speed.py on this dataset")
    parser.add_argument("--json", type=Path, help="write the numbers there, too")
    arguments = parser.parse_args(argv)

    described = machine()
    print(machine_line(described), flush=True)
    configurations = lab3_configurations(ROOT / "config.yaml", arguments.dataset)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        build = build_lab(directory, arguments.dataset, arguments.cores)
        dataset = directory / f"results/data/{arguments.dataset}/{arguments.dataset}.npz"
        fit = (
            read_fit_times(arguments.speed, arguments.dataset)
            if arguments.speed
            else measure_fit(configurations, dataset)
        )

    scripts = scripts_cpu_seconds(configurations, fit)
    target = TARGET_MINUTES[arguments.dataset]
    met = "met" if build["wall_seconds"] <= 60 * target else "NOT met"
    print(
        f"\nLab 3 on {arguments.dataset}, {build['runs']} runs, {arguments.cores} at a time: "
        f"{build['wall_seconds'] / 60:.1f} min (target on two cores within {target}: {met}), "
        f"{build['cpu_seconds'] / 60:.1f} min of CPU.\n"
        f"Scripts with plain model.fit, extrapolated from {FIT_EPOCHS} epochs of each "
        f"configuration: {scripts / 60:.1f} min of CPU, so {scripts / arguments.cores / 60:.1f} "
        f"min at best with {arguments.cores} at a time: {scripts / build['cpu_seconds']:.1f} times "
        "the CPU of the build, which makes the report, too."
    )
    if arguments.json is not None:
        write_json(
            arguments.json,
            {
                "machine": described,
                "dataset": arguments.dataset,
                "cores": arguments.cores,
                **build,
                "scripts_cpu_seconds_extrapolated": scripts,
            },
        )


def build_lab(directory: Path, dataset: str, cores: int) -> dict[str, Any]:
    """Build in `directory`: wall and CPU seconds, and how many runs were trained."""
    shutil.copy(ROOT / "config.yaml", directory)
    before, start = _children_cpu_seconds(), time.monotonic()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", LAB),
            *("--snakefile", ROOT / "Snakefile"),
            *("--directory", directory),
            *("--cores", str(cores)),
            *("--config", f"dataset={dataset}"),
        ],
        # Where full MNIST lies may be said relative to here.
        env={**os.environ, **_absolute("LABBOOK_DATA")},
        check=False,
    )
    if done.returncode != 0:
        raise LabbookError("The build failed; its last lines say why.")
    return {
        "wall_seconds": time.monotonic() - start,
        "cpu_seconds": _children_cpu_seconds() - before,
        "runs": len(list((directory / "results/runs").glob("*/*/*/timing.json"))),
    }


def measure_fit(configurations: list[Configuration], dataset: Path) -> dict[str, SideTimes]:
    """Times of `model.fit` by configuration."""
    times = {}
    for configuration in configurations:
        print(f"model.fit: {configuration.title}", file=sys.stderr, flush=True)
        spec = configuration.for_epochs(FIT_EPOCHS)
        times[configuration.title] = side_times([train_once("fit", spec, dataset)])
    return times


def read_fit_times(path: Path, dataset: str) -> dict[str, SideTimes]:
    """The same from a file of training_speed.py; raises LabbookError for another dataset's."""
    measured = read_json(path)
    if measured["dataset"] != dataset:
        raise LabbookError(f"{path} was measured on {measured['dataset']} instead of {dataset}.")
    return {
        configuration["title"]: SideTimes(**configuration["fit"])
        for configuration in measured["configurations"]
    }


def scripts_cpu_seconds(configurations: list[Configuration], fit: dict[str, SideTimes]) -> float:
    """CPU seconds of one script for every run of every configuration."""
    missing = [item.title for item in configurations if item.title not in fit]
    if missing:
        raise LabbookError(f"There are no times of {', '.join(missing)}; measure all.")
    return sum(item.runs * fit[item.title].whole_run(item.spec.epochs) for item in configurations)


def _absolute(variable: str) -> dict[str, str]:
    return {variable: os.path.abspath(os.environ[variable])} if os.environ.get(variable) else {}


def _children_cpu_seconds() -> float:
    """Of all processes that have ended below this one."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    run_command(main)
