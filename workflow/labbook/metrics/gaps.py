"""Which planned runs failed, and why: those that left nothing, by the record of their attempt."""

from pathlib import Path
from typing import Any

from labbook.artifacts.attempt import attempt_file, read_attempt
from labbook.artifacts.provenance import FILE_NAME
from labbook.artifacts.summary import FailedRun, Gap
from labbook.errors import LabbookError


def find_gaps(plan: dict[str, Any], attempts: Path) -> tuple[Gap, ...]:
    """The gaps of an experiment's plan, in its order.

    A run that has its provenance is none, whatever became of an attempt at it; neither is a run
    that left nothing without a record that it failed. Raises LabbookError for a record that is
    broken or of another run.
    """
    gaps = []
    for place, configuration in enumerate(plan["configurations"]):
        failed = [
            FailedRun(run["name"], run["seed"], run["key"], failure)
            for run in configuration["runs"]
            if (failure := _failure(run, attempts))
        ]
        if failed:
            described = {
                field: configuration[field] for field in ("name", "label", "varied", "settings")
            }
            seeds = tuple(run["seed"] for run in configuration["runs"])
            gaps.append(Gap(**described, place=place, seeds=seeds, runs=tuple(failed)))
    return tuple(gaps)


def _failure(run: dict[str, Any], attempts: Path) -> str | None:
    directory = Path(run["directory"])
    if (directory / FILE_NAME).exists():
        return None
    path = attempt_file(attempts, directory)
    if not path.exists():
        return None
    attempt = read_attempt(path)
    if (attempt.run, attempt.key) != (run["name"], run["key"]):
        raise LabbookError(
            f"{path} is of run {attempt.run} ({attempt.key}) instead of {run['name']} "
            f"({run['key']}); delete it and build again."
        )
    return attempt.failure
