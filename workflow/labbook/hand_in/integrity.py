"""Check that nobody has edited the files of the runs or the tables that are made from them.

The files of a run must have the checksums that training wrote down. The tables are made again from
the runs and compared.
"""

import csv
import tempfile
from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.json_file import read_json
from labbook.artifacts.metrics_table import Cell, write_metrics_table
from labbook.artifacts.search import write_search, write_search_table
from labbook.artifacts.summary import read_summary, write_summary, write_summary_table
from labbook.errors import LabbookError
from labbook.hand_in.plans import HandInPlan, HandInRun
from labbook.metrics.run_rows import run_rows
from labbook.metrics.summarize import summarize_experiment
from labbook.metrics.trials import summarize_trials


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
    return {
        run.key for configuration in read_summary(path).configurations for run in configuration.runs
    }


# The report's numbers come from these files, so each provenance.json must have their checksums.
VOUCHED_FOR = ("evaluation.json", "history.csv", "predictions.npz", "spec.json")


def find_altered_run_files(plan: HandInPlan) -> list[str]:
    """One phrase for each file of a run that differs from what its provenance.json says.

    Of each run three things are compared: the SHA-256 of its files, its key, and the checksum of
    the dataset that it was trained on. Runs that failed are skipped, as they have left no files.
    Raises LabbookError if a provenance.json is missing or broken.
    """
    trials = [run for run in plan.trials if plan.attempts is None or run.directory.exists()]
    return [phrase for run in [*plan.finished, *trials] for phrase in _check_run(run)]


def _check_run(run: HandInRun) -> list[str]:
    path = run.directory / "provenance.json"
    provenance = read_json(path)
    try:
        checksums = dict(provenance["files"])
        key, trained_on = provenance["key"], provenance["dataset"]["sha256"]
    except (KeyError, TypeError, ValueError):
        return [f"{path} lacks the checksums of its run"]
    phrases = [f"{path} has no checksum of {name}" for name in VOUCHED_FOR if name not in checksums]
    if key != run.key:
        phrases.append(f"{path} belongs to run {key} instead of {run.key}")
    if trained_on != run.dataset_sha256:
        phrases.append(f"{path} names other data than the lab plan")
    for name, expected in sorted(checksums.items()):
        phrases += _check_file(run.directory / name, str(expected))
    return phrases


def _check_file(path: Path, expected: str) -> list[str]:
    if not path.is_file():
        return [f"{path} is missing"]
    found = sha256_file(path)
    if found == expected:
        return []
    return [f"{path} was changed after training (SHA-256 {found[:12]} instead of {expected[:12]})"]


SUMMARY_FILES = ("summary.json", "summary.csv")
SEARCH_FILES = ("search.json", "search.csv")


def find_altered_tables(plan: HandInPlan, results: Path) -> list[str]:
    """One phrase for each summary, and each cell of metrics.csv, that differs from its runs.

    A table of other runs than the planned ones that finished is out of date, but not altered. Such
    a summary is skipped, and of such a metrics.csv only the rows of planned runs are compared.
    Raises LabbookError naming a file that is missing or broken.
    """
    with tempfile.TemporaryDirectory() as folder:
        remade = Path(folder)
        _make_tables(plan, remade)
        return [
            *_differing_cells(results / "metrics.csv", remade / "metrics.csv"),
            *_differing_summaries(plan, results, remade),
        ]


def _make_tables(plan: HandInPlan, folder: Path) -> None:
    rows: list[dict[str, Cell]] = []
    for experiment in plan.experiments:
        path = plan.experiment_plan(experiment)
        if experiment in plan.searches:
            search = summarize_trials(read_json(path), plan.attempts)
            write_search(folder / experiment / "search.json", search)
            write_search_table(folder / experiment / "search.csv", search)
        summary = summarize_experiment(read_experiment_plan(path), plan.attempts)
        write_summary(folder / experiment / "summary.json", summary)
        write_summary_table(folder / experiment / "summary.csv", summary)
        rows += run_rows(summary)
    write_metrics_table(folder / "metrics.csv", rows)


def _differing_cells(path: Path, remade: Path) -> list[str]:
    found = read_metrics(path)
    return [
        f"{path} says {column} {found[key].get(column) or 'nothing'} for run {row['run']}, "
        f"whose own files give {cell or 'nothing'}"
        for key, row in read_metrics(remade).items()
        if key in found and (found[key].get("status") == "failed") == (row["status"] == "failed")
        for column, cell in row.items()
        if found[key].get(column) != cell
    ]


def _differing_summaries(plan: HandInPlan, results: Path, remade: Path) -> list[str]:
    current = [
        experiment
        for experiment in plan.experiments
        if read_summary_keys(results / experiment / "summary.json") == plan.keys(experiment)
    ]
    return [
        f"{results / experiment / name} is not what the files of its runs give"
        for experiment in current
        for name in [*SEARCH_FILES * (experiment in plan.searches), *SUMMARY_FILES]
        if _content(results / experiment / name) != _content(remade / experiment / name)
    ]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise LabbookError(f"{path} is missing; build it with snakemake.") from None
