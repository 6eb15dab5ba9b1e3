"""Real builds through Snakemake on the embedded digits, small enough for every commit.

One build serves all tests, and under pytest-xdist all workers; a test that changes something works
on a copy. The project is built from a copy too, so that you may edit yours meanwhile.
"""

import copy
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from real_build import (
    ROOT,
    borrow_prepared,
    command,
    copy_project,
    environment,
    first_to_make,
    wait_for,
)
from warm_process import SNAKEMAKE, run_warm

LAB = "lab3_keras"
# Below a folder of such a name, everything works as below any other.
UNUSUAL = """{lab} $(touch hacked) 'a' "b" c:d; %s {} & e\u0301"""
RUN_FILES = {
    "complete.json",
    "spec.json",
    "history.csv",
    "predictions.npz",
    "weights.npz",
    "evaluation.json",
    "provenance.json",
    "timing.json",
}

Config = dict[str, Any]


@dataclass(frozen=True)
class Build:
    """A working directory with its config.yaml; the project that builds in it, and what it said."""

    folder: Path
    project: Path
    said: subprocess.CompletedProcess[str] | None = field(default=None, repr=False)

    @property
    def results(self) -> Path:
        return self.folder / "results" / LAB

    @property
    def config(self) -> Config:
        return yaml.safe_load((self.folder / "config.yaml").read_text(encoding="utf-8"))

    def runs(self, experiment: str = "*") -> dict[str, Path]:
        """Run directories by path relative to the working directory."""
        found = sorted((self.folder / "results" / "runs" / LAB).glob(f"{experiment}/*"))
        return {path.relative_to(self.folder).as_posix(): path for path in found}

    def written(self) -> dict[str, int]:
        """When each file of each run was written, in ns."""
        return {
            file.relative_to(self.folder).as_posix(): file.stat().st_mtime_ns
            for run in self.runs().values()
            for file in run.iterdir()
        }

    def write_config(self, config: Config) -> None:
        text = yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
        (self.folder / "config.yaml").write_text(text, encoding="utf-8")

    def snakemake(
        self, *arguments: str, cores: int = 1, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Call Snakemake as a user would, in a process that knows nothing of these tests.

        `options` are those of `subprocess.run`, which then starts a process of its own.
        """
        words = command(self.project, self.folder, *arguments, cores=cores)
        if os.name == "posix" and not options:
            return run_warm(SNAKEMAKE, words, self.folder, environment(self.folder))
        return subprocess.run(
            words,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=600,
            **{"cwd": self.folder, "env": environment(self.folder), **options},
        )

    def start(self, *arguments: str, said: Path, cores: int = 2) -> "subprocess.Popen[bytes]":
        """Call Snakemake and do not wait; it leads a group of its own, and writes into `said`."""
        with said.open("wb") as file:
            return subprocess.Popen(
                command(self.project, self.folder, *arguments, cores=cores),
                cwd=self.folder,
                env=environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def small_config() -> Config:
    """The shipped Lab 3 with three of its experiments, each cut down to a few short runs."""
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    config["student"] = {"first_name": "Ada", "last_name": "Lovelace", "group": "thursday"}
    config["date"] = "1 June"
    config["dataset"] = "mnist-5k"
    config["dataset_path"] = None
    config["defaults"] |= {"epochs": 2, "seeds": [0, 1]}
    config["labs"] = {LAB: config["labs"][LAB]}
    experiments = config["labs"][LAB]["experiments"]
    neuron, layer, optimizers = (
        experiments[name] for name in ("single_neuron", "output_relu", "optimizers")
    )
    neuron["sweep"] = {"batch_size": [10000, 100]}
    neuron["published"] = [one for one in neuron["published"] if one["of"]["batch_size"] != 10]
    layer["seeds"] = [0]
    optimizers["variants"] = {
        name: optimizers["variants"][name] for name in ("Adam", "Adadelta, learning rate 1")
    }
    optimizers["published"] = [
        one for one in optimizers["published"] if one["of"] in optimizers["variants"]
    ]
    config["labs"][LAB]["experiments"] = {
        "single_neuron": neuron,
        "output_relu": layer,
        "optimizers": optimizers,
    }
    return config


@pytest.fixture
def config() -> Config:
    return copy.deepcopy(small_config())


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of pytest-xdist see; `project/` in it holds the project."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / UNUSUAL
    if first_to_make(shared):
        copy_project(shared / "project")
        (shared / "ready").touch()
    wait_for(shared / "ready", seconds=60)
    return shared


@pytest.fixture(scope="session")
def project(shared: Path) -> Path:
    return shared / "project"


@pytest.fixture(scope="session")
def built(shared: Path, project: Path) -> Build:
    """The finished build: look, do not touch."""
    build = Build(shared / "build", project)
    said = shared / "said.json"
    if first_to_make(build.folder):
        build.write_config(small_config())
        done = build.snakemake(cores=2, cwd=build.folder)
        partial = said.with_suffix(".partial")
        partial.write_text(json.dumps([done.returncode, done.stdout, done.stderr]))
        partial.rename(said)
        # tests/reruns takes trained runs from builds that are finished.
        if done.returncode == 0:
            (shared / "finished").touch()
    wait_for(said, seconds=900)
    done = subprocess.CompletedProcess([], *json.loads(said.read_text()))
    assert done.returncode == 0, done.stderr
    return replace(build, said=done)


@pytest.fixture(scope="session")
def editable(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The same build by a project of one's own, whose code may be edited (and must be restored)."""
    folder = tmp_path_factory.mktemp("editable")
    project = copy_project(folder / "project")
    shutil.copytree(built.folder, folder / "build")
    return Build(folder / "build", project)


@pytest.fixture
def copied(built: Build, tmp_path: Path) -> Build:
    """A copy of the finished build, Snakemake's records and all times included."""
    folder = tmp_path / "copy"
    shutil.copytree(built.folder, folder)
    return replace(built, folder=folder)


@pytest.fixture
def new_build(project: Path, tmp_path: Path) -> Callable[..., Build]:
    """An empty working directory with a config; a test that needs several names them."""

    def make(config: Config, name: str = "", project: Path = project) -> Build:
        build = Build(tmp_path / name, project)
        build.folder.mkdir(exist_ok=True)
        build.write_config(config)
        return build

    return make


@pytest.fixture
def prepared_build(built: Build, new_build: Callable[..., Build]) -> Callable[..., Build]:
    """As `new_build`, with the data, fonts and compiled templates that another build has left."""

    def make(*arguments: Any) -> Build:
        build = new_build(*arguments)
        borrow_prepared(build.folder / "results", built.folder / "results")
        return build

    return make


@pytest.fixture
def own_project(tmp_path: Path) -> Path:
    """A project whose code this test may edit."""
    return copy_project(tmp_path / "own_project")


@pytest.fixture
def tiny(config: Config) -> Config:
    """Two runs of an epoch."""
    config["defaults"] |= {"epochs": 1, "seeds": [0]}
    experiments = config["labs"][LAB]["experiments"]
    config["labs"][LAB]["experiments"] = {"single_neuron": experiments["single_neuron"]}
    return config


@pytest.fixture(scope="session")
def run_files() -> set[str]:
    return RUN_FILES
