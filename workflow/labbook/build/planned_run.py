"""A run of the plan, as far as the build's progress cares."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlannedRun:
    """One training; `output` is the file that Snakemake knows its job by.

    `work` is its arithmetic in any unit, the same for all runs; `verb`: what may be said when its
    job has ended.
    """

    lab: str
    experiment: str
    configuration: str
    name: str
    work: float
    output: str
    verb: str = "trained"

    @property
    def title(self) -> str:
        return f"{self.experiment}/{self.name}"
