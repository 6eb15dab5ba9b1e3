"""Read from the tables of the runs what the hand-in needs."""

import csv
from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.errors import LabbookError


def read_metrics(path: Path) -> dict[str, dict[str, str]]:
    """The rows of metrics.csv by the key of their run, each cell as text.

    Raises LabbookError if the file cannot be read or has no column `key`.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            if "key" not in (reader.fieldnames or []):
                raise LabbookError(f"{path} has no column key; delete it and build again.")
            return {row["key"]: row for row in reader}
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise LabbookError(f"{path} cannot be read as a table of metrics: {error}.") from None


def read_summary_keys(path: Path) -> set[str]:
    """The keys of the runs in summary.json. Raises LabbookError if the file is no summary."""
    summary = read_json(path)
    try:
        return {
            run["key"]
            for configuration in summary["configurations"]
            for run in configuration["runs"]
        }
    except (KeyError, TypeError):
        raise LabbookError(f"{path} is no summary; delete it and build again.") from None
