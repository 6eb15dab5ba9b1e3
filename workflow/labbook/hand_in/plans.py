"""What the hand-in needs of the plans: the lab's experiments and their runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import read_json
from labbook.errors import LabbookError


@dataclass(frozen=True)
class PlannedRun:
    """One run of an experiment plan; `directory` is relative to the working directory."""

    experiment: str
    name: str
    key: str
    directory: Path


@dataclass(frozen=True)
class LabPlan:
    """`identity` includes the assignment, which patterns may use; `runs` in the plans' order."""

    path: Path
    lab: str
    identity: dict[str, Any]
    dataset: dict[str, Any]
    experiments: list[str]
    runs: list[PlannedRun]

    def experiment_plan(self, experiment: str) -> Path:
        """Where the plan of one of the lab's experiments lies."""
        return _experiment_plan(self.path, experiment)

    def keys(self, experiment: str) -> set[str]:
        """Keys of the runs of one experiment."""
        return {run.key for run in self.runs if run.experiment == experiment}


def read_lab_plan(path: Path) -> LabPlan:
    """Read `<lab>.json` and, in the folder `<lab>/` beside it, each experiment's plan.

    Raises LabbookError naming a plan that is missing, broken or lacks a key.
    """
    plan = read_json(path)
    try:
        experiments = [str(experiment["name"]) for experiment in plan["experiments"]]
        runs = [
            run
            for experiment in experiments
            for run in _read_runs(_experiment_plan(path, experiment))
        ]
        identity = {**plan["identity"], "assignment": plan["assignment"]}
        return LabPlan(path, plan["lab"], identity, dict(plan["dataset"]), experiments, runs)
    except (KeyError, TypeError) as error:
        raise LabbookError(f"{path} is no lab plan ({error}); build it with snakemake.") from None


def _experiment_plan(lab_plan: Path, experiment: str) -> Path:
    return lab_plan.with_suffix("") / f"{experiment}.json"


def _read_runs(path: Path) -> list[PlannedRun]:
    plan = read_json(path)
    try:
        return [
            PlannedRun(plan["experiment"], run["name"], run["key"], Path(run["directory"]))
            for configuration in plan["configurations"]
            for run in configuration["runs"]
        ]
    except (KeyError, TypeError) as error:
        raise LabbookError(
            f"{path} is no experiment plan ({error}); build it with snakemake."
        ) from None
