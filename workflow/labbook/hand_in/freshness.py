"""Whether the report is of the planned runs as they are now."""

import html
import re
import unicodedata
from pathlib import Path

from labbook.errors import LabbookError
from labbook.hand_in.plans import LabPlan
from labbook.hand_in.tables import read_metrics, read_summary_keys

TITLE_PAGE = ("first_name", "last_name", "group", "date")


def find_stale_parts(plan: LabPlan, results: Path) -> list[str]:
    """Phrases for all that shows a report or table to be of other runs, or older than its runs.

    By content: each planned run's key and the title page's fields stand in report.html, and
    the summaries and metrics.csv hold exactly the planned runs. By time, where content cannot
    tell: report.pdf is no older than any file it was built from.
    Raises LabbookError naming a file that is missing or broken.
    """
    return [
        *_missing_from_report(plan, results / "report.html"),
        *_other_runs_in_tables(plan, results),
        *_newer_than_report(plan, results),
    ]


def _missing_from_report(plan: LabPlan, path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise LabbookError(f"{path} cannot be read; build it with snakemake.") from None
    phrases = [
        f"{path} lacks run {run.name} ({run.key})" for run in plan.runs if run.key not in text
    ]
    words = _plain_words(html.unescape(re.sub(r"<[^>]*>", " ", text)))
    for field in TITLE_PAGE:
        value = str(plan.identity.get(field) or "")
        if _plain_words(value) not in words:
            phrases.append(f"{path} does not have the {field} {value} of the config")
    return phrases


def _other_runs_in_tables(plan: LabPlan, results: Path) -> list[str]:
    phrases = []
    for experiment in plan.experiments:
        path = results / experiment / "summary.json"
        if read_summary_keys(path) != plan.keys(experiment):
            phrases.append(f"{path} is of other runs than the plan's")
    path = results / "metrics.csv"
    if set(read_metrics(path)) != {run.key for run in plan.runs}:
        phrases.append(f"{path} is of other runs than the plan's")
    return phrases


def _newer_than_report(plan: LabPlan, results: Path) -> list[str]:
    report = results / "report.pdf"
    sources = [
        *(run.directory / name for run in plan.runs for name in ("history.csv", "evaluation.json")),
        *(
            results / experiment / name
            for experiment in plan.experiments
            for name in ("summary.json", "summary.csv")
        ),
        results / "metrics.csv",
        results / "report.html",
    ]
    finished = _modified(report)
    return [f"{report} is older than {path}" for path in sources if _modified(path) > finished]


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        raise LabbookError(f"{path} is missing; build it with snakemake.") from None


def _plain_words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
