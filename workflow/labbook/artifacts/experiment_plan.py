"""The plan of an experiment as its later stages read it: with what a search has chosen."""

from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import read_json
from labbook.artifacts.search import Search, read_search


def read_experiment_plan(path: Path, choice: Path | None = None) -> dict[str, Any]:
    """Read the plan; a configuration that a search chooses gets its settings and its label.

    `choice`: the search.json of an experiment with a search, which the plan names if it is not
    given. Raises LabbookError if either cannot be read.
    """
    plan: dict[str, Any] = read_json(path)
    if plan.get("search"):
        search = read_search(choice or Path(plan["search"]["choice"]))
        settings, label = _chosen(search)
        for configuration in plan["configurations"]:
            configuration |= {"settings": settings, "label": label}
    return plan


def _chosen(search: Search) -> tuple[dict[str, Any], str]:
    if search.chosen:
        return search.chosen.candidate, search.chosen.label
    # Its runs have failed, too: what all candidates share is said of them, and the rest is the
    # first one's, as the label says.
    first = search.trials[0]
    return first.candidate, f"none chosen (first trial: {first.label})"
