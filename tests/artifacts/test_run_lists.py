"""The record of builds: distinct plans, the last one first."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from labbook.artifacts.run_lists import ENTRIES, Build, read_builds, record_build
from labbook.errors import LabbookError

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def run(number: int, experiment: str = "opt") -> str:
    return f"results/runs/lab/{experiment}/a_seed-{number}.{number:012x}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plans" / "builds.json"


def record(path: Path, plans: list[list[str]], keep: int = 3) -> list[Build]:
    for hour, runs in enumerate(plans):
        record_build(path, runs, START + timedelta(hours=hour), keep)
    return read_builds(path)


def test_without_a_record_there_are_no_builds(path: Path) -> None:
    assert read_builds(path) == []


def test_the_last_build_comes_first(path: Path) -> None:
    first, second = record(path, [[run(1)], [run(1), run(2)]])
    assert first == Build(START + timedelta(hours=1), frozenset({run(1), run(2)}))
    assert second == Build(START, frozenset({run(1)}))


def test_a_plan_built_again_moves_to_the_front(path: Path) -> None:
    builds = record(path, [[run(1)], [run(2)], [run(1)]])
    assert [build.runs for build in builds] == [{run(1)}, {run(2)}]
    assert builds[0].built == START + timedelta(hours=2)


def test_a_plan_is_the_same_wherever_its_runs_lie(path: Path) -> None:
    (build,) = record(path, [[run(1)], [run(1, "renamed")]])
    assert build.runs == {run(1, "renamed")}


@pytest.mark.parametrize(("keep", "entries"), [(3, ENTRIES), (ENTRIES + 2, ENTRIES + 2)])
def test_old_builds_are_forgotten(path: Path, keep: int, entries: int) -> None:
    builds = record(path, [[run(number)] for number in range(20)], keep)
    assert [build.runs for build in builds] == [{run(19 - place)} for place in range(entries)]


GOOD = {"built": "2026-01-01T12:00:00+00:00", "runs": [run(1)]}
BROKEN = [
    "",
    "[",
    "{}x",
    "3",
    '{"a": 1}',
    "[1]",
    *(
        json.dumps([GOOD, {**GOOD, **change}])
        for change in (
            {"built": "yesterday"},
            {"built": "2026-01-01T12:00:00"},
            {"built": None},
            {"runs": "abc"},
            {"runs": [1]},
            {"runs": None},
        )
    ),
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_record_is_refused_as_a_whole_and_then_begun_anew(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(LabbookError, match="no record of builds"):
        read_builds(path)
    assert [build.runs for build in record(path, [[run(2)]])] == [{run(2)}]


def test_an_error_of_the_disk_is_passed_on(path: Path) -> None:
    path.parent.write_text("in the way")
    with pytest.raises(OSError, match="exists"):
        record_build(path, [run(1)], START, 3)
