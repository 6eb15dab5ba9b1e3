"""A training as the build's progress shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ShownRun:
    """One training. `output` is the first file of its job, by which Snakemake knows the job.

    `work` is its amount of arithmetic, in a unit that is the same for all runs. `verb` says what
    the job did to the run when it has ended: it trained it, or tried to.
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
