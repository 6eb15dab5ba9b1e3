"""history.csv: the metrics of every epoch of one run.

Beside the training images, one part of the data is looked at after each epoch, the *held-out* part:
the validation images where there are any, else the test images. The columns say which.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.errors import LabbookError

VALIDATION = "validation"
TEST = "test"
# Where configurations differ in which of the two it is.
HELD_OUT = "held-out"

_COLUMNS = {
    VALIDATION: ("train_loss", "train_accuracy", "val_loss", "val_accuracy"),
    TEST: ("train_loss", "train_accuracy", "test_loss", "test_accuracy"),
}


@dataclass(frozen=True)
class History:
    """Per-epoch metrics; `columns[name][i]` belongs to epoch `epochs[i]`, epochs count from 1."""

    epochs: list[int]
    columns: dict[str, list[float]]

    @property
    def held_out_part(self) -> str:
        """VALIDATION or TEST."""
        return TEST if "test_loss" in self.columns else VALIDATION

    def held_out(self, metric: str) -> list[float]:
        """The `metric`, "loss" or "accuracy", of the held-out part."""
        _, _, loss, accuracy = _COLUMNS[self.held_out_part]
        return self.columns[{"loss": loss, "accuracy": accuracy}[metric]]


def history_columns(validation_fraction: float) -> tuple[str, ...]:
    """The columns beside `epoch` of a run that holds out this fraction of its training images."""
    return _COLUMNS[VALIDATION if validation_fraction > 0 else TEST]


def common_part(parts: Iterable[str]) -> str:
    """What a sentence about several runs calls their held-out parts: the part, or HELD_OUT."""
    different = set(parts)
    return different.pop() if len(different) == 1 else HELD_OUT


def write_history(path: Path, history: History) -> None:
    """Write `epoch` and one column a metric; floats in their shortest exact form."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *history.columns])
    for row, epoch in enumerate(history.epochs):
        writer.writerow([epoch, *(repr(values[row]) for values in history.columns.values())])
    write_text(path, text.getvalue())


def read_history(path: Path) -> History:
    """Read a history.

    Raises LabbookError naming the file if a cell is missing or no number, or if its columns are not
    those of a run.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = list(csv.reader(file))
        epochs = [int(row[0]) for row in rows]
        columns = {
            name: [float(row[index]) for row in rows] for index, name in enumerate(header) if index
        }
    except (OSError, ValueError, IndexError) as error:
        raise LabbookError(f"{path} cannot be read as a history: {error}.") from None
    if tuple(columns) not in _COLUMNS.values():
        allowed = " or ".join(", ".join(names) for names in _COLUMNS.values())
        raise LabbookError(
            f"{path} has the columns {', '.join(columns) or '(none)'} beside the epoch, where "
            f"{allowed} were expected; delete the run and build again."
        )
    return History(epochs, columns)
