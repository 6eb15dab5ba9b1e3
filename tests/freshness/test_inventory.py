"""Snakemake makes a stage exactly if its order is newer than its outputs."""

import errno
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json
from labbook.artifacts.receipt import (
    MISSING,
    Order,
    Receipt,
    read_order,
    read_receipt,
    write_order,
    write_receipt,
)
from labbook.errors import LabbookError
from labbook.freshness import inventory as orders
from labbook.freshness.digests import Digests
from labbook.freshness.inventory import (
    NOT_MADE,
    READS_OTHERS,
    date_back,
    place_order,
    reasons_to_make,
)
from labbook.stages import job as job_module
from labbook.stages.declaration import Stage
from labbook.stages.job import StageJob

OTHER_ARGUMENTS = "its command has other arguments than before"
DRAW = Stage(
    name="draw",
    module="labbook.figures",
    scope="dataset",
    writes={"svg": "loss.svg", "csv": "loss.csv"},
)
OUT = "results/data/digits"
RUN = "runs/a"


@dataclass
class Project:
    """What is not in the working folder: code and versions, by the stages' one command."""

    code: dict[str, str] = field(default_factory=lambda: {"labbook": "1", "labbook.figures": "1"})
    versions: dict[str, str] = field(default_factory=lambda: {"python": "3.11", "numpy": "2.0"})


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    project = Project()
    monkeypatch.setattr(job_module, "PROJECT", tmp_path)
    monkeypatch.setattr(job_module, "code_hashes", lambda *_: dict(project.code))
    monkeypatch.setattr(job_module, "installed_versions", lambda _: dict(project.versions))
    monkeypatch.setattr(job_module, "libraries_of", lambda *_: [])
    monkeypatch.setattr(job_module, "project_files_of", lambda *_: [])
    return project


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


@pytest.fixture
def stage(project: Project, tmp_path: Path) -> StageJob:
    """A stage with all that a stage can read, and all of it there."""
    write("in/plan.json", "plan")
    write(f"{RUN}/provenance.json", "provenance")
    write(str(tmp_path / "templates/page.j2"), "page")
    return job(
        "digits",
        files={"plan": "in/plan.json"},
        settings={"sizes": (1, 2)},
        inputs=("in/plan.json",),
        runs=(RUN,),
        run_files=("provenance.json",),
        own_project_files=("templates/page.j2",),
    )


def job(name: str, **values: Any) -> StageJob:
    """A job that reads nothing but what is said."""
    nothing = {"files": {}, "settings": {}, "inputs": (), "runs": (), "run_files": ()}
    known = {"stage": DRAW, "fields": {"dataset": name}, "modules": (DRAW.module,)}
    return StageJob(**{"own_project_files": (), **nothing, **known, **values})


def make(stage: StageJob, without: Iterable[str] = ()) -> None:
    """As its job does."""
    for file in stage.outputs:
        if file not in without:
            write(file, f"{file} of {stage.name}")
    order = stage.order(Digests(Path("digests.json")).sha256)

    def sums(files: Iterable[str]) -> dict[str, str]:
        return {file: sha256_file(Path(file)) if Path(file).exists() else MISSING for file in files}

    receipt = Receipt(order, sums(order.inputs), sums(order.outputs))
    write_receipt(Path(stage.receipt_path), receipt)


def reasons(*stages: StageJob, untrained: Iterable[str] = ()) -> list[list[str]]:
    digests = Digests(Path("digests.json"))
    found = reasons_to_make(stages, set(untrained), digests)
    return [found[stage.order_path] for stage in stages]


def test_a_stage_that_was_never_made(stage) -> None:
    assert reasons(stage) == [[NOT_MADE]]


def test_a_stage_that_was_made_is_current(stage) -> None:
    make(stage)
    assert reasons(stage) == [[]]


def set_code(project: Project, _: Path) -> None:
    project.code["labbook.figures"] = "2"


def add_code(project: Project, _: Path) -> None:
    project.code["labbook.new"] = "1"


def drop_code(project: Project, _: Path) -> None:
    del project.code["labbook.figures"]


def set_version(project: Project, _: Path) -> None:
    project.versions["numpy"] = "2.1"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (set_code, "labbook/figures.py changed"),
        (add_code, "labbook/new.py changed"),
        (drop_code, "labbook/figures.py changed"),
        (set_version, "numpy 2.0 -> 2.1"),
        (
            lambda _, folder: (folder / "templates/page.j2").write_text("other"),
            "templates/page.j2 changed",
        ),
        (lambda _, folder: (folder / "templates/page.j2").unlink(), "templates/page.j2 changed"),
        (lambda *_: write("in/plan.json", "other"), "in/plan.json changed"),
        (lambda *_: Path("in/plan.json").unlink(), "in/plan.json changed"),
        (
            lambda *_: write(f"{RUN}/provenance.json", "other"),
            f"{RUN}/provenance.json changed",
        ),
        (lambda *_: shutil.rmtree(RUN), f"{RUN}/provenance.json changed"),
        (lambda *_: Path(f"{OUT}/loss.csv").unlink(), f"{OUT}/loss.csv is missing"),
        (lambda *_: write(f"{OUT}/loss.svg", "better"), f"{OUT}/loss.svg is not as it was made"),
    ],
)
def test_a_change_is_the_reason(stage, project, tmp_path, change: Callable, reason) -> None:
    make(stage)
    change(project, tmp_path)
    assert reasons(stage) == [[reason]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"inputs": ("in/plan.json", "in/more.json")}, READS_OTHERS),
        ({"inputs": ()}, READS_OTHERS),
        ({"runs": (RUN, "runs/b")}, READS_OTHERS),
        ({"runs": ()}, READS_OTHERS),
        ({"run_files": ("timing.json",)}, READS_OTHERS),
        ({"files": {"plan": "in/plan.json", "wide": "in/plan.json"}}, OTHER_ARGUMENTS),
        ({"files": {"plans": "in/plan.json"}}, OTHER_ARGUMENTS),
        ({"settings": {"sizes": (2, 1)}}, OTHER_ARGUMENTS),
        ({"stage": replace(DRAW, module="labbook.report")}, OTHER_ARGUMENTS),
        ({"own_project_files": ()}, "templates/page.j2 changed"),
    ],
)
def test_a_stage_that_is_told_something_else(stage, change, reason) -> None:
    make(stage)
    assert reasons(replace(stage, **change)) == [[reason]]


def test_the_order_of_what_it_reads_is_no_reason(stage) -> None:
    write("in/more.json", "more")
    stage = replace(stage, inputs=("in/plan.json", "in/more.json"))
    make(stage)
    assert reasons(replace(stage, inputs=("in/more.json", "in/plan.json"))) == [[]]


def test_several_reasons_are_all_said(stage, project) -> None:
    make(stage)
    set_code(project, Path())
    write(f"{OUT}/loss.svg", "better")
    assert reasons(stage) == [
        ["labbook/figures.py changed", f"{OUT}/loss.svg is not as it was made"]
    ]


@pytest.mark.parametrize("text", ["", "[", "3", "[]", "{}", '{"order": {}}', '{"order": 3}'])
def test_a_receipt_that_says_nothing_vouches_for_nothing(stage, text) -> None:
    make(stage)
    Path(stage.receipt_path).write_text(text)
    assert reasons(stage) == [[NOT_MADE]]


def test_an_input_may_stay_missing_and_is_a_reason_once_it_is_there(stage) -> None:
    """Such as the file of a run that failed."""
    shutil.rmtree(RUN)
    make(stage)
    assert reasons(stage) == [[]]
    write(f"{RUN}/provenance.json", "provenance")
    assert reasons(stage) == [[f"{RUN}/provenance.json changed"]]


def test_an_output_that_was_not_made_stays_a_reason(stage) -> None:
    make(stage, without=[f"{OUT}/loss.csv"])
    assert reasons(stage) == [[f"{OUT}/loss.csv is missing"]]


def test_where_outputs_are_judged_nothing_else_is_a_reason(stage, project) -> None:
    stage = replace(stage, stage=replace(DRAW, judged_by_outputs=True))
    make(stage)
    set_code(project, Path())
    set_version(project, Path())
    write("in/plan.json", "other")
    assert reasons(replace(stage, settings={})) == [[]]
    write(f"{OUT}/loss.svg", "better")
    assert reasons(stage) == [[f"{OUT}/loss.svg is not as it was made"]]


def test_runs_that_are_trained_are_counted(stage) -> None:
    stage = replace(stage, runs=(RUN, "runs/b", "runs/c"))
    make(stage)
    assert reasons(stage, untrained=["runs/b", "runs/c", "runs/d"]) == [
        ["2 of its runs are trained"]
    ]
    assert reasons(stage, untrained=["runs/d"]) == [[]]


def test_what_is_made_again_makes_its_readers_again(stage) -> None:
    reader = job("page", inputs=(f"{OUT}/loss.svg", f"{OUT}/loss.csv"))
    last = job("book", inputs=("results/data/page/loss.svg",))
    for one in (stage, reader, last):
        make(one)
    assert reasons(stage, reader, last) == [[], [], []]
    write("in/plan.json", "other")
    assert reasons(stage, reader, last) == [
        ["in/plan.json changed"],
        ["draw digits is made again"],
        ["draw page is made again"],
    ]
    make(stage)
    # It came out as before: what reads it need not be made.
    assert reasons(stage, reader, last) == [[], [], []]


class Sums:
    """Digests of files that are only names."""

    def __init__(self, sums: dict[str, str]) -> None:
        self._sums = sums

    def sha256(self, file: str) -> str | None:
        return self._sums.get(file)


CHANGES = ("receipt", "code", "version", "arguments", "project", "input", "lost", "output")
UNCHANGED = [None] * len(CHANGES)


@given(data=st.data())
def test_a_stage_is_made_iff_it_or_something_upstream_has_a_reason(data) -> None:
    size = data.draw(st.integers(1, 8))
    files = [
        f"results/data/{number}/loss.{kind}" for number in range(size) for kind in ("svg", "csv")
    ]
    stages, changes = [], []
    for number in range(size):
        upstream = data.draw(st.sets(st.sampled_from(files[: 2 * number]))) if number else set()
        runs = data.draw(st.sets(st.sampled_from(["a", "b", "c"])))
        stages.append(
            job(
                str(number),
                settings={"own": number},
                inputs=(f"in/{number}", *sorted(upstream)),
                runs=tuple(sorted(runs)),
                run_files=("provenance.json",),
                own_project_files=(f"templates/{number}",),
            )
        )
        changes.append(data.draw(st.sampled_from([*UNCHANGED, *CHANGES])))
    untrained = data.draw(st.sets(st.sampled_from(["a", "b", "c"])))

    sums = {file: "1" for stage in stages for file in (*stage.inputs, *stage.outputs)}
    sums |= {f"{run}/provenance.json": "1" for run in "abc"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job_module, "code_hashes", lambda *_: {"labbook": "1"})
        patch.setattr(job_module, "installed_versions", lambda _: {"numpy": "1"})
        patch.setattr(job_module, "libraries_of", lambda *_: [])
        patch.setattr(job_module, "project_files_of", lambda *_: [])
        receipts = {}
        for stage, change in zip(stages, changes, strict=True):
            order = stage.order(Sums(sums).sha256)
            receipts[Path(stage.receipt_path)] = {
                None: Receipt(order, *_of(sums, order)),
                "receipt": None,
                "code": Receipt(replace(order, code={"labbook": "0"}), *_of(sums, order)),
                "version": Receipt(replace(order, versions={"numpy": "0"}), *_of(sums, order)),
                "arguments": Receipt(replace(order, settings={}), *_of(sums, order)),
                "project": Receipt(replace(order, project={}), *_of(sums, order)),
                "input": Receipt(order, *_of(sums | {stage.inputs[0]: "0"}, order)),
                "lost": Receipt(order, *_of(sums | {stage.outputs[0]: "0"}, order)),
                "output": Receipt(order, *_of(sums | {stage.outputs[1]: "0"}, order)),
            }[change]
        sums = {
            file: digest
            for file, digest in sums.items()
            if not any(
                change == "lost" and file == stage.outputs[0]
                for stage, change in zip(stages, changes, strict=True)
            )
        }
        patch.setattr(orders, "read_receipt", receipts.__getitem__)
        found = reasons_to_make(stages, untrained, Sums(sums))

    made: set[str] = set()
    for stage, change in zip(stages, changes, strict=True):
        is_made = bool(change or untrained & set(stage.runs) or made & set(stage.inputs))
        assert bool(found[stage.order_path]) is is_made
        made |= set(stage.outputs) if is_made else set()


def _of(sums: dict[str, str], order: Order) -> tuple[dict[str, str], dict[str, str]]:
    inputs = {file: sums[file] for file in order.inputs}
    return inputs, {file: sums[file] for file in order.outputs}


def test_a_receipt_comes_back_as_it_was_written(stage) -> None:
    make(stage)
    receipt = read_receipt(Path(stage.receipt_path))
    assert receipt is not None
    assert receipt.order == stage.order(Digests(Path("digests.json")).sha256)
    assert set(receipt.inputs) == {"in/plan.json", f"{RUN}/provenance.json"}
    assert set(receipt.outputs) == set(stage.outputs)


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
        ahead = Path(STAGE.outputs[-1]).stat().st_mtime_ns + ahead_ns
        os.utime(STAGE.outputs[-1], ns=(ahead, ahead))


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


@pytest.mark.parametrize("seconds", [0, 1, 10**8])
def test_a_settled_order_is_no_newer_than_what_an_unpacked_archive_dates_1970(
    digests, seconds, tmp_path
) -> None:
    place_order(STAGE, ["code changed"], digests)
    leave_outputs()
    for file in STAGE.outputs:
        os.utime(file, (seconds, seconds))
    place_order(STAGE, [], digests)
    date_back(STAGE.outputs, time.time_ns())
    assert is_newer() == [False, False]
    with zipfile.ZipFile(tmp_path / "handed_on.zip", "w") as archive:
        for path in (ORDER, *STAGE.outputs):
            archive.write(path)  # refuses what is older than 1980


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


def test_without_reasons_that_of_another_user_is_replaced(digests, monkeypatch) -> None:
    """In a folder that two build in by turns: only the owner of a file may date it."""
    leave_outputs()
    place_order(STAGE, ["code changed"], digests)
    before, others = ORDER.read_bytes(), ORDER.stat().st_ino
    date = os.utime

    def date_ones_own(file, **times: Any) -> None:
        if os.stat(file).st_ino == others:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        date(file, **times)

    monkeypatch.setattr(os, "utime", date_ones_own)
    place_order(STAGE, [], digests)
    assert is_newer() == [False, False]
    assert ORDER.read_bytes() == before


@pytest.mark.parametrize("reasons", [[], ["code changed"]])
def test_a_folder_that_cannot_be_written_to_is_named(digests, reasons) -> None:
    ORDER.parents[1].mkdir(parents=True)
    ORDER.parent.touch()
    with pytest.raises(
        LabbookError, match=r"folder cannot be written to: results/stages/lab/merge_findings"
    ):
        place_order(STAGE, reasons, digests)
