"""A training job runs and reads nothing but what its key is made of."""

import json
import sys
import sysconfig
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
    modules = sorted(name for name in sys.modules if name.split(".")[0] == "labbook")
    found = json.dumps([modules, sorted(opened)])
    with open(os.environ["TRACE"], "w") as file:
        file.write(found)

atexit.register(report)
sys.addaudithook(note)
runpy.run_module("labbook.commands.train_keras", run_name="__main__")
"""
# Of the system: what it is and what it has, never what to compute.
SYSTEM = ("/proc/", "/sys/", "/dev/", "/etc/", "/usr/share/", "/usr/lib/", "/lib/")


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Modules and files of a real training job."""
    folder = tmp_path_factory.mktemp("traced")
    dataset: SmallDataset = write_small_dataset(folder)
    spec = Spec.from_dict(EXAMPLE_SPEC)
    key = circumstances(spec, dataset.sha256).key(spec)
    plan = write_plan(folder / "plan.json", EXAMPLE_SPEC, key)
    run = folder / f"run.{key}"
    (folder / "scratch").mkdir()
    environment = {"TRACE": str(folder / "trace.json"), "TMPDIR": str(folder / "scratch")}
    done = start(dataset, plan, key, run, environment, ("-c", TRACED))
    assert done.returncode == 0, done.stderr
    modules, opened = json.loads((folder / "trace.json").read_text())
    return {"modules": modules, "opened": [Path(file) for file in opened], "folder": folder}


def test_the_modules_of_a_real_job_are_those_of_its_fingerprint(traced: dict[str, Any]) -> None:
    computed = closure("labbook.commands.train_keras", "labbook.models.mlp")
    # The command itself runs under the name __main__.
    assert set(traced["modules"]) == set(computed) - {"labbook.commands.train_keras"}


def test_of_the_project_a_real_job_reads_only_its_fingerprinted_code(
    traced: dict[str, Any],
) -> None:
    computed = closure("labbook.commands.train_keras", "labbook.models.mlp")
    sources = {module_path(module) for module in computed}
    read = {_source(file) for file in traced["opened"] if file.is_relative_to(PROJECT)}
    environment = {file for file in read if file.is_relative_to(sys.prefix)}
    assert read - environment <= sources
    assert module_path("labbook.training.compiled_epoch") in read


def test_beside_code_and_libraries_a_real_job_reads_the_plan_and_the_data(
    traced: dict[str, Any],
) -> None:
    libraries = [
        Path(path) for path in {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    ]
    other = [
        file
        for file in traced["opened"]
        if not file.is_relative_to(PROJECT)
        and not any(file.is_relative_to(path) for path in libraries)
        and not str(file).startswith(SYSTEM)
    ]
    folder = traced["folder"]
    mine = {file.relative_to(folder).parts[0].split(".")[0] for file in other}
    assert mine == {"plan", "mnist", "run", "scratch"}


def _source(file: Path) -> Path:
    """`x/__pycache__/y.cpython-311.pyc` is code of `x/y.py`."""
    if file.parent.name == "__pycache__":
        return file.parent.parent / f"{file.name.split('.')[0]}.py"
    return file
