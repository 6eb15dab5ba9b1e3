"""What a training job reads of an experiment's plan: the run with its key."""

from pathlib import Path

from labbook.artifacts.chosen_spec import Candidate, ChosenSpec
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError


def read_planned_spec(plan: Path, key: str) -> Spec:
    """The spec of the run with `key`; raises LabbookError if the plan has no such run."""
    value = read_json(plan)
    trials = value["search"]["trials"] if value.get("search") else []
    for configuration in [*trials, *value["configurations"]]:
        for run in configuration["runs"]:
            if run["key"] == key:
                return Spec.from_dict({**configuration["settings"], "seed": run["seed"]})
    raise LabbookError(f"{plan} has no run with the key {key}; build again.")


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
