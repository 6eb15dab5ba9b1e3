"""Snakemake makes a stage exactly if its order is newer than its outputs."""

import os
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.json_file import read_json
from labbook.artifacts.receipt import read_order, write_order
from labbook.errors import LabbookError
from labbook.freshness import inventory as orders
from labbook.freshness.digests import Digests
from labbook.freshness.inventory import place_order
from labbook.stages.declaration import Stage
from labbook.stages.job import StageJob

DECLARED = Stage(
    name="merge_findings",
    module="labbook.jobs.merge_findings",
    scope="lab",
    writes={"findings": "findings.json", "metrics": "metrics.csv"},
)
STAGE = StageJob(
    stage=DECLARED,
    fields={"lab": "lab"},
    files={"plan": "plan.json"},
    settings={"topics": ("results", "curves")},
    inputs=("plan.json",),
    runs=(),
    run_files=(),
    modules=(DECLARED.module,),
    own_project_files=(),
)
ORDER = Path(STAGE.order_path)
YEAR_NS = 365 * 86_400 * 10**9


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def digests() -> Digests:
    return Digests(Path("digests.json"))


def leave_outputs(ahead_ns: int = 0) -> None:
    for file in STAGE.outputs:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(file)
    if ahead_ns:
        # Only one of them, and not the first.
        time = Path(STAGE.outputs[-1]).stat().st_mtime_ns + ahead_ns
        os.utime(STAGE.outputs[-1], ns=(time, time))


def is_newer() -> list[bool]:
    return [ORDER.stat().st_mtime > Path(file).stat().st_mtime for file in STAGE.outputs]


@pytest.mark.parametrize("ahead_ns", [0, 1, 10**6, 10**9, YEAR_NS])
def test_with_reasons_it_is_newer_than_all_outputs(digests, ahead_ns) -> None:
    leave_outputs(ahead_ns)
    place_order(STAGE, ["code changed"], digests)
    assert is_newer() == [True, True]


def test_with_reasons_it_is_newer_though_the_clock_of_the_files_lags(digests, monkeypatch) -> None:
    """That of a file system is coarser than the one that a program asks, or another machine's."""
    leave_outputs()

    def write_late(path: Path, *arguments: Any) -> None:
        write_order(path, *arguments)
        then = min(Path(file).stat().st_mtime_ns for file in STAGE.outputs)
        os.utime(path, ns=(then, then))

    monkeypatch.setattr(orders, "write_order", write_late)
    place_order(STAGE, ["code changed"], digests)
    assert is_newer() == [True, True]


def test_with_reasons_it_is_newer_than_an_order_for_the_same_before(digests) -> None:
    place_order(STAGE, ["code changed"], digests)
    leave_outputs(YEAR_NS)
    place_order(STAGE, [], digests)
    place_order(STAGE, ["code changed"], digests)
    assert is_newer() == [True, True]


def test_with_reasons_its_content_is_one_that_it_never_had(digests) -> None:
    contents = set()
    for _ in range(5):
        place_order(STAGE, ["code changed"], digests)
        contents.add(ORDER.read_bytes())
    assert len(contents) == 5


def test_it_says_what_to_do_and_why(digests) -> None:
    place_order(STAGE, ["code changed", "plan.json changed"], digests)
    assert read_order(ORDER) == STAGE.order(digests.sha256)
    assert read_json(ORDER)["because"] == ["code changed", "plan.json changed"]


@pytest.mark.parametrize("again", [False, True])
def test_without_reasons_it_is_older_than_all_outputs(digests, again) -> None:
    leave_outputs()
    if again:
        place_order(STAGE, ["code changed"], digests)
    place_order(STAGE, [], digests)
    assert is_newer() == [False, False]
    assert read_order(ORDER) == STAGE.order(digests.sha256)


def test_without_reasons_its_content_stays(digests) -> None:
    place_order(STAGE, ["code changed"], digests)
    before = ORDER.read_bytes()
    place_order(STAGE, [], digests)
    assert ORDER.read_bytes() == before


@pytest.mark.parametrize("reasons", [[], ["code changed"]])
def test_a_folder_that_cannot_be_written_to_is_named(digests, reasons) -> None:
    ORDER.parents[1].mkdir(parents=True)
    ORDER.parent.touch()
    with pytest.raises(
        LabbookError, match=r"folder cannot be written to: results/stages/lab/merge_findings"
    ):
        place_order(STAGE, reasons, digests)
