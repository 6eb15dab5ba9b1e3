"""From the plan of a search and the runs of its trials to what came of it."""

import math
from pathlib import Path
from statistics import fmean
from typing import Any

from labbook.artifacts.attempt import attempt_file, read_attempt
from labbook.artifacts.evaluation import read_evaluation
from labbook.artifacts.history import VALIDATION, read_history
from labbook.artifacts.json_file import read_json
from labbook.artifacts.provenance import check_file, read_provenance
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.artifacts.search import Search, Trial, TrialRun
from labbook.errors import LabbookError
from labbook.metrics.choice import best_trials


def summarize_trials(plan: dict[str, Any], attempts: Path | None = None) -> Search:
    """Read and check every run of every trial, and choose.

    A run that left nothing has failed if the folder `attempts` says so. Raises LabbookError naming
    the run if its files were altered or are of another key, or if it saw test images.
    """
    search = plan["search"]
    trials = tuple(
        _trial(trial, candidate, attempts)
        for trial, candidate in zip(search["trials"], search["candidates"], strict=True)
    )
    return Search(
        lab=plan["lab"],
        experiment=plan["experiment"],
        space=search["space"],
        n_combinations=search["n_combinations"],
        seed=search["seed"],
        trials=trials,
        best=best_trials(trials),
    )


def _trial(planned: dict[str, Any], candidate: dict[str, Any], attempts: Path | None) -> Trial:
    runs, parameters = [], None
    for run in planned["runs"]:
        failure = _failure(run, attempts)
        if failure is not None:
            runs.append(TrialRun(**run, failure=failure))
            continue
        observed, parameters = _observe(run)
        runs.append(observed)
    accuracies = [run.val_accuracy for run in runs if run.val_accuracy is not None]
    return Trial(
        name=planned["name"],
        label=planned["label"],
        varied=planned["varied"],
        settings=planned["settings"],
        candidate=candidate,
        parameters=parameters,
        val_accuracy=fmean(accuracies) if len(accuracies) == len(runs) else None,
        runs=tuple(runs),
    )


def _failure(run: dict[str, Any], attempts: Path | None) -> str | None:
    directory = Path(run["directory"])
    if attempts is None or (directory / SEAL).exists():
        return None
    attempt = read_attempt(attempt_file(attempts, directory))
    return attempt.failure


def _observe(run: dict[str, Any]) -> tuple[TrialRun, int]:
    directory = Path(run["directory"])
    for name in ("history.csv", "evaluation.json"):
        check_file(directory, name)
    key = read_provenance(directory).key
    if key != run["key"]:
        raise LabbookError(
            f"Run {run['name']}: key is {key} where {run['key']} was expected; delete {directory} "
            "and build again."
        )
    evaluation = read_evaluation(directory / "evaluation.json")
    if evaluation.n_test:
        raise LabbookError(
            f"Run {run['name']} has seen {evaluation.n_test} test images, so nothing may be chosen "
            f"by it; delete {directory} and build again."
        )
    history = read_history(directory / "history.csv")
    if history.held_out_part != VALIDATION:
        raise LabbookError(
            f"Run {run['name']} holds out no validation images, so nothing can be chosen by "
            "it; give the search a validation_fraction above 0."
        )
    counted = (evaluation.restored_epoch or len(history.epochs)) - 1
    accuracy, loss = (history.held_out(metric)[counted] for metric in ("accuracy", "loss"))
    seconds = float(read_json(directory / "timing.json")["training_cpu_seconds"])
    if evaluation.diverged or not math.isfinite(accuracy + loss):
        observed = TrialRun(**run, diverged=True, training_cpu_seconds=seconds)
    else:
        observed = TrialRun(
            **run, val_accuracy=accuracy, val_loss=loss, training_cpu_seconds=seconds
        )
    return observed, evaluation.parameters
