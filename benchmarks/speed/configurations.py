"""The configurations of Lab 3, as the config has them."""

from dataclasses import dataclass, replace
from pathlib import Path

from labbook.artifacts.spec import Spec
from labbook.config.load import load_config
from labbook.data.registry import find_dataset
from labbook.errors import LabbookError
from labbook.planning.datasets import identity_of
from labbook.planning.plan import make_plan

LAB = "lab3_keras"


@dataclass(frozen=True)
class Configuration:
    """`spec` is that of the first seed; `runs` says how many there are, `epochs` how long."""

    experiment: str
    name: str
    spec: Spec
    runs: int

    @property
    def title(self) -> str:
        return self.experiment if self.name == self.experiment else f"{self.experiment} {self.name}"

    def for_epochs(self, epochs: int) -> Spec:
        return replace(self.spec, epochs=epochs)


def lab3_configurations(config: Path, dataset: str, only: str = "") -> list[Configuration]:
    """All configurations whose title contains `only`; raises LabbookError if none does.

    A search's are not known before it has been made.
    """
    plan = make_plan(load_config(config), identity_of(find_dataset(dataset)))
    (lab,) = (lab for lab in plan.labs if lab.name == LAB)
    found = [
        Configuration(
            experiment.name, configuration.name, configuration.runs[0].spec, len(configuration.runs)
        )
        for experiment in lab.experiments
        if not experiment.search
        for configuration in experiment.configurations
    ]
    chosen = [configuration for configuration in found if only in configuration.title]
    if not chosen:
        titles = ", ".join(configuration.title for configuration in found)
        raise LabbookError(f'No configuration has "{only}" in its title; there are: {titles}.')
    return chosen
