"""A run that is trained again is told to be the same, the same within rounding, or another."""

import math
import platform
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.history import read_history, write_history
from labbook.artifacts.provenance import checksums, read_provenance, write_provenance
from labbook.commands import repeat_run
from labbook.errors import LabbookError
from labbook.training.repeated_run import allowed, apart, nudge_of
from labbook.workers.program import program
from training_job import (
    FROM_SCRATCH,
    OLDER_PROCESSOR,
    SmallDataset,
    train,
    write_small_dataset,
)

on_x86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="older kinds of x86-64")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> SmallDataset:
    return write_small_dataset(tmp_path_factory.mktemp("data"))


@pytest.fixture
def told(dataset: SmallDataset, capsys) -> Callable[[Path], tuple[int, str]]:
    """Repeat a run of engine numpy: the exit code and the sentence."""

    def repeat(run: Path) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            repeat_run.main([str(run), "--dataset-file", str(dataset.file)])
        return int(end.value.code or 0), capsys.readouterr().out.removesuffix("\n")

    return repeat


def forge(run: Path, added: float) -> Path:
    """A copy whose last test loss is larger, with a provenance that vouches for it."""
    forged = Path(shutil.copytree(run, run.with_name(f"{run.name}, forged")))
    history = read_history(forged / "history.csv")
    history.columns["test_loss"][-1] += added
    write_history(forged / "history.csv", history)
    provenance = read_provenance(run)
    files = checksums(forged, list(provenance.files))
    write_provenance(forged, replace(provenance, files=files))
    return forged


@on_x86
def test_a_run_from_scratch(dataset: SmallDataset, tmp_path: Path, told) -> None:
    here, older = tmp_path / "here", tmp_path / "older"
    for run, environment in ((here, {}), (older, OLDER_PROCESSOR)):
        assert train(dataset, run, environment, **FROM_SCRATCH).returncode == 0
    assert read_provenance(here).files != read_provenance(older).files

    assert told(here) == (
        0,
        f"The same, bit for bit: {here} was trained again, and no file differs.",
    )
    code, said = told(forge(here, 1e-6))
    assert code == 1
    assert said.endswith("on the same kind of processor, with another history.csv.")

    code, said = told(older)
    assert (code, said.partition(":")[0]) == (0, "The same within rounding")
    assert "(OpenBLAS Nehalem there and" in said
    code, said = told(forge(older, 1e-3))
    assert (code, said.partition(":")[0]) == (1, "Not the same")
    assert "its test loss differs by 0.001, where " in said


# As `train_keras` would train where there is neither AVX2 nor FMA.
KERAS_ELSEWHERE = """
from labbook.training import tensorflow_process
tensorflow_process.FOREIGN_SETTINGS = ("TF_",)
tensorflow_process.XLA_FLAGS += " --xla_cpu_max_isa=AVX"
from labbook.commands import train_keras
train_keras.main()
"""


@on_x86
def test_a_run_with_keras(dataset: SmallDataset, tmp_path: Path) -> None:
    run = tmp_path / "run"
    elsewhere = ("-c", KERAS_ELSEWHERE)
    done = train(dataset, run, OLDER_PROCESSOR, program=elsewhere)
    assert done.returncode == 0, done.stderr
    command = program("labbook.commands.with_worker", "repeat", "repeat_run", str(run))
    file = ("--dataset-file", str(dataset.file))
    done = subprocess.run([*command, *file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("The same within rounding: ")
    assert "(instruction set X86_V2 there and X86_V" in done.stdout


def test_what_was_trained_by_other_code_is_not_compared(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    assert train(dataset, run, **FROM_SCRATCH).returncode == 0
    before = read_provenance(run)
    code = {**before.code, "labbook.training.numpy_run": "another"}
    write_provenance(run, replace(before, code=code))
    with pytest.raises(LabbookError, match=r"trained by other code \(labbook.training.numpy_run"):
        repeat_run.main([str(run), "--dataset-file", str(dataset.file)])


EVALUATION = Evaluation(0.5, 0.9, 400, 0, 100, 4, 100, 10, False)


def test_three_times_what_the_largest_nudge_changes_is_allowed() -> None:
    again = {"train_loss": [1.0, 0.5], "train_accuracy": [0.5, 0.5], "last_loss": [math.nan]}
    nudged = [{**again, "train_loss": [1.0, 0.5 + change]} for change in (1e-6, -2e-6)]
    assert allowed(again, nudged, EVALUATION) == {
        "train_loss": pytest.approx(6e-6 + 20 * 2**-24),
        "train_accuracy": 3.5 / 400,
        "last_loss": 10 * 2**-24,
    }


def test_numbers_of_which_one_is_infinite_are_infinitely_apart() -> None:
    one = {"train_loss": [1.0, math.nan, 2.0], "last_loss": [math.nan]}
    other = {"train_loss": [1.5, math.inf], "last_loss": [1.0]}
    assert apart(one, other) == {"train_loss": 0.5, "last_loss": math.inf}


def test_a_nudge_is_as_much_as_the_roundings_of_all_steps() -> None:
    weights = np.array([1.0, -3.0, 0.0], "f4")
    moved = nudge_of(16, 0)(weights)
    assert moved.dtype == weights.dtype
    assert (np.abs(moved - weights) == 4 * np.spacing(np.abs(weights))).all()
    assert nudge_of(16, 0)(np.array([3])) == [3]
