import logging

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

from labbook.build.chatter import is_chatter


def record(level, message, **extra):
    return logging.makeLogRecord({"levelno": level, "msg": message, **extra})


@pytest.mark.parametrize(
    "message",
    ["Nothing to be done (all requested files are present and up to date).", "something new"],
)
def test_unknown_messages_are_shown(message):
    assert not is_chatter(record(logging.INFO, message))


def test_routine_is_hidden_but_never_a_warning_of_the_same_words():
    assert is_chatter(record(logging.INFO, "Building DAG of jobs..."))
    assert is_chatter(record(logging.INFO, None, event=LogEvent.PROGRESS))
    assert not is_chatter(record(logging.WARNING, "Building DAG of jobs..."))


def test_of_errors_only_the_command_that_is_reported_again_is_hidden():
    twice = 'RuleException:\nCalledProcessError in file "Snakefile", line 1:\nCommand'
    error = {"event": LogEvent.ERROR, "exception": "RuleException"}
    assert is_chatter(record(logging.ERROR, twice, **error))
    assert not is_chatter(record(logging.ERROR, "RuleException:\nValueError in file", **error))
    assert not is_chatter(record(logging.ERROR, "Error in rule", event=LogEvent.JOB_ERROR))
    assert not is_chatter(record(logging.ERROR, "WorkflowError", event=LogEvent.ERROR))
