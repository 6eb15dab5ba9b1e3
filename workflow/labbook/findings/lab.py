"""From the plan of a lab and its summaries to all findings of the lab."""

from collections.abc import Iterable
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.search import Search
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.findings.all_kinds import find_all
from labbook.findings.experiment import Experiment


def find_in_lab(
    plan: dict[str, Any], summaries: list[Summary], searches: Iterable[Search] = ()
) -> list[Finding]:
    """The findings of each experiment, in the plan's order.

    Raises LabbookError if an experiment has no summary, or a summary is of another lab, of no
    experiment of the plan, or of other data than the plan's.
    """
    by_name = {summary.experiment: summary for summary in summaries}
    search_of = {search.experiment: search for search in searches}
    planned = {experiment["name"]: experiment for experiment in plan["experiments"]}
    for summary in summaries:
        _check(summary, plan, set(planned))
    missing = [name for name in planned if name not in by_name]
    if missing:
        raise LabbookError(f"Lab {plan['lab']}: no summary of {', '.join(missing)} was given.")
    return [
        finding
        for name, experiment in planned.items()
        for finding in find_all(
            Experiment(
                summary=by_name[name],
                equivalence_margin=plan["equivalence_margin"],
                published=tuple(experiment.get("published") or ()),
                published_source=experiment.get("published_source"),
                published_note=experiment.get("published_note"),
                is_subset=plan["dataset"]["is_subset"],
                search=search_of.get(name),
            )
        )
    ]


def _check(summary: Summary, plan: dict[str, Any], planned: set[str]) -> None:
    if summary.lab != plan["lab"] or summary.experiment not in planned:
        raise LabbookError(
            f"The summary of {summary.lab}/{summary.experiment} is of no experiment of lab "
            f"{plan['lab']}; its experiments are {', '.join(sorted(planned))}."
        )
    found, expected = summary.dataset["sha256"], plan["dataset"]["sha256"]
    if found != expected:
        raise LabbookError(
            f"Experiment {summary.experiment} was run on data with checksum {found}, "
            f"lab {plan['lab']} is about {expected}; a report never mixes data."
        )
