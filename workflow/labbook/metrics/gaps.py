"""Find the planned runs that failed, with the reasons, from the records of their attempts."""

from pathlib import Path

from labbook.artifacts.attempt import attempt_file, read_attempt
from labbook.artifacts.experiment_plan import ExperimentPlan, RunPlan, UndecidedConfiguration
from labbook.artifacts.provenance import FILE_NAME
from labbook.artifacts.summary import FailedRun, Gap
from labbook.errors import LabbookError


def find_gaps(plan: ExperimentPlan, attempts: Path) -> tuple[Gap, ...]:
    """The gaps of an experiment's plan, in its order; see `find_failed`."""
    return tuple(
        Gap(
            configuration.name,
            configuration.label,
            configuration.varied,
            configuration.settings,
            place,
            tuple(run.seed for run in configuration.runs),
            failed,
        )
        for place, configuration in enumerate(plan.configurations)
        if (failed := find_failed(configuration, attempts))
    )


def find_failed(configuration: UndecidedConfiguration, attempts: Path) -> tuple[FailedRun, ...]:
    """The failed runs of a configuration, in its order.

    A run with provenance has not failed, even if an attempt at it did. A run that left nothing has
    failed only if a record says so. Raises LabbookError if a record is broken or belongs to another
    run.
    """
    return tuple(
        FailedRun(run.name, run.seed, run.key, failure)
        for run in configuration.runs
        if (failure := _failure(run, attempts))
    )


def _failure(run: RunPlan, attempts: Path) -> str | None:
    directory = Path(run.directory)
    if (directory / FILE_NAME).exists():
        return None
    path = attempt_file(attempts, directory)
    if not path.exists():
        return None
    attempt = read_attempt(path)
    if (attempt.run, attempt.key) != (run.name, run.key):
        raise LabbookError(
            f"{path} is of run {attempt.run} ({attempt.key}) instead of {run.name} "
            f"({run.key}); delete it and build again."
        )
    return attempt.failure
