"""The workers of a build: they stay from job to job, and end with their job or their build."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from labbook.workers.messages import receive, send
from labbook.workers.program import RUN_MODULE, WORKFLOW

MOST_MIB = 400
AHEAD = "ahead labbook.no_such_module decimal"
COMMANDS = Path(__file__).with_name("commands_for_tests.py")


class RunningPool:
    """A pool as a build starts it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "pool"
        # A project that has the commands of these tests, too.
        workflow = folder / "workflow"
        workflow.mkdir()
        for file in (WORKFLOW / "__main__.py", WORKFLOW / "labbook", COMMANDS):
            (workflow / file.name).symlink_to(file)
        words = ["labbook.workers.pool", str(self.path), str(MOST_MIB), AHEAD]
        self.process = subprocess.Popen(
            [*RUN_MODULE[:-1], str(workflow), *words], stdin=subprocess.PIPE
        )
        wait_until(self.path.exists)

    def connect(self) -> socket.socket:
        job = socket.socket(socket.AF_UNIX)
        job.connect(str(self.path))
        return job

    def ask(self, job: socket.socket, log: Path, *arguments: str, kind: str = "kind") -> None:
        request = {
            "kind": kind,
            "module": COMMANDS.stem,
            "arguments": list(arguments),
            "folder": str(log.parent),
            "environment": dict(os.environ),
        }
        with log.open("wb") as file:
            send(job, request, [file.fileno(), file.fileno()])

    def do(self, log: Path, *arguments: str, kind: str = "kind") -> int:
        """Let a job of its own ask; its exit code."""
        with self.connect() as job:
            self.ask(job, log, *arguments, kind=kind)
            return code(job)

    def end(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(30)


def code(job: socket.socket) -> int:
    answer = receive(job)
    assert answer is not None
    return answer[0]["code"]


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.02)


def first_word(log: Path) -> str:
    return (log.read_text().split() or [""])[0]


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[RunningPool]:
    folder = tmp_path / "socket"
    folder.mkdir()
    # The path of a socket is short, that of a test may be long.
    short = Path(os.path.relpath(folder))
    running = RunningPool(folder if len(str(folder)) < 90 else short)
    yield running
    running.end()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def test_one_job_after_another_has_the_same_process_and_its_own_log(pool, tmp_path) -> None:
    logs = [tmp_path / name for name in ("a", "b")]
    for log in logs:
        assert pool.do(log, "say", log.name) == 0
        # The pool takes a worker back when it sees that the job has gone.
        time.sleep(1)
    said = [log.read_text().split() for log in logs]
    assert said[0][0] == said[1][0]
    assert [words[1:] for words in said] == [["a", "and", "this"], ["b", "and", "this"]]


def test_a_job_that_asks_twice_keeps_its_process_and_another_has_its_own(pool, tmp_path) -> None:
    logs = [tmp_path / name for name in ("a", "b", "c")]
    with pool.connect() as job:
        for log in (logs[0], logs[2]):
            pool.ask(job, log, "say")
            assert code(job) == 0
            if log is logs[0]:
                assert pool.do(logs[1], "say") == 0
    first, between, again = map(first_word, logs)
    assert first == again != between


def test_kinds_share_no_process(pool, tmp_path) -> None:
    logs = [tmp_path / name for name in ("a", "b")]
    for log in logs:
        assert pool.do(log, "say", kind=log.name) == 0
    assert first_word(logs[0]) != first_word(logs[1])


@pytest.mark.parametrize(
    ("word", "expected", "said"),
    [
        ("refuse", 2, "labbook: the data are torn."),
        ("crash", 1, "MemoryError: no room"),
        ("exit", 1, "with a word"),
    ],
)
def test_after_a_failure_the_next_job_has_a_new_process(
    pool, log, tmp_path, word: str, expected: int, said: str
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    with pool.connect() as job:
        for file, asked, ended in ((before, "say", 0), (log, word, expected), (after, "say", 0)):
            pool.ask(job, file, asked)
            assert code(job) == ended
    assert log.read_text().splitlines()[-1] == said
    assert first_word(before) != first_word(after)


def test_what_killed_a_worker_is_told_and_costs_no_other_job(pool, log, tmp_path) -> None:
    with pool.connect() as job:
        pool.ask(job, log, "die")
        assert code(job) == -signal.SIGKILL
        pool.ask(job, tmp_path / "after", "say")
        assert code(job) == 0


def test_when_its_job_is_gone_a_worker_ends(pool, log) -> None:
    with pool.connect() as job:
        pool.ask(job, log, "wait")
        wait_until(lambda: first_word(log))
        worker = int(first_word(log))
        assert psutil.pid_exists(worker)
    wait_until(lambda: not psutil.pid_exists(worker))


def test_when_its_build_is_gone_all_end_and_nothing_is_left(pool, log, tmp_path) -> None:
    idle = tmp_path / "idle"
    assert pool.do(idle, "say") == 0
    with pool.connect() as job:
        pool.ask(job, log, "wait")
        wait_until(lambda: first_word(log))
        pool.end()
        assert receive(job) is None
    assert not any(psutil.pid_exists(int(first_word(file))) for file in (idle, log))
    assert not pool.path.parent.exists()


def test_what_has_waited_longest_ends_when_those_that_wait_have_too_much_memory(
    pool, tmp_path
) -> None:
    workers = []
    for kind, mib in (("small", 1), ("large", 250), ("other", 250), ("third", 1)):
        assert pool.do(tmp_path / kind, "grow", str(mib), kind=kind) == 0
        workers.append(int(first_word(tmp_path / kind)))
    wait_until(lambda: list(map(psutil.pid_exists, workers)) == [False, False, True, True])


def test_a_worker_that_was_started_ahead_has_imported_what_it_can(pool, tmp_path) -> None:
    wait_until(psutil.Process(pool.process.pid).children)
    (ahead,) = psutil.Process(pool.process.pid).children()
    assert pool.do(tmp_path / "other", "modules") == 0
    assert pool.do(tmp_path / "first", "modules", kind="ahead") == 0
    (other, *without), (first, *modules) = (
        (tmp_path / name).read_text().split() for name in ("other", "first")
    )
    assert int(first) == ahead.pid != int(other)
    assert "decimal" in modules
    assert "decimal" not in without
