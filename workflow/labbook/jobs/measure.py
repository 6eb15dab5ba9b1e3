"""Work out metrics of one's own from the stored answers of an experiment's runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labbook.artifacts.own_metrics import OwnMetrics, write_own_metrics
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.summary import read_summary
from labbook.metrics.own_metric import values_of


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
        for key, value in values_of(metric, answers).items():
            found[key][name] = value
    titles = {name: str(metric["title"]) for name, metric in metrics.items()}
    write_own_metrics(measured, OwnMetrics(titles, found))
