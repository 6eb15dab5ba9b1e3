"""A training job runs and reads nothing but what its key is made of."""

import json
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.spec import Spec
from labbook.fingerprint import PROJECT, closure, module_path
from labbook.run_key import circumstances
from training_job import SmallDataset, start, write_plan, write_small_dataset

# Runs the command under an audit hook (PEP 578) that notes each file that Python opens.
TRACED = """
import atexit, json, os, runpy, sys
opened = set()

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.add(os.path.abspath(os.fsdecode(arguments[0])))

def report():
    # A room without code has no file.
    modules = sorted(
        name for name, module in sys.modules.items()
        if name.split(".")[0] == "labbook" and module.__file__
    )
    found = json.dumps([modules, sorted(opened)])
    with open(os.environ["TRACE"], "w") as file:
        file.write(found)

atexit.register(report)
sys.addaudithook(note)
runpy.run_module(os.environ["COMMAND"], run_name="__main__")
"""
# Of the system: what it is and what it has, never what to compute.
SYSTEM = ("/proc/", "/sys/", "/dev/", "/etc/", "/usr/share/", "/usr/lib/", "/lib/")


@dataclass(frozen=True)
class Engine:
    """What a job of an engine is asked for, and what its fingerprint is made of."""

    changes: dict[str, Any]
    command: str
    more: tuple[str, ...]
    loop: str

    @property
    def closure(self) -> list[str]:
        return closure(self.command, *self.more)


KERAS = Engine(
    {}, "labbook.commands.train_keras", ("labbook.models.mlp",), "labbook.training.compiled_epoch"
)
NUMPY = Engine(
    {
        "engine": "numpy",
        "hidden": [{"units": 8, "activation": "tanh", "dropout": 0.0}],
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "batch_size": None,
    },
    "labbook.commands.train_numpy",
    (),
    "labbook.scratch.full_batch",
)


@dataclass(frozen=True)
class Traced:
    """Modules and files of a real training job."""

    engine: Engine
    modules: list[str]
    opened: list[Path]
    folder: Path


@pytest.fixture(scope="module", params=[KERAS, NUMPY], ids=["keras", "numpy"])
def traced(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Traced:
    engine: Engine = request.param
    folder = tmp_path_factory.mktemp("traced")
    dataset: SmallDataset = write_small_dataset(folder)
    asked = EXAMPLE_SPEC | engine.changes
    spec = Spec.from_dict(asked)
    key = circumstances(spec, dataset.sha256).key(spec)
    plan = write_plan(folder / "plan.json", asked, key)
    run = folder / f"run.{key}"
    (folder / "scratch").mkdir()
    environment = {
        "COMMAND": engine.command,
        "TRACE": str(folder / "trace.json"),
        "TMPDIR": str(folder / "scratch"),
    }
    done = start(dataset, plan, key, run, environment, ("-c", TRACED))
    assert done.returncode == 0, done.stderr
    modules, opened = json.loads((folder / "trace.json").read_text())
    return Traced(engine, modules, [Path(file) for file in opened], folder)


def test_the_modules_of_a_real_job_are_those_of_its_fingerprint(traced: Traced) -> None:
    # The command itself runs under the name __main__.
    assert set(traced.modules) == set(traced.engine.closure) - {traced.engine.command}


def test_of_the_project_a_real_job_reads_only_its_fingerprinted_code(traced: Traced) -> None:
    sources = {module_path(module) for module in traced.engine.closure}
    read = {_source(file) for file in traced.opened if file.is_relative_to(PROJECT)}
    environment = {file for file in read if file.is_relative_to(sys.prefix)}
    assert read - environment <= sources
    assert module_path(traced.engine.loop) in read


def test_a_job_from_scratch_reads_nothing_of_the_other_engine(traced: Traced) -> None:
    read = {part for file in traced.opened for part in file.parts}
    assert ({"keras", "tensorflow"} <= read) == (traced.engine is KERAS)


def test_beside_code_and_libraries_a_real_job_reads_the_plan_and_the_data(
    traced: Traced,
) -> None:
    libraries = [
        Path(path) for path in {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    ]
    other = [
        file
        for file in traced.opened
        if not file.is_relative_to(PROJECT)
        and not any(file.is_relative_to(path) for path in libraries)
        and not str(file).startswith(SYSTEM)
    ]
    folder = traced.folder
    mine = {file.relative_to(folder).parts[0].split(".")[0] for file in other}
    # A temporary folder is wanted by TensorFlow alone.
    assert mine - {"scratch"} == {"plan", "mnist", "run"}


def _source(file: Path) -> Path:
    """`x/__pycache__/y.cpython-311.pyc` is code of `x/y.py`."""
    if file.parent.name == "__pycache__":
        return file.parent.parent / f"{file.name.split('.')[0]}.py"
    return file
