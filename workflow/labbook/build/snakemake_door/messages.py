"""What Snakemake's messages say, and where they go."""

import logging
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent


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
    ALL_JOBS_FINISHED = auto()
    BUILD_INTERRUPTED = auto()  # Snakemake has noticed Ctrl-C and ends its jobs
    OTHER = auto()


@dataclass(frozen=True)
class BuildEvent:
    """What one of Snakemake's messages says.

    `is_routine`: the progress line says it better. Never True for a warning, for a message that
    this module does not know, or for the only report of an error. `thread` reported the event. The
    rest is empty where the kind has no such thing: `job` is a job's number, `rule` its rule,
    `wildcards` the values of its wildcards, `logs` the paths of its log files.
    """

    kind: EventKind
    is_routine: bool
    thread: int | None = None
    job: int = -1
    rule: str = ""
    wildcards: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()


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
        }
    elif kind is EventKind.JOB_FINISHED:
        about_job = {"job": fields["job_id"]}
    return BuildEvent(kind, _is_routine(event, record), record.thread, **about_job)


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
        case LogEvent.PROGRESS if fields["done"] == fields["total"]:
            return EventKind.ALL_JOBS_FINISHED
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
        return record.levelno == logging.INFO and message.startswith(ROUTINE_BEGINNINGS)
    return event in ROUTINE_EVENTS or _repeats_command(event, vars(record))


def _repeats_command(event: LogEvent | None, fields: dict[str, Any]) -> bool:
    """Snakemake reports a failed command twice. The second report, JOB_ERROR, says all of it."""
    return (
        event == LogEvent.ERROR
        and fields.get("exception") == "RuleException"
        and FAILED_COMMAND in str(fields["msg"])
    )
