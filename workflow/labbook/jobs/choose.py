"""Choose the best trial of a search, by validation accuracy.

It reads the plan and the directories of the trials, which never saw a test image. Its code is part
of the key of every run that a search has chosen.
"""

from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.artifacts.search import write_search, write_search_table
from labbook.metrics.trials import summarize_trials


def make(*, plan: Path, search: Path, table: Path, attempts: Path | None = None) -> None:
    """Write search.json and search.csv; `attempts`: records of attempts, since a trial may fail."""
    found = summarize_trials(read_json(plan), attempts)
    write_search(search, found)
    write_search_table(table, found)
