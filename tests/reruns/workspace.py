"""A built folder and the project that built it, both one's own: what mutations are applied to."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from own_files import OWN_FILES
from real_build import (
    ROOT,
    borrow_prepared,
    command,
    copy_project,
    environment,
    first_to_make,
    tell_failure,
    wait_for,
)
from warm_process import SNAKEMAKE, run_warm

LAB = "lab3_keras"
NEURON, OPTIMIZERS = "single_neuron", "optimizers"
# A run is named `optimizers/Adam_seed-0`, a stage `summarize optimizers` or `typeset`.
RUNS = {
    NEURON: {f"{NEURON}/batch_size-1000_seed-0", f"{NEURON}/batch_size-100_seed-0"},
    OPTIMIZERS: {
        f"{OPTIMIZERS}/{variant}_seed-{seed}" for variant in ("Adam", "SGD") for seed in (0, 1)
    },
}

Config = dict[str, Any]


def small_config() -> Config:
    """Two experiments of the shipped Lab 3, each cut down to a few short runs."""
    config: Config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    config["student"] = {"first_name": "Ada", "last_name": "Lovelace", "group": "thursday"}
    config |= {"date": "1 June", "dataset": "mnist-5k", "dataset_path": None}
    config["defaults"] |= {"epochs": 2, "seeds": [0]}
    config["labs"] = {LAB: config["labs"][LAB]}
    lab = config["labs"][LAB]
    neuron, optimizers = (lab["experiments"][name] for name in (NEURON, OPTIMIZERS))
    neuron["sweep"] = {"batch_size": [1000, 100]}
    neuron["published"] = [{"of": {"batch_size": 100}, "test_accuracy": 0.9921}]
    optimizers["seeds"] = [0, 1]
    optimizers["variants"] = {
        "Adam": {"optimizer": "adam"},
        "SGD": {"optimizer": "sgd", "learning_rate": 0.1},
    }
    optimizers["published"] = [{"of": "Adam", "test_accuracy": 0.976}]
    lab["experiments"] = {NEURON: neuron, OPTIMIZERS: optimizers}
    return config


@dataclass
class Workspace:
    """`build` holds config.yaml and results/, `project` the Snakefile and the package.

    `environment` is added to that of Snakemake, `options` to its command line.
    """

    build: Path
    project: Path
    environment: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)

    @property
    def results(self) -> Path:
        return self.build / "results"

    @property
    def package(self) -> Path:
        return self.project / "workflow" / "labbook"

    def run(self, name: str) -> Path:
        """The directory of the run `optimizers/Adam_seed-0`."""
        (found,) = self.results.glob(f"runs/{LAB}/{name}.????????????")
        return found

    def change_config(self, change: Callable[[Config], None]) -> None:
        """Apply `change` to config.yaml as plain values, and write it anew."""
        file = self.build / "config.yaml"
        config = yaml.safe_load(file.read_text(encoding="utf-8"))
        change(config)
        write_config(file, config)

    def replace(self, file: Path, old: str, new: str) -> None:
        """Edit one place of a text file."""
        text = file.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{file} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, file: Path, text: str) -> None:
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")

    def snakemake(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Call Snakemake as a user would, in a process that knows nothing of these tests."""
        if "--dry-run" in arguments:
            arguments = (*arguments, "--printshellcmds")  # which name the runs
        words = command(self.project, self.build, *self.options, *arguments)
        if os.name == "posix" and not self.environment:
            return run_warm(SNAKEMAKE, words, self.build, environment(self.build))
        return subprocess.run(
            words,
            cwd=self.build,
            env=environment(self.build) | self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )


def build_once(shared: Path, config: Config, *targets: str) -> Workspace:
    """The finished build of `config` in `shared`, made by one of pytest-xdist's workers.

    `targets`: what is built of it, if not all.
    """
    finished = shared / "finished"
    workspace = Workspace(shared / "build", shared / "project")
    if first_to_make(shared):
        copy_project(workspace.project)
        workspace.build.mkdir()
        write_config(workspace.build / "config.yaml", config)
        for name, text in OWN_FILES.items():
            if name in str(config):
                (workspace.build / name).parent.mkdir()
                (workspace.build / name).write_text(text, encoding="utf-8")
        for other in shared.parent.glob("*/finished"):
            others = other.parent / "build" / "results"
            borrow_prepared(workspace.results, others)
            borrow_runs(workspace.results, others, config)
        said = workspace.snakemake(*targets)
        if said.returncode:
            tell_failure(finished)
        assert said.returncode == 0, said.stderr
        return_runs(workspace.results)
        finished.touch()
    wait_for(finished, seconds=900)
    return workspace


def borrow_runs(results: Path, others: Path, config: Config) -> None:
    """Copy what another finished build of these tests has trained for experiments of these names.

    That a run is the same wherever it is trained, tests/end_to_end holds.
    """
    for lab, settings in config["labs"].items():
        for name in settings["experiments"]:
            for run in (others / "runs" / lab / name).glob("*"):
                own = results / "runs" / lab / name / run.name
                if not own.exists():
                    shutil.copytree(run, own)


def return_runs(results: Path) -> None:
    """Remove what was borrowed and is not in the plan."""
    planned = json.loads((results / "plans" / "runs.json").read_text(encoding="utf-8"))
    for run in results.glob("runs/*/*/*"):
        if run.relative_to(results.parent).as_posix() not in planned:
            shutil.rmtree(run)


def copied(built: Workspace, folder: Path) -> Workspace:
    """A copy of build and project with all their times."""
    shutil.copytree(built.build, folder / "build")
    shutil.copytree(built.project, folder / "project")
    return Workspace(folder / "build", folder / "project")


def write_config(file: Path, config: Config) -> None:
    text = yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
    file.write_text(text, encoding="utf-8")


# Of each lab, whenever its runs are others; what is told of it is told in test_reruns.py.
MACHINE = frozenset({"describe_machine"})


def planned(said: str) -> tuple[set[str], set[str]]:
    """The runs and the stages that a dry run lists."""
    runs = {
        _run_in(directory)
        for directories in re.findall(r"labbook\.commands\.train .* --runs (.+?) --logs ", said)
        for directory in shlex.split(directories)
    }
    stages = set()
    for rule, block in re.findall(r"^(?:local)?rule (\w+):\n((?:    .*\n)+)", said, re.MULTILINE):
        found = re.search(r"^    wildcards: (.*)$", block, re.MULTILINE)
        wildcards = dict(part.split("=", 1) for part in found[1].split(", ")) if found else {}
        if rule not in {"train_runs", "train_run"} and wildcards:
            stages.add(_stage(rule, wildcards.get("experiment")))
    return runs, stages


def done(said: str) -> tuple[set[str], set[str]]:
    """The runs and the stages that a build without a terminal tells of."""
    lines = re.findall(r"^\[\d+/\d+\] (\S+?_seed-)(\d[\d, ]*) trained in ", said, re.MULTILINE)
    runs = {f"{name}{seed}" for name, seeds in lines for seed in seeds.split(", ")}
    lines = re.findall(r"^([a-z ]+?) (\S+): done in ", said, re.MULTILINE)
    stages = {
        _stage(step.replace(" ", "_"), target.partition("/")[2] or None) for step, target in lines
    }
    return runs, stages


def _run_in(directory: str) -> str:
    """`optimizers/Adam_seed-0` for its directory."""
    path = Path(directory)
    return f"{path.parent.name}/{path.name.rpartition('.')[0]}"


def _stage(rule: str, experiment: str | None) -> str:
    return f"{rule} {experiment}" if experiment else rule
