"""A run's directory appears whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from labbook.artifacts.run_directory import PARTIAL, whole_directory
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.errors import LabbookError

KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from labbook.artifacts.run_directory import whole_directory

with whole_directory(Path(sys.argv[1])) as directory:
    (directory / "history.csv").write_text("epoch")
    os.kill(os.getpid(), signal.SIGKILL)
"""

SEALED_BY_ANOTHER = """
import sys
from pathlib import Path
from labbook.artifacts.run_directory import whole_directory
from labbook.artifacts.seal import FILE_NAME

with whole_directory(Path(sys.argv[1])) as directory:
    (directory / "history.csv").write_text("another")
    (directory / FILE_NAME).touch()
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "lab" / "experiment" / "a_seed-0.0123456789ab"


def names(run: Path) -> list[str]:
    return sorted(path.name for path in run.parent.iterdir())


def test_the_name_comes_last(run: Path) -> None:
    with whole_directory(run) as directory:
        (directory / "history.csv").write_text("epoch")
        assert names(run) == [directory.name]
        assert directory.name.endswith(PARTIAL)
    assert names(run) == [run.name]
    assert (run / "history.csv").read_text() == "epoch"


def test_what_was_there_gives_way_to_what_is_whole(run: Path) -> None:
    run.mkdir(parents=True)
    (run / "old.csv").touch()
    with whole_directory(run) as directory:
        (directory / "new.csv").touch()
        assert (run / "old.csv").exists()
    assert names(run) == [run.name]
    assert [path.name for path in run.iterdir()] == ["new.csv"]


def fail_in_the_middle(run: Path, error: BaseException) -> None:
    with whole_directory(run) as directory:
        (directory / "history.csv").write_text("half")
        raise error


@pytest.mark.parametrize("error", [LabbookError("no"), KeyboardInterrupt(), OSError(28, "full")])
def test_an_error_leaves_what_was_there(run: Path, error: BaseException) -> None:
    run.mkdir(parents=True)
    (run / "history.csv").write_text("precious")
    with pytest.raises(type(error)):
        fail_in_the_middle(run, error)
    assert names(run) == [run.name]
    assert (run / "history.csv").read_text() == "precious"


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_a_kill_leaves_what_was_there_and_what_it_was_writing(run: Path) -> None:
    run.mkdir(parents=True)
    (run / "history.csv").write_text("precious")
    killed = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(run)], check=False)
    assert killed.returncode == -signal.SIGKILL
    ours, partial = names(run)
    assert ours == run.name
    assert partial.startswith(run.name)
    assert partial.endswith(PARTIAL)
    assert (run / "history.csv").read_text() == "precious"


def test_two_that_fill_the_same_run_do_not_meet(run: Path) -> None:
    with whole_directory(run) as directory:
        (directory / "history.csv").write_text("ours")
        other = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(run)]
        subprocess.run(other, check=False)
        assert len(names(run)) == 2
    assert (run / "history.csv").read_text() == "ours"


def seal_another(run: Path) -> None:
    subprocess.run([sys.executable, "-c", SEALED_BY_ANOTHER, str(run)], check=True)


def test_of_two_that_seal_the_same_run_the_first_stays(run: Path) -> None:
    with whole_directory(run) as directory:
        (directory / "history.csv").write_text("ours")
        (directory / SEAL).touch()
        seal_another(run)
    assert names(run) == [run.name]
    assert (run / "history.csv").read_text() == "another"


def test_a_sealed_run_of_before_gives_way(run: Path) -> None:
    seal_another(run)
    with whole_directory(run) as directory:
        (directory / "history.csv").write_text("ours")
    assert (run / "history.csv").read_text() == "ours"


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(LabbookError, match="file cannot be written to: "),
        whole_directory(tmp_path / "file" / "run"),
    ):
        pass
