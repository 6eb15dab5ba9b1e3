"""Read from the plans what the hand-in needs: the lab's experiments and their runs."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import read_json
from labbook.artifacts.made_files import MadeFiles, read_made_files
from labbook.errors import LabbookError
from labbook.metrics.gaps import find_gaps


@dataclass(frozen=True)
class PlannedRun:
    """One run of an experiment plan.

    `directory` is relative to the working directory. `dataset_sha256` is the checksum of the data
    that the run trains on.
    """

    experiment: str
    name: str
    key: str
    directory: Path
    dataset_sha256: str


@dataclass(frozen=True)
class LabPlan:
    """The plan of a lab, which lies at `path`.

    `identity` has the fields that the patterns of names may use, and so the assignment too.
    `runs` are the runs of the configurations, in the order of the plans; `trials` are the runs by
    which a search chooses. `searches` are the names of the experiments that have a search. `made`
    says what the stages of the lab leave. `fallbacks` has, by experiment, the data in use where the
    data that the config asks for could not be had. `own_digit` is the path of the photograph, as
    the config names it.

    `attempts` is the folder with the records of attempts at runs. `failed` are the keys of the runs
    that failed: each has left no files, and its record there says so.
    """

    path: Path
    lab: str
    identity: dict[str, Any]
    dataset: dict[str, Any]
    experiments: list[str]
    runs: list[PlannedRun]
    trials: list[PlannedRun] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)
    made: MadeFiles = field(default_factory=lambda: MadeFiles((), {}))
    attempts: Path | None = None
    failed: frozenset[str] = frozenset()
    fallbacks: dict[str, dict[str, Any]] = field(default_factory=dict)
    own_digit: Path | None = None

    @property
    def finished(self) -> list[PlannedRun]:
        """The runs that did not fail."""
        return [run for run in self.runs if run.key not in self.failed]

    def experiment_plan(self, experiment: str) -> Path:
        """The path of the plan of one experiment."""
        return _experiment_plan(self.path, experiment)

    def keys(self, experiment: str) -> set[str]:
        """The keys of the finished runs of one experiment."""
        return {run.key for run in self.finished if run.experiment == experiment}


def read_lab_plan(path: Path, attempts: Path | None = None) -> LabPlan:
    """Read `<lab>.json` and, in the folder `<lab>/` beside it, each experiment's plan.

    Raises LabbookError naming a plan that is missing, broken or lacks a key, and naming a record in
    the folder `attempts` that is broken or belongs to another run.
    """
    plan = read_json(path)
    try:
        experiments = [str(experiment["name"]) for experiment in plan["experiments"]]
        read = {name: _read_experiment(_experiment_plan(path, name)) for name in experiments}
        found = LabPlan(
            path,
            plan["lab"],
            {**plan["identity"], "assignment": plan["assignment"]},
            dict(plan["dataset"]),
            experiments,
            [run for runs, _ in read.values() for run in runs],
            [run for _, trials in read.values() for run in trials],
            [name for name, (_, trials) in read.items() if trials],
            made=read_made_files(path.parent / "hand_in" / path.name),
            fallbacks={
                experiment["name"]: experiment["dataset"]
                for experiment in plan["experiments"]
                if experiment["dataset"]["is_fallback"]
            },
            own_digit=Path(plan["own_digit"]["path"]) if plan.get("own_digit") else None,
        )
    except (KeyError, TypeError) as error:
        raise LabbookError(f"{path} is no lab plan ({error}); build it with snakemake.") from None
    return found if attempts is None else _with_failed(found, attempts)


def _with_failed(plan: LabPlan, attempts: Path) -> LabPlan:
    failed = {
        run.key
        for experiment in plan.experiments
        for gap in find_gaps(read_json(plan.experiment_plan(experiment)), attempts)
        for run in gap.runs
    }
    return replace(plan, attempts=attempts, failed=frozenset(failed))


def _experiment_plan(lab_plan: Path, experiment: str) -> Path:
    return lab_plan.with_suffix("") / f"{experiment}.json"


def _read_experiment(path: Path) -> tuple[list[PlannedRun], list[PlannedRun]]:
    """The runs of the configurations, and the trials of the search."""
    plan = read_json(path)
    search = plan.get("search")
    try:
        runs = _read_runs(plan, plan["configurations"], plan["dataset"])
        return runs, _read_runs(plan, search["trials"], search["dataset"]) if search else []
    except (KeyError, TypeError) as error:
        raise LabbookError(
            f"{path} is no experiment plan ({error}); build it with snakemake."
        ) from None


def _read_runs(
    plan: dict[str, Any], configurations: list[dict[str, Any]], dataset: dict[str, str]
) -> list[PlannedRun]:
    return [
        PlannedRun(
            plan["experiment"], run["name"], run["key"], Path(run["directory"]), dataset["sha256"]
        )
        for configuration in configurations
        for run in configuration["runs"]
    ]
