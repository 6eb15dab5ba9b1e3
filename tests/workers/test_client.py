"""A command without a pool runs as it would by itself."""

import os
import subprocess
import sys

from labbook.workers.messages import POOL_VARIABLE
from labbook.workers.start import SOURCE


def call(*words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != POOL_VARIABLE}
    return subprocess.run(
        [sys.executable, "-m", "labbook.commands.with_worker", *words],
        env=environment | {"PYTHONPATH": str(SOURCE)},
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
