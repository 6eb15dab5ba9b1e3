"""Find the reasons not to hand in, and say them in sentences."""

import html
import re
import unicodedata
from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.receipt import MISSING, read_receipt
from labbook.errors import LabbookError
from labbook.hand_in.identity import find_placeholders
from labbook.hand_in.integrity import (
    find_altered_run_files,
    find_altered_tables,
    read_metrics,
    read_summary_keys,
)
from labbook.hand_in.plans import HandInPlan
from labbook.topics.own_digit.own_digit_files import read_own_digit

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


ALLOWANCES = ("placeholders", "subset", "missing", "stale")
MOST_LISTED = 3


def refuse_altered_files(plan: HandInPlan, results: Path) -> None:
    """Raise LabbookError if a file of a run or a table was edited; nothing overrules this."""
    if phrases := find_altered_run_files(plan) or find_altered_tables(plan, results):
        raise LabbookError(f"{_listed(phrases)}; delete what was changed and build again.")


def find_reasons(plan: HandInPlan, config: Path, results: Path) -> dict[str, str]:
    """The reasons, each under the word in `ALLOWANCES` that overrules it, in that order."""
    reasons = {}
    unfilled = [
        f'{key} "{plan.identity.get(key) or ""}"' for key in find_placeholders(plan.identity)
    ]
    if plan.own_digit and read_own_digit(results / "own_digit.json").is_sample:
        unfilled.append(f'own_digit "{plan.own_digit}", the sample')
    if unfilled:
        values = _listed(unfilled, len(unfilled))
        reasons["placeholders"] = (
            f"{config} still has placeholders ({values}); write your own there"
        )
    if plan.words.dataset.is_subset:
        reasons["subset"] = (
            f"the report is on {plan.words.dataset.title}, not on the full data; "
            "get the full data (the README says how) and build again"
        )
    for experiment, dataset in plan.fallbacks.items():
        missed = f"{experiment} is on {dataset.title}, not on {dataset.in_place}"
        reasons["subset"] = (
            f"{reasons['subset']}; {missed}"
            if "subset" in reasons
            else f"{missed}; get its files (docs/configuration.md says how) and build again"
        )
    if failed := [run.name for run in plan.runs if run.key in plan.failed]:
        reasons["missing"] = (
            f"{len(failed)} of {len(plan.runs)} runs failed and the report has a gap there "
            f"({_listed(failed)}); mend the cause and build again"
        )
    if phrases := find_stale_parts(plan, results):
        reasons["stale"] = (
            f"{_listed(phrases)}; "
            f"delete {results} and build again with snakemake (no run is trained again)"
        )
    return {
        allowance: f"{reason}, or put {allowance} into hand_in_anyway in {config}."
        for allowance, reason in reasons.items()
    }


def _listed(phrases: list[str], most: int = MOST_LISTED) -> str:
    more = [f"{len(phrases) - most} more of the kind"] if len(phrases) > most else []
    shown = phrases[:most] + more
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
