"""Find the reasons not to hand in, and say them in sentences."""

from pathlib import Path

from labbook.errors import LabbookError
from labbook.hand_in.freshness import find_stale_parts
from labbook.hand_in.identity import find_placeholders
from labbook.hand_in.integrity import find_altered_run_files, find_altered_tables
from labbook.hand_in.plans import HandInPlan
from labbook.topics.own_digit.own_digit_files import read_own_digit

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
