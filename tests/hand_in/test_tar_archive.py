"""The archive file: same content, same bytes; whole or not at all."""

import os
import tarfile
from pathlib import Path

import pytest

from labbook.errors import LabbookError
from labbook.hand_in.archive import Member, read_checksums, write_archive

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
