"""Check that the report was made from the planned runs as they are now."""

import html
import re
import unicodedata
from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.receipt import MISSING, read_receipt
from labbook.errors import LabbookError
from labbook.hand_in.integrity import read_metrics, read_summary_keys
from labbook.hand_in.plans import HandInPlan

TITLE_PAGE = ("first_name", "last_name", "group", "date")


def find_stale_parts(plan: HandInPlan, results: Path) -> list[str]:
    """One phrase for each sign that the report or a table is out of date; empty if there is none.

    Three things are checked. report.html has the key of each planned run and the fields of the
    title page. The summaries and metrics.csv have exactly the planned runs that finished. And the
    receipt of each stage says that its outputs were made from the inputs that are there now.
    Raises LabbookError naming a file that is missing or broken.
    """
    return [
        *_missing_from_report(plan, results / "report.html"),
        *_other_runs_in_tables(plan, results),
        *(phrase for path in plan.made.receipts for phrase in _broken_promises(Path(path))),
    ]


def _missing_from_report(plan: HandInPlan, path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise LabbookError(f"{path} cannot be read; build it with snakemake.") from None
    phrases = [
        f"{path} lacks run {run.name} ({run.key})"
        for run in [*plan.trials, *plan.runs]
        if run.key not in text
    ]
    words = _plain_words(html.unescape(re.sub(r"<[^>]*>", " ", text)))
    for field in TITLE_PAGE:
        value = str(plan.identity.get(field) or "")
        if _plain_words(value) not in words:
            phrases.append(f"{path} does not have the {field} {value} of the config")
    return phrases


def _other_runs_in_tables(plan: HandInPlan, results: Path) -> list[str]:
    phrases = []
    for experiment in plan.experiments:
        path = results / experiment / "summary.json"
        if read_summary_keys(path) != plan.keys(experiment):
            phrases.append(f"{path} is of other runs than the plan's")
    path = results / "metrics.csv"
    told = {key for key, row in read_metrics(path).items() if row.get("status") != "failed"}
    if told != {run.key for run in plan.finished}:
        phrases.append(f"{path} is of other runs than the plan's")
    return phrases


def _broken_promises(path: Path) -> list[str]:
    receipt = read_receipt(path)
    if receipt is None:
        return [f"{path} is missing or broken, so nothing tells what was made from what"]
    made = receipt.order.outputs[0]
    return [
        *(
            f"{made} was made from another {file}"
            for file, digest in receipt.inputs.items()
            if _sha256(file) != digest
        ),
        *(
            f"{file} is not as it was made"
            for file, digest in receipt.outputs.items()
            if _needed(file) != digest
        ),
    ]


def _needed(file: str) -> str:
    if (digest := _sha256(file)) == MISSING:
        raise LabbookError(f"{file} is missing; build it with snakemake.")
    return digest


def _sha256(file: str) -> str:
    try:
        return sha256_file(Path(file))
    except OSError:
        return MISSING


def _plain_words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
