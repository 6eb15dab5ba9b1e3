"""One's own images in a CSV file: a line for each, its label and then its pixels, row by row."""

import csv
import warnings
from pathlib import Path

import numpy as np

from labbook.data.own_entry import OwnFiles, files_of
from labbook.data.own_parts import MOST_BYTES, Found, Part

LABEL = "label"
# Twenty thousand pixels with names of their own.
LONGEST_LINE = 1_000_000


def read_parts(own: OwnFiles) -> Found:
    """The images of the one file or of both; raises LabbookError for what is no table of them."""
    train, *test = (_part(path, own) for path in files_of(own))
    return Found(train, test[0] if test else None)


def _part(path: Path, own: OwnFiles) -> Part:
    """Pixels and labels, float32: whole numbers below 2²⁴ are kept exactly."""
    try:
        if path.stat().st_size > MOST_BYTES // 2:
            raise own.refusal(f"which has more than {MOST_BYTES // 2:,} bytes.", path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(LONGEST_LINE)
            cells = next(csv.reader([first]), [])
            is_header = not all(map(_is_number, cells))
            if not is_header:
                file.seek(0)
            with warnings.catch_warnings():
                # Of a file without a line, which is said below.
                warnings.simplefilter("ignore", UserWarning)
                table = np.loadtxt(
                    file, np.float32, delimiter=",", comments=None, ndmin=2, quotechar='"'
                )
    except OSError as error:
        raise own.refusal(f"but it cannot be read: {error.strerror or error}.", path) from None
    # `csv.Error` and what NumPy says of a cell that is no number, and of a line of another length.
    except (ValueError, csv.Error) as error:
        raise own.refusal(f"which is no table of numbers ({_plain(error)}).", path) from None
    if table.shape[0] == 0 or table.shape[1] < 2:
        raise own.refusal("which has no line with a label and pixels.", path)
    names = [cell.strip().lower() for cell in cells]
    column = names.index(LABEL) if is_header and LABEL in names else 0
    return Part(np.delete(table, column, axis=1), table[:, column], path.name)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _plain(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
