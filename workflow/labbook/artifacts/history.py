"""history.csv: the metrics of every epoch of one run."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.errors import LabbookError

COLUMNS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class History:
    """Per-epoch metrics; `columns[name][i]` belongs to epoch `epochs[i]`, epochs count from 1."""

    epochs: list[int]
    columns: dict[str, list[float]]


def write_history(path: Path, history: History) -> None:
    """Write `epoch` and one column a metric; floats in their shortest exact form."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *history.columns])
    for row, epoch in enumerate(history.epochs):
        writer.writerow([epoch, *(repr(values[row]) for values in history.columns.values())])
    write_text(path, text.getvalue())


def read_history(path: Path) -> History:
    """Read a history; raises LabbookError naming the file if a cell is missing or no number."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = list(csv.reader(file))
        epochs = [int(row[0]) for row in rows]
        columns = {
            name: [float(row[index]) for row in rows] for index, name in enumerate(header) if index
        }
    except (OSError, ValueError, IndexError) as error:
        raise LabbookError(f"{path} cannot be read as a history: {error}.") from None
    return History(epochs, columns)
