"""metrics.csv: one row a run, the table that a reader opens in a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from labbook.artifacts.atomic import write_text

COLUMNS = (
    "experiment",
    "run",
    "seed",
    "key",
    "epochs",
    "train_loss",
    "train_accuracy",
    "val_loss",
    "val_accuracy",
    "test_loss",
    "test_accuracy",
    "batch_size",
    "filters",
    "hidden_units",
    "activation",
    "optimizer",
    "learning_rate",
    "parameters",
    "training_cpu_seconds",
    "diverged",
    "status",
    "counted_epoch",
)

Cell = str | int | float | bool | None


def write_metrics_table(
    path: Path, rows: list[dict[str, Cell]], further: Sequence[str] = ()
) -> None:
    """Write rows that have each of COLUMNS, and `further` ones; None is an empty cell.

    Floats are exact.

    `status` is `finished`, `diverged` or `failed`. Losses and accuracies are of the
    `counted_epoch`: the last of the `epochs`, or, with early stopping, the one that was restored.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = (*COLUMNS, *further)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_text(row[column]) for column in columns])
    write_text(path, text.getvalue())


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell if isinstance(cell, str) else repr(cell)
