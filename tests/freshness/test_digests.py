"""A file is read again only if it may have changed, and always then."""

import os
from pathlib import Path

import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.freshness import digests as module
from labbook.freshness.digests import Digests

DAY_NS = 86_400 * 10**9


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled though a test has just written them."""
    monkeypatch.setattr(module, "SETTLED_NS", -DAY_NS)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were read, as often as they were."""
    names: list[str] = []

    def counted(path: Path) -> str:
        names.append(path.name)
        return sha256_file(path)

    monkeypatch.setattr(module, "sha256_file", counted)
    return names


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "digests.json"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text("one")
    return path


def ask(cache: Path, *files: Path) -> list[str | None]:
    """As one build does: all files, then save."""
    digests = Digests(cache)
    found = [digests.sha256(str(file)) for file in files]
    digests.save()
    return found


def test_a_file_that_did_not_change_is_read_once(cache, file, read) -> None:
    assert ask(cache, file) == ask(cache, file) == [sha256_file(file)]
    assert read == ["history.csv"]


def test_within_a_build_a_file_is_read_once_too(cache, file, read) -> None:
    ask(cache, file, file)
    assert read == ["history.csv"]


def test_another_content_of_the_same_size_and_time_is_noticed(cache, file) -> None:
    """By the time of the last change of the inode, which `os.utime` cannot set."""
    (before,) = ask(cache, file)
    old = file.stat()
    while file.stat().st_ctime_ns == old.st_ctime_ns:
        file.write_text("two")
        os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
    new = file.stat()
    assert (new.st_size, new.st_mtime_ns) == (old.st_size, old.st_mtime_ns)
    assert new.st_ino == old.st_ino
    assert ask(cache, file) == [sha256_file(file)] != [before]


def test_another_file_put_in_its_place_is_noticed(cache, file) -> None:
    ask(cache, file)
    other = file.with_name("other")
    other.write_text("two")
    os.replace(other, file)
    assert ask(cache, file) == [sha256_file(file)]


def test_a_file_that_was_just_changed_is_read_again(cache, file, read, monkeypatch) -> None:
    """It could change once more within the resolution of the clock."""
    monkeypatch.setattr(module, "SETTLED_NS", DAY_NS)
    assert ask(cache, file, file) == [sha256_file(file)] * 2
    ask(cache, file)
    assert read == ["history.csv"] * 3


def test_a_file_that_changes_while_it_is_read_is_read_again(cache, file, monkeypatch) -> None:
    def changing(path: Path) -> str:
        digest = sha256_file(path)
        status = path.stat()
        while path.stat().st_ctime_ns == status.st_ctime_ns:
            path.write_text("two")
        return digest

    with monkeypatch.context() as patch:
        patch.setattr(module, "sha256_file", changing)
        ask(cache, file)
    assert ask(cache, file) == [sha256_file(file)]


def test_what_is_no_file_has_no_digest_until_there_is_one(cache, tmp_path) -> None:
    path = tmp_path / "nothing"
    assert ask(cache, path, tmp_path) == [None, None]
    path.write_text("now")
    assert ask(cache, path) == [sha256_file(path)]


def test_a_file_that_is_gone_has_no_digest_though_it_had_one(cache, file) -> None:
    ask(cache, file)
    file.unlink()
    assert ask(cache, file) == [None]


@pytest.mark.parametrize(
    "text", ["", "[", "3", "null", "[]", '"a"', '{"a": 1}', '{"a": []}', '{"a": null}', "\xff"]
)
def test_a_broken_cache_is_none_and_is_begun_anew(cache, file, read, text) -> None:
    cache.write_bytes(text.encode("latin-1"))
    assert ask(cache, file) == ask(cache, file) == [sha256_file(file)]
    assert read == ["history.csv"]


def test_an_entry_that_is_not_whole_does_not_vouch(cache, file) -> None:
    ask(cache, file)
    cache.write_text(f'{{"{file}": [[], "0000"]}}')
    assert ask(cache, file) == [sha256_file(file)]


def test_only_what_was_asked_for_is_kept(cache, file, tmp_path, read) -> None:
    ask(cache, file)
    other = tmp_path / "other"
    other.write_text("two")
    ask(cache, other)
    ask(cache, file)
    assert read == ["history.csv", "other", "history.csv"]


def test_what_was_asked_for_and_known_is_kept(cache, file, tmp_path, read) -> None:
    ask(cache, file)
    other = tmp_path / "other"
    other.write_text("two")
    ask(cache, file, other)
    ask(cache, file, other)
    assert read == ["history.csv", "other"]


def test_a_cache_that_cannot_be_written_is_none(tmp_path, file) -> None:
    (tmp_path / "in the way").write_text("")
    assert ask(tmp_path / "in the way" / "digests.json", file) == [sha256_file(file)]
