"""Which of Snakemake's messages the progress line says better.

All of them are in .snakemake/log/ besides. Messages unknown here are shown as they stand.
"""

import logging

from snakemake_interface_logger_plugins.common import LogEvent

_EVENTS = {
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
_BEGINNINGS = (
    "Assuming unrestricted shared filesystem usage.",
    "Building DAG of jobs...",
    "Using shell: ",
    "Select jobs to execute...",
    "Removing temporary output ",
    "Complete log(s): ",
    "Elapsed time: ",
)
# The failed job has been shown by then, and the closing line says what became of the build.
_ABOUT_FAILED_JOBS = (
    "Shutting down, this might take some time.",
    "Exiting because a job execution failed. Look above for error messages",
    "Will exit after finishing currently running jobs",
    "WorkflowError:\nAt least one job did not complete successfully.",
    # There was nothing yet that a failed job could have spoilt, or it has stayed as it was
    # (earlier_outputs.py).
    "Cannot restore ",
    "Restored previous version of ",
)


def is_chatter(record: logging.LogRecord) -> bool:
    """True for a message of routine; never for a warning, an unknown message, or the one account
    of an error.
    """
    event = getattr(record, "event", None)
    if str(record.msg).startswith(_ABOUT_FAILED_JOBS):
        return True
    if event is None:
        return record.levelno == logging.INFO and str(record.msg).startswith(_BEGINNINGS)
    return event in _EVENTS or _repeats_command(record)


def tells_of_interrupted_build(record: logging.LogRecord) -> bool:
    """True where Snakemake says that it has been interrupted and ends its jobs."""
    return str(record.msg).startswith("Terminating processes on user request")


def tells_of_interrupted_job(record: logging.LogRecord) -> bool:
    """True where a job has died of Ctrl-C, which it may do before Snakemake itself notices.

    The same thread reports the job's failure (JOB_ERROR) next.
    """
    return _repeats_command(record) and "died with <Signals.SIGINT" in str(record.msg)


def _repeats_command(record: logging.LogRecord) -> bool:
    """A failed command is reported twice; the second time, as JOB_ERROR, says all of the first."""
    return (
        getattr(record, "event", None) == LogEvent.ERROR
        and getattr(record, "exception", None) == "RuleException"
        and "CalledProcessError in file" in str(record.msg)
    )
