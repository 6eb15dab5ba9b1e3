"""A run counts only if each of its files is what its training left."""

import shutil
from pathlib import Path

import pytest

from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.seal import BROKEN_SEAL
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.freshness.digests import Digests
from labbook.freshness.run_state import RUN_FILES, RunState, look_at_run, settle_seal

KEY = "0123456789ab"
WHOLE = RunState(True)


@pytest.fixture
def run(tmp_path: Path, whole_run) -> Path:
    return whole_run(tmp_path / f"a_seed-0.{KEY}", KEY)


def look(run: Path, key: str = KEY) -> RunState:
    return look_at_run(str(run), key, Digests(run.parent / "digests.json"))


def settle(run: Path) -> RunState:
    state = look(run)
    settle_seal(str(run), state)
    return state


def test_a_run_as_its_training_left_it_is_whole(run) -> None:
    assert look(run) == WHOLE
    assert look(run).whole


@pytest.mark.parametrize("name", [*RUN_FILES, SEAL])
def test_a_missing_file_is_named(run, name) -> None:
    (run / name).unlink()
    assert look(run) == RunState(True, missing=(name,))
    assert not look(run).whole


@pytest.mark.parametrize("name", RUN_FILES)
def test_an_altered_file_is_named(run, name) -> None:
    with (run / name).open("a") as file:
        file.write(" ")
    assert look(run) == RunState(True, altered=(name,))
    assert not look(run).whole


def test_gradients_belong_to_a_run_that_recorded_them(tmp_path, whole_run) -> None:
    run = whole_run(tmp_path / f"b_seed-0.{KEY}", KEY, vouched={*RUN_FILES, "gradients.npz"})
    assert look(run) == WHOLE
    (run / "gradients.npz").write_text("others")
    assert look(run) == RunState(True, altered=("gradients.npz",))
    (run / "gradients.npz").unlink()
    assert look(run) == RunState(True, missing=("gradients.npz",))


@pytest.mark.parametrize("name", sorted({*RUN_FILES} - {"provenance.json"}))
def test_a_folder_in_place_of_a_file_is_named(run, name) -> None:
    (run / name).unlink()
    (run / name).mkdir()
    assert look(run) == RunState(True, altered=(name,))


@pytest.mark.parametrize("text", ["", "[", "3", "[]", "{}", '{"files": {}}', '{"files": 3}'])
def test_a_provenance_that_says_nothing_is_altered(run, text) -> None:
    (run / "provenance.json").write_text(text)
    assert look(run) == RunState(True, altered=("provenance.json",))


@pytest.mark.parametrize("text", ["", "[", "3", "[]", "{}"])
def test_a_seal_that_says_nothing_is_altered(run, text) -> None:
    (run / SEAL).write_text(text)
    assert look(run) == RunState(True, altered=(SEAL,))


def test_a_provenance_made_to_fit_an_altered_file_is_altered_itself(run) -> None:
    (run / "history.csv").write_text("better")
    provenance = read_json(run / "provenance.json")
    provenance["files"]["history.csv"] = Digests(run.parent / "none").sha256(
        str(run / "history.csv")
    )
    write_json(run / "provenance.json", provenance)
    assert look(run) == RunState(True, altered=("provenance.json",))


def test_a_file_that_its_provenance_does_not_vouch_for_is_altered(run, whole_run) -> None:
    shutil.rmtree(run)
    whole_run(run, KEY, vouched=set(RUN_FILES) - {"weights.npz"})
    assert look(run) == RunState(True, altered=("weights.npz",))


def test_a_run_copied_to_the_place_of_another_is_not_it(run) -> None:
    assert look(run, "a" * 12) == RunState(True, altered=("provenance.json",))


def test_a_file_beside_those_of_training_does_no_harm(run) -> None:
    (run / "notes.txt").write_text("looks good")
    assert look(run) == WHOLE


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, None])
def test_where_no_training_has_left_anything_there_is_no_run(tmp_path, make) -> None:
    run = tmp_path / f"a_seed-0.{KEY}"
    if make:
        make(run)
    assert settle(run) == RunState(there=False)
    assert not look(run).whole


def test_the_seal_of_a_whole_run_stays(run) -> None:
    before = (run / SEAL).stat()
    assert settle(run) == WHOLE
    assert (run / SEAL).stat() == before


@pytest.mark.parametrize("name", [name for name in RUN_FILES if name != SEAL])
def test_the_seal_is_broken_with_a_lost_file_and_comes_back_with_it(run, name, tmp_path) -> None:
    (run / name).rename(tmp_path / "bin")
    state = settle(run)
    assert state == RunState(True, missing=(name,))
    assert {SEAL, BROKEN_SEAL} & {path.name for path in run.iterdir()} == {BROKEN_SEAL}
    assert settle(run) == state

    (tmp_path / "bin").rename(run / name)
    assert settle(run) == WHOLE
    assert {SEAL, BROKEN_SEAL} & {path.name for path in run.iterdir()} == {SEAL}


def test_the_seal_is_broken_with_an_altered_file(run) -> None:
    original = (run / "history.csv").read_bytes()
    (run / "history.csv").write_text("better")
    assert settle(run) == RunState(True, altered=("history.csv",))
    assert not (run / SEAL).exists()
    # A broken seal vouches for nothing less than a whole one.
    assert settle(run) == RunState(True, altered=("history.csv",))
    (run / "history.csv").write_bytes(original)
    assert settle(run) == WHOLE
    assert (run / SEAL).exists()


def test_a_lost_seal_is_not_made_up(run) -> None:
    (run / SEAL).unlink()
    assert settle(run) == RunState(True, missing=(SEAL,))
    assert not (run / SEAL).exists()
