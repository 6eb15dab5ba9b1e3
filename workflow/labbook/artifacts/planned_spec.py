"""The one run of an experiment's plan that a training job is to make."""

from pathlib import Path

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
