"""What the user asked Snakemake for, and the jobs that follow from it.

`workflow` is the object of that name that Snakemake gives to a Snakefile. What the user asked for
is known while the Snakefile is read, all but `is_forced`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from labbook.errors import LabbookError

if TYPE_CHECKING:
    from snakemake.workflow import Workflow as Workflow


def is_dry_run(workflow: "Workflow") -> bool:
    """True for `snakemake -n`.

    `workflow.dryrun` would ask the executor. That does not exist yet while the Snakefile is read,
    so the answer would always be False then.
    """
    return bool(workflow.output_settings.dryrun)


def is_forced(workflow: "Workflow") -> bool:
    """True if jobs shall run whatever is there: `--force`, `--forceall` or `--forcerun`.

    Snakemake knows it once it has read the Snakefile, so only functions of rules may ask.
    """
    settings = workflow.dag_settings
    return bool(settings.forcetargets or settings.forceall or settings.forcerun)


def is_main_process(workflow: "Workflow") -> bool:
    """False where Snakemake reads the Snakefile again to run one job in a process of its own."""
    return bool(workflow.is_main_process)


def is_quiet(workflow: "Workflow") -> bool:
    """True under `--quiet`, with or without a word after it."""
    return bool(workflow.output_settings.quiet)


def wants_stock_output(workflow: "Workflow") -> bool:
    """True if `--quiet`, `-p`, `--verbose` or `--debug-dag` says what Snakemake shall print."""
    settings = workflow.output_settings
    return bool(settings.quiet or settings.verbose or settings.printshellcmds or settings.debug_dag)


def shows_failed_logs(workflow: "Workflow") -> bool:
    """True under `--show-failed-logs`: Snakemake itself prints the log of a failed job."""
    return bool(workflow.output_settings.show_failed_logs)


def cores(workflow: "Workflow") -> int:
    """The number after `--cores`; 1 where there is none, as under `--jobs` on a cluster."""
    return int(workflow.resource_settings.cores or 1)


def jobs_at_once(workflow: "Workflow") -> int:
    """How many jobs of one thread Snakemake may run side by side: `--cores`, else `--jobs`."""
    resources = workflow.resource_settings
    return int(resources.cores or resources.nodes or 1)


def target_by_itself(targets: Collection[str], arguments: Sequence[str]) -> str | None:
    """The one of `targets` that the command line asks for, None if it asks for none of them.

    `arguments` are those of the command line: Snakemake tells a workflow its targets only after it
    has read the Snakefile. Raises LabbookError if a second target stands beside one of `targets`.
    """
    if not set(targets) & set(arguments):
        return None
    # The word may also be the value of an option, such as a folder. Snakemake's parser knows.
    from snakemake.cli import get_argument_parser

    asked = set(get_argument_parser().parse_known_args(list(arguments))[0].targets)
    found = sorted(asked & set(targets))
    if found and len(asked) > 1:
        raise LabbookError(
            f"`{found[0]}` goes with no other target; ask for {' and '.join(sorted(asked))} one "
            "after another."
        )
    return found[0] if found else None


def keeps_going(arguments: Sequence[str]) -> bool:
    """True for `--keep-going`, in the arguments of the command line or in a profile."""
    from snakemake.cli import parse_args

    return bool(parse_args(list(arguments))[1].keep_going)


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


def start_jobs_at_any_rate(workflow: "Workflow") -> None:
    """Do without the limit of 100 jobs a second. Call it in `onstart:`.

    With a limit, Snakemake looks at all jobs that are ready once more after a second, and each look
    sets off a further one as long as jobs wait: so after 200 jobs it looks 200 times a second
    (docs/decisions.md). On a cluster, where the limit is of use, it stays.
    """
    if workflow.resource_settings.nodes is None:
        workflow.scheduler.job_rate_limiter = None


def _do_nothing(path: Path) -> None:
    return
