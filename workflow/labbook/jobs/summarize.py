"""Summarize the runs of one experiment."""

from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.right_answers import write_right_answers
from labbook.artifacts.summary import write_summary, write_summary_table
from labbook.metrics.summarize import find_right_answers, summarize_experiment


def make(
    *,
    plan: Path,
    summary: Path,
    table: Path,
    right_answers: Path,
    choice: Path | None = None,
    attempts: Path | None = None,
) -> None:
    """Read the plan and its runs; write summary.json, summary.csv and right_answers.npz.

    `choice`: what a search has chosen; `attempts`: the folder with records of attempts at runs, of
    which those that failed become gaps.
    """
    found = summarize_experiment(read_experiment_plan(plan, choice), attempts)
    write_summary(summary, found)
    write_summary_table(table, found)
    write_right_answers(right_answers, find_right_answers(found))
