"""A command without a pool runs as it would by itself."""

import os
import signal
import socket
import subprocess
import sys
import tempfile

import pytest

from labbook.commands import with_worker
from labbook.workers.client import Worker, connect
from labbook.workers.messages import POOL_VARIABLE, receive, send
from labbook.workers.program import program
from labbook.workers.start import start_pool


def call(*words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != POOL_VARIABLE}
    return subprocess.run(
        program("labbook.commands.with_worker", *words),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_pool_the_command_takes_the_place_of_the_process(tmp_path) -> None:
    said = call("stages", "make", "--order", str(tmp_path / "none"), "--receipt", "none")
    assert said.returncode == 2
    assert said.stderr.startswith("labbook: ")
    assert "none" in said.stderr


def test_a_pool_that_is_gone_is_as_none(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(POOL_VARIABLE, str(tmp_path / "pool"))
    said = call("stages", "make", "--help")
    assert said.returncode == 0
    assert "--receipt" in said.stdout


def test_a_worker_that_a_signal_killed_leaves_its_sentence(tmp_path) -> None:
    """And the job ends by that signal, too."""
    code = (
        "import sys, signal\n"
        "from labbook.commands import with_worker\n"
        "from labbook.workers.client import Worker\n"
        "with_worker.connect = lambda: open('/dev/null')\n"
        "Worker.carry_out = lambda *arguments: -signal.SIGILL\n"
        "sys.argv = ['with_worker', 'stages', 'make']\n"
        "with_worker.main()\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert said.returncode == -signal.SIGILL
    assert said.stderr.startswith("labbook: a job was killed by signal SIGILL, ")
    assert said.stderr.count("\n") == 1


def test_a_long_path_for_temporary_files_is_no_place_for_a_socket(tmp_path, monkeypatch) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv(POOL_VARIABLE, "")
    start_pool(1)
    pool = connect()
    assert pool is not None
    pool.close()


def test_a_command_sees_the_variables_of_a_job_and_no_others(monkeypatch) -> None:
    """With a pool and, as in a terminal, without."""
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Prescott")
    monkeypatch.setenv("LABBOOK_DATA", "kept")
    ours, theirs = socket.socketpair()
    with ours, theirs, open(os.devnull) as file:
        send(theirs, {"code": 0})
        assert Worker("stages", ours).carry_out("make", [], file.fileno(), file.fileno()) == 0
        received = receive(theirs)
    assert received is not None
    asked, files = received
    for descriptor in files:
        os.close(descriptor)
    found = [asked["environment"]]

    def replace_process(path: str, words: list[str], variables: dict[str, str]) -> None:
        found.append(variables)
        raise SystemExit

    monkeypatch.delenv(POOL_VARIABLE, raising=False)
    monkeypatch.setattr(sys, "argv", ["with_worker", "stages", "make"])
    monkeypatch.setattr(os, "execve", replace_process)
    with pytest.raises(SystemExit):
        with_worker.main()
    assert len(found) == 2
    for variables in found:
        assert "OPENBLAS_CORETYPE" not in variables
        assert variables["LABBOOK_DATA"] == "kept"
