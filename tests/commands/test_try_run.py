"""try_run: a run that fails is recorded with a reason, and costs the build nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from labbook.commands.try_run import main

from labbook.artifacts.attempt import Attempt, attempt_file, read_attempt
from labbook.artifacts.json_file import write_json
from labbook.errors import LabbookError

NAMES = [*("--run", "units-8_seed-0"), *("--key", "0123456789ab")]
FILES = [*("--log", "logs/run.log"), *("--attempt", "attempts/run.json")]
needs_signals = pytest.mark.skipif(os.name == "nt", reason="a process is not killed by signals")


@pytest.fixture
def attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Try a Python script as a run, and read the record of it."""
    monkeypatch.chdir(tmp_path)

    def try_script(script: str) -> Attempt:
        main([*NAMES, *FILES, "--", sys.executable, "-c", script])
        return read_attempt(Path("attempts/run.json"))

    return try_script


def test_a_run_that_succeeds_has_no_failure_and_all_it_said_is_in_the_log(attempt) -> None:
    found = attempt("import sys; print('trained'); print('well', file=sys.stderr)")
    assert found == Attempt("units-8_seed-0", "0123456789ab", None, "logs/run.log")
    assert sorted(Path("logs/run.log").read_text().split()) == ["trained", "well"]


def test_the_commands_own_sentence_is_the_reason(attempt, capsys) -> None:
    script = "print('labbook: the data\\nare torn.'); raise SystemExit(2)"
    assert attempt(script).failure == "the data are torn."
    assert capsys.readouterr().err == "labbook: run units-8_seed-0 failed: the data are torn.\n"


def test_of_a_crash_type_and_message_are_the_reason(attempt) -> None:
    script = (
        "print('labbook: by the way.')\n"
        "try:\n    {}['a']\n"
        "except KeyError:\n    raise MemoryError('no room for 3 GiB\\nof it')"
    )
    assert attempt(script).failure == "MemoryError: no room for 3 GiB"


def test_folders_of_the_machine_are_left_out_and_others_kept() -> None:
    from labbook.commands.try_run import _readable

    assert _readable("OSError: '/home" + "/ada/lab/results/runs/a.npz' is full") == (
        "OSError: 'a.npz' is full"
    )
    assert _readable("no C:\\Users\\ada\\a.npz") == "no a.npz"
    kept = "results/runs/a.npz, 3/4 of it, and/or https://example.org/a/b"
    assert _readable(kept) == kept
    assert len(_readable("long " * 999)) == 300
    assert _readable(
        "tensorflow.python.framework.errors_impl.ResourceExhaustedError: {{function_node "
        "__wrapped__Uniform_device_/job:localhost/device:CPU:0}} OOM when allocating tensor with "
        "shape[100000,100000] and type float by allocator mklcpu [Op:Uniform] name:"
    ) == (
        "ResourceExhaustedError: OOM when allocating tensor with shape[100000,100000] and type "
        "float by allocator mklcpu"
    )


def test_without_a_word_the_exit_code_is_the_reason(attempt) -> None:
    assert attempt("raise SystemExit(7)").failure == "ended with exit code 7"


@needs_signals
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("SIGKILL", "killed by signal SIGKILL, perhaps for want of memory"),
        ("SIGSEGV", "killed by signal SIGSEGV"),
    ],
)
def test_what_killed_a_run_is_the_reason_whatever_it_had_said(attempt, name, reason) -> None:
    script = f"import os; print('labbook: fine.', flush=True); os.kill(os.getpid(), {name!s})"
    script = script.replace(name, str(int(getattr(signal, name))))
    assert attempt(script).failure == reason


def test_a_command_that_is_not_there_is_a_failure(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    main([*NAMES, *FILES, "--", "no-such-command"])
    found = read_attempt(Path("attempts/run.json"))
    assert found.failure == "no-such-command could not be started: No such file or directory"


@needs_signals
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interruption_reaches_the_run_and_is_no_failure_of_it(tmp_path, number) -> None:
    write_json(tmp_path / "attempts/run.json", {"of": "an attempt before"})
    script = (
        "import signal, sys, time\n"
        "def end(*_): print('interrupted', flush=True); sys.exit(0)\n"
        f"signal.signal({int(number)}, end)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)"
    )
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "labbook.commands.try_run", *NAMES, *FILES),
            *("--", sys.executable, "-c", script),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    log = tmp_path / "logs/run.log"
    end = time.monotonic() + 30
    while not (log.exists() and "ready" in log.read_text()):
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(number)
    assert process.wait(timeout=30) == 128 + number
    assert log.read_text().split() == ["ready", "interrupted"]
    assert not (tmp_path / "attempts/run.json").exists()


def test_a_record_lies_as_its_run_does(tmp_path) -> None:
    run = Path("results/runs/lab3/neuron/size-10_seed-0.0123456789ab")
    path = attempt_file(Path("attempts"), run)
    assert path.as_posix() == "attempts/lab3/neuron/size-10_seed-0.0123456789ab.json"
    write_json(tmp_path / "broken.json", {"run": "a"})
    with pytest.raises(LabbookError, match=r"broken\.json is no record of an attempt"):
        read_attempt(tmp_path / "broken.json")
