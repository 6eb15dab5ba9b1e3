"""What a training job reads of an experiment's plan: the run with its key."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from labbook.artifacts.chosen_spec import Candidate, ChosenSpec
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError


def read_planned_spec(plan: Path, key: str) -> Spec:
    """The spec of the run with `key`; raises LabbookError if the plan has no such run."""
    found = _planned(plan, _version(plan)).get(key)
    if found is None:
        raise LabbookError(f"{plan} has no run with the key {key}; build again.")
    settings, seed = found
    return Spec.from_dict({**settings, "seed": seed})


def _version(path: Path) -> tuple[int, ...]:
    """It changes whenever the file is written anew."""
    try:
        status = path.stat()
    except OSError:
        # Whoever reads the file says so.
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4)
def _planned(plan: Path, version: tuple[int, ...]) -> dict[str, tuple[dict[str, Any], int]]:
    """Settings and seed by key. Kept, as one process trains many runs of a plan of thousands."""
    value = read_json(plan)
    trials = value["search"]["trials"] if value.get("search") else []
    return {
        run["key"]: (configuration["settings"], run["seed"])
        for configuration in [*value["configurations"], *trials]
        for run in configuration["runs"]
    }


def read_planned_choice(plan: Path, key: str) -> ChosenSpec:
    """What is asked of the run with `key`; raises LabbookError if the plan has no such run."""
    value = read_json(plan)
    for configuration in value["configurations"]:
        for run in configuration["runs"]:
            if run["key"] == key:
                seed, search = run["seed"], value["search"]
                candidates = tuple(
                    Candidate(
                        tuple(one["key"] for one in trial["runs"]),
                        Spec.from_dict({**settings, "seed": seed}),
                    )
                    for trial, settings in zip(search["trials"], search["candidates"], strict=True)
                )
                return ChosenSpec(candidates, seed)
    raise LabbookError(f"{plan} has no run with the key {key}; build again.")
