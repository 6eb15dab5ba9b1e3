import errno
import logging
import os
import re
import sys
import time

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import Spec
from labbook.build.progress import ProgressHandler
from labbook.planning.work import training_work


def test_plain_lines_where_stderr_is_no_terminal(snakemake):
    built = snakemake()
    assert built.returncode == 0, built.stderr
    first, *trained, draw, compose, last = built.stderr.splitlines()
    assert first == "3 runs to train, 2 other steps, 1 at a time."
    assert re.fullmatch(r"\[1/3\] opt/adam_seed-\d trained in \d+ s, 4 min left", trained[0])
    assert re.fullmatch(r"\[3/3\] opt/adam_seed-\d trained in \d+ s, 4 min left", trained[2])
    assert re.fullmatch(r"draw figures lab/opt: done in \d+ s", draw)
    assert re.fullmatch(r"compose report: done in \d+ s", compose)
    assert re.fullmatch(r"3/3 runs, 2/2 steps done in \d+ s\.", last)
    again = snakemake()
    assert again.stderr.startswith("Nothing to be done")


def test_time_left_is_known_from_an_earlier_build_and_from_what_a_step_usually_takes(
    snakemake, project
):
    earlier = project / "results/runs/lab/opt/adam_seed-8.ff"
    write_json(
        earlier / "timing.json",
        {
            "wall_seconds": 1200.0 * training_work(Spec.from_dict(EXAMPLE_SPEC)) / 0.04,
            "cpu_seconds": 4.0,
            "training_cpu_seconds": 2.0,
        },
    )
    write_json(earlier / "spec.json", EXAMPLE_SPEC)
    built = snakemake()
    assert "1 at a time, about 34 min left.\n" in built.stderr


def test_a_failed_job_is_told_by_its_own_sentence(snakemake):
    built = snakemake("--keep-going", mode="fail")
    assert built.returncode == 1
    lines = built.stderr.splitlines()
    assert "Error in rule" not in built.stderr
    assert lines.count("labbook: the disk is full.") == 1
    assert lines[-2] == "opt/adam_seed-1 failed; its log: logs/lab/opt/adam_seed-1.log"
    assert lines[-1].startswith("Stopped with 2/3 runs, 0/2 steps done in ")


def test_a_job_that_dies_without_a_sentence_is_shown_with_the_end_of_its_log(snakemake):
    built = snakemake("--keep-going", mode="crash")
    assert built.returncode == 1
    assert "Error in rule train_run:" in built.stderr
    assert "log: logs/lab/opt/adam_seed-1.log" in built.stderr
    assert (
        "The last lines of logs/lab/opt/adam_seed-1.log:\nfirst line\nSegmentation fault\n"
        in built.stderr
    )
    assert "opt/adam_seed-1 failed; its log: logs/lab/opt/adam_seed-1.log\n" in built.stderr


@pytest.mark.parametrize("option", ["--dry-run", "--printshellcmds", "--verbose"])
def test_options_about_output_keep_snakemakes_own(snakemake, option):
    built = snakemake(option)
    assert built.returncode == 0
    assert "rule train_run:" in built.stdout + built.stderr
    assert "runs to train" not in built.stdout + built.stderr


def test_quiet_stays_quiet(snakemake):
    built = snakemake("--quiet", "all")
    assert (built.returncode, built.stderr) == (0, "")


def on_terminal(project, monkeypatch, *, interrupt: bool = False) -> tuple[int, str]:
    """Build on a pseudo-terminal of 80 columns; Ctrl-C is typed once a job is at work."""
    pty = pytest.importorskip("pty", reason="needs a Unix terminal")
    fcntl, struct, termios = (__import__(name) for name in ("fcntl", "struct", "termios"))
    monkeypatch.chdir(project)
    monkeypatch.setenv("TERM", "xterm-256color")
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "snakemake", "--cores", "1"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = b""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            seen += os.read(terminal, 65536)
        except OSError:  # the child has closed its side
            break
        if interrupt and any(log.stat().st_size for log in project.glob("logs/*/*/*.log")):
            os.write(terminal, b"\x03")
            interrupt = False
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), seen.decode()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_one_live_line_on_a_terminal(project, monkeypatch):
    code, seen = on_terminal(project, monkeypatch)
    assert code == 0, seen
    # A line that is redrawn begins with a carriage return and "erase line".
    redrawn = re.findall(r"\r\x1b\[2K(\d:\d\d:\d\d  [^\r\n]*)", seen)
    assert any(
        re.search(r"2/3 runs, 0/2 steps, 4 min left: opt/adam_seed-\d$", line) for line in redrawn
    )
    assert any(
        re.search(r"3/3 runs, 1/2 steps, 4 min left: compose report$", line) for line in redrawn
    )
    assert all(len(line) <= 80 for line in redrawn)
    assert re.search(r"3/3 runs, 2/2 steps done in \d+ s\.\r\n$", seen)
    assert "trained in" not in seen
    assert "\x1b[?25l" not in seen, "the cursor must not be hidden"


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_what_is_new_stands_above_the_live_line(project, monkeypatch):
    monkeypatch.setenv("MODE", "explain")
    code, seen = on_terminal(project, monkeypatch)
    assert code == 0, seen
    opening = "3 runs to train, 2 other steps, 1 at a time.\r\n  3 runs: never built\r\n"
    assert seen.index(opening) < seen.index("0:00:00  0/3 runs")
    assert seen.count("never built") == 1


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_an_interrupt_ends_the_line_and_is_no_failure(project, monkeypatch):
    monkeypatch.setenv("SECONDS_PER_RUN", "20")
    code, seen = on_terminal(project, monkeypatch, interrupt=True)
    assert code == 1
    assert "Terminating processes on user request" in seen
    assert "The last lines of" not in seen
    assert re.search(r"opt/adam_seed-\d was interrupted\r\n", seen)
    assert re.search(r"Stopped with 0/3 runs.*goes on from there\.\r\n$", seen)


def test_a_job_alone_that_dies_of_an_interrupt_hides_no_other_failure(tmp_path, capsys):
    stock = Stock()
    handler = ProgressHandler(stock, list, [], {}, tmp_path)
    error = {
        "msg": 'CalledProcessError in file "Snakefile", line 1: died with <Signals.SIGINT: 2>.',
        "event": LogEvent.ERROR,
        "exception": "RuleException",
        "thread": 1,
    }
    failure = {"event": LogEvent.JOB_ERROR, "jobid": 0, "rule_name": "train", "log": []}
    handler.handle(logging.makeLogRecord(error))
    for thread, message in [(2, "other job"), (1, "interrupted job"), (1, "next job")]:
        handler.handle(logging.makeLogRecord({"msg": message, "thread": thread, **failure}))
    assert stock.shown == ["other job", "next job"]


def test_jobs_that_fail_with_one_sentence_say_it_once(tmp_path, capsys):
    handler = ProgressHandler(Stock(), list, [], {}, tmp_path)
    for name, sentence in [("a", "no room."), ("b", "no room."), ("c", "no data.")]:
        (tmp_path / name).write_text(f"first line\nlabbook: {sentence}\n")
        handler.handle(failure_of(tmp_path / name))
    assert capsys.readouterr().err == "labbook: no room.\nlabbook: no data.\n"


def test_of_many_failures_the_first_are_named_and_the_rest_counted(tmp_path, capsys):
    handler = ProgressHandler(Stock(), list, [], {}, tmp_path)
    (tmp_path / "log").write_text("labbook: no processor.\n")
    about = {"jobid": 1, "rule_name": "train", "output": ["a"], "log": []}
    for event in (LogEvent.RUN_INFO, LogEvent.JOB_INFO):
        handler.handle(logging.makeLogRecord({"msg": "", "event": event, **about}))
    for _ in range(200):
        handler.handle(failure_of(tmp_path / "log"))
    handler.close()
    said = capsys.readouterr().err
    assert said.count("labbook: no processor.") == 1
    assert said.count(" failed; its log: ") == 10
    assert f"\n190 more failed; their logs: {tmp_path / 'logs'}\nStopped with " in said


def test_a_full_disk_is_the_reason_of_a_job_that_could_not_say_so(tmp_path, capsys, monkeypatch):
    def full(file):
        raise OSError(errno.ENOSPC, "No space left on device")

    stock = Stock()
    handler = ProgressHandler(stock, list, [], {}, tmp_path)
    (tmp_path / "empty").touch()
    monkeypatch.setattr(os, "fsync", full)
    handler.handle(failure_of(tmp_path / "empty"))
    assert capsys.readouterr().err.startswith(f"labbook: {tmp_path} cannot be written: No space")
    assert stock.shown == []


def failure_of(log):
    event = {"event": LogEvent.JOB_ERROR, "jobid": 0, "rule_name": "train", "log": [str(log)]}
    return logging.makeLogRecord({"msg": "Error in rule train", **event})


class Stock(logging.StreamHandler):
    def __init__(self):
        super().__init__()
        self.shown = []

    def emit(self, record):
        self.shown.append(record.msg)


def test_an_error_of_its_own_hands_over_to_snakemakes_output(tmp_path):
    stock = Stock()

    def jobs_to_run():
        raise AttributeError("no jobs")

    handler = ProgressHandler(stock, jobs_to_run, [], {}, tmp_path)
    for message, event in [("Job stats", LogEvent.RUN_INFO), ("rule x", LogEvent.JOB_INFO)]:
        handler.handle(logging.makeLogRecord({"msg": message, "event": event}))
    handler.close()
    assert stock.shown[0].startswith("The progress line failed (AttributeError(")
    assert stock.shown[1:] == ["Job stats", "rule x"]


def test_a_job_that_a_cluster_has_ended_is_a_line_and_forgotten_when_it_is_tried_again(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log").write_text("epoch 1/3\n")
    stock = Stock()
    handler = ProgressHandler(stock, list, [], {}, tmp_path, queued=True)
    about = {"jobid": 0, "rule_name": "train", "output": ["a"], "log": []}
    ended = failure_of(tmp_path / "log")
    ended.rule_msg, ended.aux = "Job '7' failed: TIMEOUT. Why?", {"external_jobid": "7"}
    start = [LogEvent.RUN_INFO, LogEvent.JOB_INFO]
    for event in start:
        handler.handle(logging.makeLogRecord({"msg": "", "event": event, **about}))
    handler.handle(ended)
    handler.handle(logging.makeLogRecord({"msg": "", "event": LogEvent.JOB_INFO, **about}))
    handler.close()
    said = capsys.readouterr().err
    assert "train: Job '7' failed: TIMEOUT; log\n" in said
    assert "epoch" not in said
    assert "failed; its log" not in said
    assert stock.shown == []
