"""A run is found wherever it lies, by what determines it."""

from pathlib import Path

import pytest

from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.freshness.run_state import RUN_FILES, TrainedRuns

KEY, OTHER = "0123456789ab", "a" * 12
PLANNED = f"runs/lab/exp/a_seed-0.{KEY}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def leave(directory: str, without: str = "") -> str:
    """What a search looks at: the names of a run's files."""
    Path(directory).mkdir(parents=True)
    for name in {SEAL, *RUN_FILES} - {without}:
        Path(directory, name).touch()
    return directory


def place(key: str = KEY, directory: str = PLANNED) -> str:
    return TrainedRuns("runs").place(key, directory)


def test_without_any_runs_it_is_to_be_where_it_is_planned() -> None:
    assert place() == PLANNED


@pytest.mark.parametrize(
    "elsewhere",
    [
        f"runs/lab/exp/renamed_seed-0.{KEY}",
        f"runs/lab/exp/learning-rate-0.01_seed-0.{KEY}",
        f"runs/lab/another/a_seed-0.{KEY}",
        f"runs/another/exp/a_seed-0.{KEY}",
    ],
)
def test_a_run_under_another_name_experiment_or_lab_is_found(elsewhere) -> None:
    leave(elsewhere)
    assert place() == elsewhere


def test_a_run_of_another_key_is_another_run() -> None:
    leave(f"runs/lab/exp/a_seed-0.{OTHER}")
    leave(f"runs/lab/exp/a_seed-0.{KEY}0")
    leave(f"runs/lab/exp/{KEY}")
    assert place() == PLANNED


def test_its_own_directory_comes_first() -> None:
    leave(f"runs/a/exp/a_seed-0.{KEY}")
    leave(PLANNED)
    assert place() == PLANNED


def test_of_several_it_is_always_the_same() -> None:
    places = [leave(f"runs/{lab}/exp/a_seed-0.{KEY}") for lab in ("b", "a", "c")]
    assert place() == min(places)


@pytest.mark.parametrize("lost", [SEAL, *RUN_FILES])
def test_one_that_is_not_whole_is_not_taken(lost) -> None:
    leave(f"runs/a/exp/a_seed-0.{KEY}", without=lost)
    assert place() == PLANNED
    whole = leave(f"runs/b/exp/a_seed-0.{KEY}")
    assert place() == whole
    # Nor does one in its own place keep it from being found.
    leave(PLANNED, without=lost)
    assert place() == whole


def test_what_a_killed_job_has_left_is_not_taken() -> None:
    leave(f"runs/lab/exp/a_seed-0.{KEY}.77.partial")
    leave(f"runs/lab/exp/a_seed-0.{KEY}.77.replaced.partial")
    assert place() == PLANNED
    assert place("partial") == PLANNED


def test_the_runs_of_a_name_have_any_key() -> None:
    for directory in (
        f"runs/lab/exp/a_seed-0.{OTHER}",
        f"runs/lab/exp/a_seed-0.{'b' * 12}",
        f"runs/lab/exp/a_seed-1.{OTHER}",
        f"runs/lab/another/a_seed-0.{OTHER}",
        f"runs/lab/exp/a_seed-0.{KEY}.77.partial",
    ):
        leave(directory)
    assert TrainedRuns("runs").of_name(PLANNED) == [
        f"runs/lab/exp/a_seed-0.{OTHER}",
        f"runs/lab/exp/a_seed-0.{'b' * 12}",
    ]
    assert TrainedRuns("runs").of_name(f"runs/lab/exp/b_seed-0.{KEY}") == []


def test_only_what_a_killed_job_has_left_is_removed() -> None:
    whole = leave(PLANNED)
    broken = leave(f"runs/lab/exp/b_seed-0.{OTHER}", without=SEAL)
    Path("runs/lab/exp/file.partial").touch()
    Path("runs/lab/folder.partial").mkdir()
    leave(f"runs/lab/exp/a_seed-0.{KEY}.77.partial")
    leave(f"runs/lab/exp/c_seed-0.{KEY}.78.replaced.partial")
    TrainedRuns("runs").remove_partial()
    assert sorted(path.as_posix() for path in Path("runs/lab").rglob("*.partial")) == [
        "runs/lab/exp/file.partial",
        "runs/lab/folder.partial",
    ]
    assert {path.name for path in Path(whole).iterdir()} == {SEAL, *RUN_FILES}
    assert {path.name for path in Path(broken).iterdir()} == {*RUN_FILES}


def test_a_file_where_the_runs_should_be_holds_none() -> None:
    Path("runs").touch()
    assert place() == PLANNED
    TrainedRuns("runs").remove_partial()
