"""The archive: what it holds, and that the same content gives the same bytes."""

import hashlib
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labbook.errors import LabbookError
from labbook.hand_in.archive import (
    OWN_NAMES,
    Member,
    collect_contents,
    read_checksums,
    write_archive,
)
from labbook.hand_in.plans import read_hand_in_plan
from labbook.hand_in.source_files import find_source_files

MEMBERS = {"b.txt": Member(b"b"), "a/run": Member(b"a", executable=True), "é.csv": Member(b"")}


def test_order_and_umask_make_no_difference(tmp_path: Path) -> None:
    write_archive(tmp_path / "one.tar.bz2", "top", MEMBERS)
    before = os.umask(0o077)
    try:
        reordered = dict(reversed(MEMBERS.items()))
        write_archive(tmp_path / "two.tar.bz2", "top", reordered)
    finally:
        os.umask(before)
    assert (tmp_path / "one.tar.bz2").read_bytes() == (tmp_path / "two.tar.bz2").read_bytes()


def test_entries_carry_nothing_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    write_archive(tmp_path / "x.tar.bz2", "top", MEMBERS)
    with tarfile.open(tmp_path / "x.tar.bz2") as archive:
        entries = archive.getmembers()
    assert [(entry.name, entry.mode) for entry in entries] == [
        ("top/a/run", 0o755),
        ("top/b.txt", 0o644),
        ("top/é.csv", 0o644),
    ]
    assert {(entry.uid, entry.gid, entry.uname, entry.gname) for entry in entries} == {
        (0, 0, "", "")
    }
    assert {entry.mtime for entry in entries} == {315_576_000}


def test_time_is_source_date_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    write_archive(tmp_path / "x.tar.bz2", "top", MEMBERS)
    with tarfile.open(tmp_path / "x.tar.bz2") as archive:
        assert {entry.mtime for entry in archive} == {1_600_000_000}


@pytest.mark.parametrize("text", ["yesterday", "-1", "1e9", "٣"])
def test_a_wrong_source_date_epoch_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(LabbookError, match="must be a whole number of seconds since 1970"):
        write_archive(tmp_path / "x.tar.bz2", "top", MEMBERS)
    assert list(tmp_path.iterdir()) == []


def test_checksums_read_back(tmp_path: Path) -> None:
    write_archive(tmp_path / "x.tar.bz2", "top", MEMBERS)
    assert read_checksums(tmp_path / "x.tar.bz2") == {
        f"top/{name}": member.sha256 for name, member in MEMBERS.items()
    }


def test_a_cut_archive_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "x.tar.bz2"
    write_archive(path, "top", MEMBERS)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LabbookError, match=r"x\.tar\.bz2 cannot be read as a \.tar\.bz2 archive"):
        read_checksums(path)


def test_an_archive_that_does_not_read_back_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labbook.hand_in.archive.read_checksums", lambda path: {})
    with pytest.raises(LabbookError, match="did not read back as written"):
        write_archive(tmp_path / "x.tar.bz2", "top", MEMBERS)
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_place_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LabbookError, match="cannot be written"):
        write_archive(tmp_path / "file/x.tar.bz2", "top", MEMBERS)


def _collect(lab: Any, source: Path, *named: str) -> dict[str, Member]:
    config = lab.root / "my_config.yaml"
    config.write_text("student: {first_name: John}\n")
    code = find_source_files(source, {*OWN_NAMES})
    return collect_contents(read_hand_in_plan(lab.plan), code, config, named)


def test_report_tables_config_and_code_and_nothing_else(
    make_lab: Callable, repository: Path, code: list[str]
) -> None:
    members = _collect(make_lab(), repository)
    tables = ["tables/single_neuron/summary.csv", "tables/hidden_layer/summary.csv"]
    assert sorted(members) == sorted([*code, "report.pdf", "metrics.csv", "manifest.json", *tables])


def test_the_config_is_the_one_in_use(make_lab: Callable, repository: Path) -> None:
    members = _collect(make_lab(), repository)
    assert members["config.yaml"].content == b"student: {first_name: John}\n"


def test_scripts_stay_executable(make_lab: Callable, repository: Path) -> None:
    members = _collect(make_lab(), repository)
    assert [name for name, member in members.items() if member.executable] == [".ci/run"]


def test_the_manifest_marks_what_failed(make_lab: Callable, repository: Path) -> None:
    lab = make_lab(failed=[("single_neuron", 1)])
    plan = read_hand_in_plan(lab.plan, lab.attempts)
    members = collect_contents(plan, find_source_files(repository), lab.plan)
    runs = json.loads(members["manifest.json"].content)["runs"]
    assert [run.get("failed", False) for run in runs] == [False, True, False]


def test_the_manifest_vouches_for_every_other_file(make_lab: Callable, repository: Path) -> None:
    members = _collect(make_lab(), repository)
    manifest = json.loads(members["manifest.json"].content)
    assert manifest["files"] == {
        name: hashlib.sha256(member.content).hexdigest()
        for name, member in members.items()
        if name != "manifest.json"
    }
    assert manifest["runs"][0] == {
        "experiment": "single_neuron",
        "name": "batch_size-10_seed-0",
        "key": "0123456789ab",
    }
    assert manifest["dataset"]["name"] == "mnist"
    assert (manifest["code"], manifest["modified"]) == (None, True)


def test_a_hand_in_from_an_unpacked_archive_takes_nothing_of_the_last_one(
    make_lab: Callable, repository: Path, code: list[str]
) -> None:
    first = _collect(make_lab("first"), repository)
    for name in ("report.pdf", "manifest.json", "tables/old/summary.csv"):
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text("from the last hand-in")
    assert _collect(make_lab("second"), repository) == first


def test_what_the_config_names_is_there_under_that_name(
    make_lab: Callable, repository: Path
) -> None:
    """Beside the config first, then in the project; also where nothing else is packed."""
    lab = make_lab()
    for folder, names in [
        (lab.root, ["data/numbers.yaml", "README.md"]),
        (repository, ["a/b.png"]),
    ]:
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(f"the {name} that is meant")
    members = _collect(lab, repository, "./data/numbers.yaml", "README.md", "a/b.png")
    for name in ("data/numbers.yaml", "README.md", "a/b.png"):
        assert members[name].content.decode() == f"the {name} that is meant"
    assert "data/mnist/train-images-idx3-ubyte" not in members


def test_what_the_config_names_takes_no_place_of_the_report(
    make_lab: Callable, repository: Path
) -> None:
    lab = make_lab()
    (lab.root / "metrics.csv").write_text("mine")
    with pytest.raises(LabbookError, match=r"names metrics\.csv, and so is a file called"):
        _collect(lab, repository, "metrics.csv")
    with pytest.raises(LabbookError, match=r"gone\.yaml cannot be read"):
        _collect(lab, repository, "gone.yaml")
