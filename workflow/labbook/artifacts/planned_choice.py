"""The one run of an experiment's plan whose settings are those of the best of its trials."""

from pathlib import Path

from labbook.artifacts.chosen_spec import Candidate, ChosenSpec
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError


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
