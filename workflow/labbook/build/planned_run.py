"""A run of the plan, as far as the build's progress cares."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PlannedRun:
    """One training; `directory` is where its job writes, relative to the working folder.

    `work` is its arithmetic in any unit, the same for all runs.
    """

    lab: str
    experiment: str
    configuration: str
    name: str
    work: float
    directory: Path

    @property
    def title(self) -> str:
        return f"{self.experiment}/{self.name}"
