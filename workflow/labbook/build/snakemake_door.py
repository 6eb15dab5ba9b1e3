"""All that looks into Snakemake: its messages, what the user asked for, the jobs that follow.

`workflow` is the object of that name that Snakemake gives to a Snakefile. What the user asked for
is known while the Snakefile is read, all but `is_forced`.
"""

import argparse
import logging
import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

from labbook.errors import LabbookError

if TYPE_CHECKING:
    from snakemake.workflow import Workflow as Workflow


def log_handlers() -> list[logging.Handler]:
    """Where Snakemake's messages go now: the terminal and the log file."""
    return list(logger.handlers)


def stock_output() -> "logging.StreamHandler[Any] | None":
    """Snakemake's own output; None where a logger plugin writes to the terminal instead."""
    named = (handler for handler in logger.handlers if handler.name == "DefaultStreamHandler")
    return next(named, None)


def add_log_handler(handler: logging.Handler) -> None:
    """Hand each further message to `handler` too. Snakemake closes it at the very end."""
    logger.addHandler(handler)


def replace_log_handler(old: logging.Handler, new: logging.Handler) -> None:
    """Hand each further message to `new` instead of `old`. Snakemake closes only `new`."""
    logger.removeHandler(old)
    logger.addHandler(new)


class EventKind(Enum):
    JOBS_KNOWN = auto()  # the list of jobs is complete; the first of them has not started
    JOB_STARTED = auto()
    JOB_FINISHED = auto()
    JOB_FAILED = auto()
    JOB_INTERRUPTED = auto()  # Ctrl-C killed a job's command; its thread reports JOB_FAILED next
    BUILD_INTERRUPTED = auto()  # Snakemake has noticed Ctrl-C and ends its jobs
    OTHER = auto()


@dataclass(frozen=True)
class BuildEvent:
    """What one of Snakemake's messages says.

    `is_routine`: the progress line says it better. Never True for a warning, for a message that
    this module does not know, or for the only report of an error. `thread` reported the event. The
    rest is empty where the kind has no such thing: `job` is a job's number, `rule` its rule,
    `wildcards` the values of its wildcards, `logs` the paths of its log files, `fate` what the
    scheduler of a cluster says of how it ended.
    """

    kind: EventKind
    is_routine: bool
    thread: int | None = None
    job: int = -1
    rule: str = ""
    wildcards: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    fate: str = ""


ROUTINE_EVENTS = {
    LogEvent.WORKFLOW_STARTED,
    LogEvent.RUN_INFO,
    LogEvent.RESOURCES_INFO,
    LogEvent.JOB_INFO,
    LogEvent.JOB_STARTED,
    LogEvent.JOB_FINISHED,
    LogEvent.GROUP_INFO,
    LogEvent.SHELLCMD,
    LogEvent.PROGRESS,
}
# How messages begin that have no event.
ROUTINE_BEGINNINGS = (
    "Assuming unrestricted shared filesystem usage.",
    "Building DAG of jobs...",
    "Using shell: ",
    "Select jobs to execute...",
    "Removing temporary output ",
    "Complete log(s): ",
    "Elapsed time: ",
)
# Likewise, of the plugins `slurm` and `cluster-generic`.
CLUSTER_BEGINNINGS = ("Cleaning up SLURM log files", "Submitted job ")
SUBMITTED = re.compile(r"Job \d+ has been submitted")
# They follow the report of a failed job, which says more, as does the last line of a build. The
# last two are about files that keep_earlier_outputs has left as they were.
BEGINNINGS_AFTER_A_FAILURE = (
    "Shutting down, this might take some time.",
    "Exiting because a job execution failed. Look above for error messages",
    "Will exit after finishing currently running jobs",
    "WorkflowError:\nAt least one job did not complete successfully.",
    "Cannot restore ",
    "Restored previous version of ",
)
INTERRUPTED = "Terminating processes on user request"
FAILED_COMMAND = "CalledProcessError in file"


def event_of(record: logging.LogRecord) -> BuildEvent:
    """Translate one of Snakemake's messages."""
    fields: dict[str, Any] = vars(record)
    event = fields.get("event")
    kind = _kind_of(event, fields)
    about_job: dict[str, Any] = {}
    if kind in (EventKind.JOB_STARTED, EventKind.JOB_FAILED):
        about_job = {
            "job": fields["jobid"],
            "rule": fields["rule_name"],
            "wildcards": tuple(map(str, fields.get("wildcards", {}).values())),
            "logs": tuple(map(str, fields["log"] or ())),
            "fate": _fate(fields),
        }
    elif kind is EventKind.JOB_FINISHED:
        about_job = {"job": fields["job_id"]}
    return BuildEvent(kind, _is_routine(event, record), record.thread, **about_job)


def _fate(fields: dict[str, Any]) -> str:
    """The first sentence of the executor's message, whose others say what cannot be known."""
    number = (fields.get("aux") or {}).get("external_jobid")
    if number is None:
        return ""
    said = str(fields.get("rule_msg") or "").partition("For further error details")[0]
    return re.split(r"\.\s|\.?$", said)[0] or f"the cluster's job {number} failed"


def _kind_of(event: LogEvent | None, fields: dict[str, Any]) -> EventKind:
    match event:
        case LogEvent.RUN_INFO:
            return EventKind.JOBS_KNOWN
        # A job without an output, such as `all`, does nothing.
        case LogEvent.JOB_INFO if fields["output"]:
            return EventKind.JOB_STARTED
        case LogEvent.JOB_FINISHED:
            return EventKind.JOB_FINISHED
        case LogEvent.JOB_ERROR:
            return EventKind.JOB_FAILED
    message = str(fields["msg"])
    if message.startswith(INTERRUPTED):
        return EventKind.BUILD_INTERRUPTED
    if _repeats_command(event, fields) and "died with <Signals.SIGINT" in message:
        return EventKind.JOB_INTERRUPTED
    return EventKind.OTHER


def _is_routine(event: LogEvent | None, record: logging.LogRecord) -> bool:
    message = str(record.msg)
    if message.startswith(BEGINNINGS_AFTER_A_FAILURE):
        return True
    if event is None:
        routine = (*ROUTINE_BEGINNINGS, *CLUSTER_BEGINNINGS)
        said = message.startswith(routine) or SUBMITTED.match(message)
        return record.levelno == logging.INFO and bool(said)
    return event in ROUTINE_EVENTS or _repeats_command(event, vars(record))


def _repeats_command(event: LogEvent | None, fields: dict[str, Any]) -> bool:
    """Snakemake reports a failed command twice. The second report, JOB_ERROR, says all of it."""
    return (
        event == LogEvent.ERROR
        and fields.get("exception") == "RuleException"
        and FAILED_COMMAND in str(fields["msg"])
    )


def config_of_command_line(workflow: "Workflow") -> tuple[list[Path], list[str]]:
    """The files of --configfile and the entries of --config, as they were written.

    Snakemake's own reading of them takes 1e-4 for text and 2026-11-20 for a date.
    """
    settings = workflow.config_settings
    return list(settings.configfiles), list(settings.config_args or ())


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
    """What jobs may use of this computer: `--cores`, and beside a cluster `--local-cores`."""
    resources = workflow.resource_settings
    return int((resources.local_cores if has_cluster(workflow) else resources.cores) or 1)


def jobs_at_once(workflow: "Workflow") -> int:
    """How many jobs of one thread Snakemake may run side by side: `--jobs` on a cluster."""
    resources = workflow.resource_settings
    return int(resources.nodes or resources.cores or 1)


def has_cluster(workflow: "Workflow") -> bool:
    """True if trainings are handed to a scheduler, by whatever executor."""
    return workflow.resource_settings.nodes is not None


def is_on_node(workflow: "Workflow") -> bool:
    """True in a process that a scheduler has started to carry out one job."""
    return bool(workflow.remote_exec)


def arguments() -> argparse.Namespace:
    """The command line as Snakemake understands it, with what profiles and its variables add.

    Snakemake hands most of it to a workflow only when that has been read, and what its parser reads
    may lie in the folder that it has left since. So its own copy is asked for. Raises LabbookError
    if Snakemake was not started by its command.
    """
    from snakemake.cli import args_to_api

    frame = sys._getframe()
    while frame.f_code is not args_to_api.__code__:
        if frame.f_back is None:
            raise LabbookError("builds are started with the command `snakemake`.")
        frame = frame.f_back
    found: argparse.Namespace = frame.f_locals["args"]
    return found


def pretend(times: Mapping[str, float | None]) -> None:
    """Let Snakemake take each of these files for last changed at that time, in seconds.

    One with None is taken for not there. So Snakemake sees what a build would find without
    anything being written. Meant for a process that only looks: it lasts as long as the process.
    """
    from snakemake.io import Mtime, _IOFile
    from snakemake.persistence import PersistenceBase

    # Where no checksum can be had, the time counts.
    answers: dict[str, Callable[[float | None], object]] = {
        "exists_local": lambda time: time is not None,
        "mtime_uncached": lambda time: Mtime(local=time),
        "is_checksum_eligible": lambda time: False,
    }
    for name, answer in answers.items():
        setattr(_IOFile, name, _pretended(getattr(_IOFile, name), times, answer))
    # Nor does Snakemake keep for later what it has seen, in a folder that may be another user's.
    for name in ("save_iocache", "drop_iocache"):
        setattr(PersistenceBase, name, _do_nothing)


def _pretended(
    method: Callable[..., Awaitable[Any]],
    times: Mapping[str, float | None],
    answer: Callable[[float | None], object],
) -> Callable[..., Awaitable[Any]]:
    async def answered(file: Any, *arguments: Any, **keywords: Any) -> object:
        name = str(file)
        return answer(times[name]) if name in times else await method(file, *arguments, **keywords)

    return answered


@dataclass(frozen=True)
class Job:
    """A job by Snakemake's number for it. `output` is the first file that it makes."""

    number: int
    rule: str
    output: str


def jobs_to_run(workflow: "Workflow") -> list[Job]:
    """The jobs that make a file and have not run yet. Complete from EventKind.JOBS_KNOWN on."""
    needed = workflow.dag.needrun_jobs()
    return [Job(job.jobid, job.rule.name, str(job.output[0])) for job in needed if job.output]


def made_by(workflow: "Workflow") -> set[str]:
    """The files of all jobs of this build. Known in `onstart:` and later."""
    return {str(file) for job in workflow.dag.jobs for file in job.output}


def caption(file: Path) -> object:
    """A file with a caption, for `report` in an input function, where a path would not do."""
    from snakemake.sourcecache import infer_source_file

    return infer_source_file(str(file))


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
    if not has_cluster(workflow):
        workflow.scheduler.job_rate_limiter = None


def _do_nothing(*arguments: object) -> None:
    return
