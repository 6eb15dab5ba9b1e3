"""Check that the tables say what the runs say: make them again and compare."""

import tempfile
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.metrics_table import Cell, write_metrics_table
from labbook.artifacts.search import write_search, write_search_table
from labbook.artifacts.summary import write_summary, write_summary_table
from labbook.errors import LabbookError
from labbook.hand_in.plans import LabPlan
from labbook.hand_in.tables import read_metrics, read_summary_keys
from labbook.metrics.run_rows import run_rows
from labbook.metrics.summarize import summarize_experiment
from labbook.metrics.trials import summarize_trials

SUMMARY_FILES = ("summary.json", "summary.csv")
SEARCH_FILES = ("search.json", "search.csv")


def find_altered_tables(plan: LabPlan, results: Path) -> list[str]:
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


def _make_tables(plan: LabPlan, folder: Path) -> None:
    rows: list[dict[str, Cell]] = []
    for experiment in plan.experiments:
        planned = read_experiment_plan(plan.experiment_plan(experiment))
        if experiment in plan.searches:
            search = summarize_trials(planned, plan.attempts)
            write_search(folder / experiment / "search.json", search)
            write_search_table(folder / experiment / "search.csv", search)
        summary = summarize_experiment(planned, plan.attempts)
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


def _differing_summaries(plan: LabPlan, results: Path, remade: Path) -> list[str]:
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
