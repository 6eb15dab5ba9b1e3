"""What the planned runs left: the files of those that finished, the reasons why others failed."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.attempt import attempt_file, read_attempt
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.evaluation import Evaluation, read_evaluation
from labbook.artifacts.experiment_plan import (
    ExperimentPlan,
    PlannedDataset,
    RunPlan,
    UndecidedConfiguration,
)
from labbook.artifacts.history import TEST, VALIDATION, History, read_history
from labbook.artifacts.json_file import read_json
from labbook.artifacts.predictions import Predictions, read_predictions
from labbook.artifacts.provenance import FILE_NAME, read_provenance
from labbook.artifacts.summary import FailedRun, Gap
from labbook.errors import LabbookError
from labbook.metrics.classification import count_correct


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


READ_FILES = ("history.csv", "predictions.npz", "evaluation.json")


@dataclass(frozen=True)
class ObservedRun:
    """The files of a run; `training_cpu_seconds` was measured and differs between builds."""

    history: History
    predictions: Predictions
    evaluation: Evaluation
    training_cpu_seconds: float

    @property
    def counted_epoch(self) -> int:
        """The epoch whose weights were tested: the last one, or the one that was restored."""
        return self.evaluation.restored_epoch or self.history.epochs[-1]

    @property
    def diverged(self) -> bool:
        """Whether the training says so, or a value of the last epoch or test is not finite."""
        last = [values[-1] for values in self.history.columns.values()]
        return (
            self.evaluation.diverged
            or self.evaluation.test_loss is None
            or not all(map(math.isfinite, [*last, self.evaluation.test_loss]))
            or not bool(np.isfinite(self.predictions.probabilities).all())
        )


def observe_run(planned: RunPlan, dataset: PlannedDataset) -> ObservedRun:
    """Read and check the run that the plan's entry `planned` describes.

    Raises LabbookError with the run's name if files are missing or were altered, if the key, seed
    or dataset differs from the plan, if the test accuracy contradicts the predictions, or if the
    history and the evaluation name different held-out parts of the data.
    """
    directory = Path(planned.directory)
    _check_provenance(planned, dataset, directory)
    timing = read_json(directory / "timing.json")
    run = ObservedRun(
        history=read_history(directory / "history.csv"),
        predictions=read_predictions(directory / "predictions.npz"),
        evaluation=read_evaluation(directory / "evaluation.json"),
        training_cpu_seconds=float(timing["training_cpu_seconds"]),
    )
    if not run.history.epochs:
        raise LabbookError(f"Run {planned.name}: {directory}/history.csv holds no whole epoch.")
    _check_held_out(planned.name, run)
    _check_test(planned.name, run)
    return run


def _check_provenance(planned: RunPlan, dataset: PlannedDataset, directory: Path) -> None:
    try:
        provenance = read_provenance(directory)
        recorded = [
            ("key", provenance.key, planned.key),
            ("seed", provenance.seed, planned.seed),
            ("dataset", provenance.dataset["sha256"], dataset.sha256),
        ]
        for name in READ_FILES:
            recorded.append((name, sha256_file(directory / name), provenance.files[name]))
    except FileNotFoundError as error:
        raise LabbookError(
            f"Run {planned.name} has lost {error.filename}; delete {directory} and build again."
        ) from None
    except (KeyError, TypeError) as error:
        raise LabbookError(
            f"Run {planned.name}: {directory}/provenance.json is not whole ({error}); "
            f"delete {directory} and build again."
        ) from None
    for what, found, expected in recorded:
        if found != expected:
            raise LabbookError(
                f"Run {planned.name}: {what} is {found} where {expected} was expected; "
                f"delete {directory} and build again."
            )


def _check_held_out(name: str, run: ObservedRun) -> None:
    expected = VALIDATION if run.evaluation.n_validation else TEST
    if run.history.held_out_part != expected:
        raise LabbookError(
            f"Run {name}: its history holds {run.history.held_out_part} metrics, but evaluation."
            f"json counts {run.evaluation.n_validation} validation images."
        )
    if run.diverged or expected == VALIDATION:
        return
    last, said = run.history.columns["test_loss"][-1], run.evaluation.test_loss
    # Either value may have been rounded to float32.
    if said is None or not math.isclose(last, said, rel_tol=1e-6):
        raise LabbookError(
            f"Run {name}: the last test loss of history.csv is {last}, "
            f"that of evaluation.json {said}."
        )


def _check_test(name: str, run: ObservedRun) -> None:
    probabilities, labels = run.predictions.probabilities, run.predictions.labels
    said = run.evaluation.test_accuracy
    if probabilities.ndim != 2 or not len(probabilities) == len(labels) == run.evaluation.n_test:
        raise LabbookError(
            f"Run {name}: predictions of shape {probabilities.shape} for {len(labels)} labels "
            f"and {run.evaluation.n_test} test images do not fit together."
        )
    if not np.isfinite(probabilities).all():
        return
    correct = count_correct(probabilities, labels)
    # Rounding to float32 may change an accuracy, but never by half an image.
    if not abs(correct - said * len(labels)) < 0.5:
        raise LabbookError(
            f"Run {name}: evaluation.json says a test accuracy of {said}, "
            f"its predictions give {correct / len(labels)}."
        )
