"""The jobs of a build, and what Snakemake does to their outputs."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labbook.build.snakemake_door.request import Workflow


@dataclass(frozen=True)
class Job:
    """A job by Snakemake's number for it. `output` is the first file that it makes."""

    number: int
    output: str


def jobs_to_run(workflow: "Workflow") -> list[Job]:
    """The jobs that make a file and have not run yet. Complete from EventKind.JOBS_KNOWN on."""
    needed = workflow.dag.needrun_jobs()
    return [Job(job.jobid, str(job.output[0])) for job in needed if job.output]


def includes_rule(workflow: "Workflow", rule: str) -> bool:
    """True if a job of `rule` belongs to this build. Known in `onstart:` and later."""
    return any(job.rule.name == rule for job in workflow.dag.jobs)


def keep_earlier_outputs(workflow: "Workflow") -> None:
    """Make Snakemake leave outputs marked `update` alone. Call it in `onstart:`.

    Snakemake would copy such a file aside before the job, and copy it back if the job fails. That
    helps commands that write into the file. Ours replace the file by a whole one, so the copy
    protects nothing; it needs room that a full disk does not have, and a copy that is cut short
    would destroy the file.
    """
    setattr(workflow.persistence, "backup_output", _do_nothing)  # noqa: B010
    # Snakemake removes the output of a failed job unless it was "restored". So the answer is yes
    # for each file that is there.
    setattr(workflow.persistence, "restore_output", Path.exists)  # noqa: B010


def _do_nothing(path: Path) -> None:
    return
