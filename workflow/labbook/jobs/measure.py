"""Work out metrics of one's own from the stored answers of an experiment's runs."""

import math
from collections.abc import Mapping
from numbers import Real
from pathlib import Path
from typing import Any

from labbook.artifacts.own_metrics import OwnMetrics, write_own_metrics
from labbook.artifacts.predictions import Predictions, read_predictions
from labbook.artifacts.summary import read_summary
from labbook.errors import LabbookError
from labbook.own_code import load, read_own_code


def make(*, summary: Path, metrics: Mapping[str, Mapping[str, Any]], measured: Path) -> None:
    """Write own_metrics.json; a run that diverged has none of them.

    `metrics`: by name, with `file`, `function`, `code` (the hashes of its files) and `title`.
    Raises LabbookError, with the file and the line, for an error in one, and for what is no number.
    """
    runs = [
        run
        for configuration in read_summary(summary).configurations
        for run in configuration.runs
        if not run.diverged
    ]
    answers = {run.key: read_predictions(Path(run.directory) / "predictions.npz") for run in runs}
    found: dict[str, dict[str, float]] = {key: {} for key in answers}
    for name, metric in metrics.items():
        for key, value in _of_runs(metric, answers).items():
            found[key][name] = value
    titles = {name: str(metric["title"]) for name, metric in metrics.items()}
    write_own_metrics(measured, OwnMetrics(titles, found))


def _of_runs(metric: Mapping[str, Any], answers: Mapping[str, Predictions]) -> dict[str, float]:
    file, name = metric["file"], metric["function"]
    code = read_own_code(file)
    if code.hashes != metric["code"]:
        raise LabbookError(f"{file} has changed since the build began; build again.")
    found = {}
    try:
        function = getattr(load(code), name)
        for key, one in answers.items():
            # Copies, so that it can change nothing for another.
            value = function(probabilities=one.probabilities.copy(), labels=one.labels.copy())
            if not isinstance(value, Real) or not math.isfinite(value):
                raise LabbookError(f"{file}: {name} gives {value!r}; it must be a finite number.")
            found[key] = float(value)
    except (Exception, SystemExit) as error:
        if isinstance(error, LabbookError):
            raise
        raise LabbookError(f"{code.fault(error)}.") from error
    return found
