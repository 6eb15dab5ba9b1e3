"""Print a table of the runs that have been trained."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from labbook.artifacts.evaluation import read_evaluation
from labbook.artifacts.json_file import read_json
from labbook.artifacts.run_lists import read_planned_runs
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.text.table import table_lines

FORMATS = ("table", "csv", "json")


@dataclass(frozen=True)
class Run:
    """A run; `planned`: whether the config asks for it; `seconds`: of CPU, without compiling.

    `test_accuracy` and `test_loss` are None where the run saw no test images (a trial of a search).
    """

    lab: str
    experiment: str
    run: str
    seed: int
    key: str
    epochs: int
    test_accuracy: float | None
    test_loss: float | None
    parameters: int
    seconds: float
    planned: bool
    weights: str


COLUMNS = tuple(field.name for field in fields(Run))
NUMBERS = {"seed", "epochs", "test_accuracy", "test_loss", "parameters", "seconds"}


def main(argv: list[str] | None = None) -> None:
    """Print the runs that the arguments ask for.

    Raises LabbookError for a lab, an experiment or a column that there is not, or for a broken run.
    """
    arguments = _parse(argv)
    planned = read_planned_runs(arguments.plan) if arguments.plan.exists() else frozenset()
    found = sorted(path.parent for path in arguments.runs.glob(f"*/*/*/{SEAL}"))
    found = _only(found, arguments.lab, "lab", -3)
    found = _only(found, arguments.experiment, "experiment", -2)
    runs = _sorted([_read(path, planned) for path in found], arguments.sort)
    if arguments.format == "json":
        print(json.dumps([asdict(run) for run in runs], indent=1))
    elif arguments.format == "csv":
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(asdict, runs))
    else:
        cells = [[_shown(value) for value in asdict(run).values()] for run in runs]
        right = {COLUMNS.index(name) for name in NUMBERS}
        print("\n".join(table_lines([name.replace("_", " ") for name in COLUMNS], cells, right)))
        print(f"{len(runs)} run{'' if len(runs) == 1 else 's'}.")


def _only(directories: list[Path], name: str | None, what: str, place: int) -> list[Path]:
    if name is None:
        return directories
    known = {path.parts[place] for path in directories}
    if name not in known:
        there = f"there are {', '.join(sorted(known))}" if known else "there are none"
        raise LabbookError(f'no {what} "{name}" has a run that was trained; {there}.')
    return [path for path in directories if path.parts[place] == name]


def _sorted(runs: list[Run], order: str | None) -> list[Run]:
    """By a column, downwards with a minus before its name; what has no value comes last."""
    if order is None:
        return runs
    column = order.removeprefix("-")
    if column not in COLUMNS:
        raise LabbookError(f'sort is "{order}"; the columns are {", ".join(COLUMNS)}.')
    with_value = [run for run in runs if getattr(run, column) is not None]
    others = [run for run in runs if getattr(run, column) is None]
    descends = order.startswith("-")
    return sorted(with_value, key=lambda run: getattr(run, column), reverse=descends) + others


def _read(directory: Path, planned: Iterable[str]) -> Run:
    lab, experiment, name = directory.parts[-3:]
    evaluation = read_evaluation(directory / "evaluation.json")
    timing = read_json(directory / "timing.json")
    run, _, key = name.rpartition(".")
    return Run(
        lab=lab,
        experiment=experiment,
        run=run,
        seed=int(run.rpartition("-")[2]),
        key=key,
        epochs=timing["epochs"],
        test_accuracy=evaluation.test_accuracy if evaluation.n_test else None,
        test_loss=evaluation.test_loss if evaluation.n_test else None,
        parameters=evaluation.parameters,
        seconds=timing["training_cpu_seconds"],
        planned=directory.as_posix() in planned,
        weights=(directory / "weights.npz").as_posix(),
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def _parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="labbook.commands.runs", description=__doc__)
    parser.add_argument("--runs", type=Path, required=True, help="folder with all runs")
    parser.add_argument("--plan", type=Path, required=True, help="the runs that are planned")
    parser.add_argument("--lab")
    parser.add_argument("--experiment")
    parser.add_argument("--sort", help="a column, with a minus before it downwards")
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    return parser.parse_args(argv)


if __name__ == "__main__":
    run_command(main)
