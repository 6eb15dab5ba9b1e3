"""train: runs one after another; one that fails is told or recorded, and costs no other."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from labbook.artifacts.attempt import Attempt, attempt_file, read_attempt
from labbook.artifacts.json_file import read_json, write_json
from labbook.commands import train
from labbook.errors import LabbookError
from labbook.workers.client import Worker


class ScriptWorker(Worker):
    """Carries out Python scripts by the run's key instead of commands of the package."""

    scripts: dict[str, str]

    def carry_out(self, command: str, arguments: list[str], output: int, errors: int) -> int:
        script = self.scripts[arguments[arguments.index("--key") + 1]]
        words = [sys.executable, "-c", script, *arguments]
        return subprocess.run(words, stdout=output, stderr=errors, check=False).returncode


@pytest.fixture
def train_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Train runs `units-8_seed-<n>`, each a Python script, with further arguments of `train`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(train, "Worker", ScriptWorker)
    monkeypatch.setattr(train, "start_pool", lambda at_once: None)

    def run(scripts: list[str], *arguments: str) -> None:
        keys = [f"{number:012x}" for number in range(len(scripts))]
        ScriptWorker.scripts = dict(zip(keys, scripts, strict=True))
        runs = [f"runs/lab/size.1/units-8_seed-{number}.{key}" for number, key in enumerate(keys)]
        files = ("--plans", "plans", "--logs", "logs", "--done", "bundles/first.json")
        train.main(["keras", "train_keras", "--runs", *runs, *files, *arguments, "--", "--fast"])

    return run


@pytest.fixture
def attempt(train_scripts):
    """Try a script as a run, and read the record of it."""

    def try_script(script: str) -> Attempt:
        train_scripts([script], "--attempts", "attempts")
        return read_attempt(Path("attempts/lab/size.1/units-8_seed-0.000000000000.json"))

    return try_script


def test_each_run_has_its_log_and_its_arguments(train_scripts) -> None:
    train_scripts(["import sys; print('first', *sys.argv[1:])", "print('second')"])
    first = Path("logs/lab/size.1/units-8_seed-0.000000000000.log").read_text().split()
    assert first == [
        *("first", "--fast", "--plan", "plans/lab/size.1.json", "--key", "000000000000"),
        *("--output-directory", "runs/lab/size.1/units-8_seed-0.000000000000"),
    ]
    assert Path("logs/lab/size.1/units-8_seed-1.000000000001.log").read_text() == "second\n"
    assert read_json(Path("bundles/first.json")) == [
        "runs/lab/size.1/units-8_seed-0.000000000000",
        "runs/lab/size.1/units-8_seed-1.000000000001",
    ]


def test_after_a_run_that_fails_the_others_are_trained_and_the_job_fails(train_scripts) -> None:
    with pytest.raises(SystemExit) as end:
        train_scripts(["raise SystemExit(3)", "print('trained')"])
    assert end.value.code == 1
    assert Path("logs/lab/size.1/units-8_seed-1.000000000001.log").read_text() == "trained\n"
    assert not Path("bundles/first.json").exists()


def test_a_job_that_is_started_again_trains_what_it_has_not_trained(train_scripts) -> None:
    """Whatever killed it: a run that was there before the job is trained all the same."""
    runs = [Path(f"runs/lab/size.1/units-8_seed-{number}.{number:012}") for number in range(3)]
    runs[0].mkdir(parents=True)
    (runs[0] / "complete.json").write_text("altered")
    seal = (
        "import pathlib, sys; run = pathlib.Path(sys.argv[-1]); run.mkdir(parents=True, exist_ok=1)"
        "; (run / 'new').touch(); (run / 'new').rename(run / 'complete.json'); print('trained')"
    )
    with pytest.raises(SystemExit):
        train_scripts([seal, seal, "import os; os.kill(os.getpid(), 9)"])
    logs = [Path(f"logs/lab/size.1/{run.name}.log") for run in runs]
    assert [log.read_text() == "trained\n" for log in logs] == [True, True, False]
    train_scripts(["print('again')", "print('again')", seal])
    assert [log.read_text() for log in logs] == ["trained\n"] * 3
    # It had ended, but was killed all the same, so that Snakemake has removed its output.
    Path("bundles/first.json").unlink()
    train_scripts(["print('again')"] * 3)
    assert [log.read_text() for log in logs] == ["trained\n"] * 3
    # As a new build does.
    shutil.rmtree("bundles")
    train_scripts(["print('asked for')"] * 3)
    assert [log.read_text() for log in logs] == ["asked for\n"] * 3


def test_what_is_recorded_is_no_failure_of_the_job(train_scripts) -> None:
    train_scripts(["raise SystemExit(3)", "print('trained')"], "--attempts", "attempts")
    found = [read_attempt(path).failure for path in sorted(Path("attempts").rglob("*.json"))]
    assert found == ["ended with exit code 3", None]
    assert Path("bundles/first.json").exists()


def test_a_run_that_succeeds_has_no_failure_and_all_it_said_is_in_the_log(attempt) -> None:
    found = attempt("import sys; print('trained'); print('well', file=sys.stderr)")
    log = "logs/lab/size.1/units-8_seed-0.000000000000.log"
    assert found == Attempt("units-8_seed-0", "000000000000", None, log)
    assert sorted(Path(log).read_text().split()) == ["trained", "well"]


def test_the_commands_own_sentence_is_the_reason(attempt) -> None:
    script = "print('labbook: the data\\nare torn.'); raise SystemExit(2)"
    assert attempt(script).failure == "the data are torn."


def test_of_a_crash_type_and_message_are_the_reason(attempt) -> None:
    script = (
        "print('labbook: by the way.', flush=True)\n"
        "try:\n    {}['a']\n"
        "except KeyError:\n    raise MemoryError('no room for 3 GiB\\nof it')"
    )
    assert attempt(script).failure == "MemoryError: no room for 3 GiB"


def test_folders_of_the_machine_are_left_out_and_others_kept() -> None:
    assert train._readable("OSError: '/home" + "/ada/lab/results/runs/a.npz' is full") == (
        "OSError: 'a.npz' is full"
    )
    assert train._readable("no C:\\Users\\ada\\a.npz") == "no a.npz"
    kept = "results/runs/a.npz, 3/4 of it, and/or https://example.org/a/b"
    assert train._readable(kept) == kept
    assert len(train._readable("long " * 999)) == 300
    assert train._readable(
        "tensorflow.python.framework.errors_impl.ResourceExhaustedError: {{function_node "
        "__wrapped__Uniform_device_/job:localhost/device:CPU:0}} OOM when allocating tensor with "
        "shape[100000,100000] and type float by allocator mklcpu [Op:Uniform] name:"
    ) == (
        "ResourceExhaustedError: OOM when allocating tensor with shape[100000,100000] and type "
        "float by allocator mklcpu"
    )


def test_without_a_word_the_exit_code_is_the_reason(attempt) -> None:
    assert attempt("raise SystemExit(7)").failure == "ended with exit code 7"


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


SENTENCES = {
    "SIGILL": "labbook: a job was killed by signal SIGILL, an instruction that this computer's "
    "processor does not have; TensorFlow needs a processor with AVX: build on another computer.",
    "SIGKILL": "labbook: a job was killed by signal SIGKILL, perhaps for want of memory; close "
    "what else takes memory or give fewer --cores, and run the same command again, which goes on "
    "from there.",
    "SIGSEGV": "labbook: a job was killed by signal SIGSEGV; run the same command again.",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_signal_ends_the_job_at_its_first_run_whose_log_says_why(train_scripts, name) -> None:
    stale = Path("logs/lab/size.1/units-8_seed-1.000000000001.log")
    stale.parent.mkdir(parents=True)
    stale.write_text("labbook: of an earlier build.")
    script = f"import os, signal; print('epoch', flush=True); os.kill(os.getpid(), signal.{name})"
    with pytest.raises(SystemExit) as end:
        train_scripts([script, "print('trained')"])
    assert end.value.code == 1
    log = Path("logs/lab/size.1/units-8_seed-0.000000000000.log").read_text().split("\n")
    assert log == ["epoch", "", SENTENCES[name], ""]
    assert not stale.exists()


def test_a_processor_that_cannot_train_makes_no_gap(train_scripts) -> None:
    script = "import os, signal; os.kill(os.getpid(), signal.SIGILL)"
    with pytest.raises(SystemExit):
        train_scripts([script, "print('trained')"], "--attempts", "attempts")
    assert not list(Path("attempts").rglob("*.json"))
    assert not Path("bundles/first.json").exists()


def test_a_record_lies_as_its_run_does(tmp_path) -> None:
    run = Path("results/runs/lab3/neuron/size-10_seed-0.0123456789ab")
    path = attempt_file(Path("attempts"), run)
    assert path.as_posix() == "attempts/lab3/neuron/size-10_seed-0.0123456789ab.json"
    write_json(tmp_path / "broken.json", {"run": "a"})
    with pytest.raises(LabbookError, match=r"broken\.json is no record of an attempt"):
        read_attempt(tmp_path / "broken.json")
