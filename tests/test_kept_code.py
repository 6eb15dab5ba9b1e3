"""What is kept of the package's code spares time, and changes no hash."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labbook import fingerprint, kept_code
from labbook.kept_code import KeptCode, take_over

SOURCES = {
    "__init__.py": "",
    "command.py": "import numpy\n\nfrom labbook.room import part\n",
    "room/part.py": "X = 1\n",
}


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Makes this process forget what it has worked out, as it does before and after each test."""

    def forget() -> None:
        monkeypatch.setattr(fingerprint, "_known", {})
        monkeypatch.setattr(fingerprint, "_asked", {})
        fingerprint.look_again()

    forget()
    yield forget
    monkeypatch.undo()
    fingerprint.look_again()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package in place of the real one."""
    root = tmp_path / "labbook"
    for name, source in SOURCES.items():
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_text(source)
    monkeypatch.setattr(fingerprint, "ROOT", root)
    return root


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "package.code"


@pytest.fixture
def build(
    file: Path, new_process: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[dict[str, str], int]]:
    """A build in a process of its own: the hashes, and how many files it has worked out."""

    def build(command: str = "labbook.command") -> tuple[dict[str, str], int]:
        new_process()
        trees = []
        code_hash = fingerprint.code_hash
        with monkeypatch.context() as patch:
            patch.setattr(
                fingerprint, "code_hash", lambda tree: trees.append(tree) or code_hash(tree)
            )
            kept = KeptCode(file)
            hashes = fingerprint.code_hashes(command)
            kept.save()
        return hashes, len(trees)

    return build


def test_of_the_real_package_hashes_and_imports_are_the_same_with_and_without_it(
    file: Path, new_process: Callable[[], None]
) -> None:
    modules = [
        ".".join(("labbook", *path.relative_to(fingerprint.ROOT).with_suffix("").parts))
        for path in fingerprint.ROOT.rglob("*.py")
        if path.name != "__init__.py"
    ]

    def found() -> list[tuple[str, dict[str, str], fingerprint.Code]]:
        return [
            (module, fingerprint.code_hashes(module), fingerprint.code_of(module))
            for module in modules
        ]

    kept = KeptCode(file)
    without = found()
    kept.save()
    new_process()
    KeptCode(file)
    assert found() == without


def test_a_file_is_worked_out_once(package: Path, build) -> None:
    hashes, first = build()
    assert first == len(SOURCES)
    assert build() == (hashes, 0)


def test_an_edited_file_alone_is_worked_out_again_though_its_size_and_time_are_the_same(
    package: Path, build
) -> None:
    before, _ = build()
    path = package / "room/part.py"
    old = path.stat()
    path.write_text(path.read_text().replace("1", "2"))
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert path.stat().st_size == old.st_size
    after, worked_out = build()
    assert worked_out == 1
    assert [module for module in before if before[module] != after[module]] == ["labbook.room.part"]
    assert build() == (after, 0)


def test_the_same_text_in_another_folder_is_worked_out_for_itself(package: Path, build) -> None:
    """What it imports is not the same."""
    (package / "command.py").write_text("from labbook import part\nfrom labbook.room import part\n")
    for name in ("part.py", "room/part.py"):
        (package / name).write_text("from . import other\n")
    (package / "room/other.py").write_text("")
    for _ in range(2):
        assert "labbook.room.other" in build()[0]
        assert "labbook.other" not in build()[0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"{}"),
        lambda file: file.write_bytes(b"\xff\n\xff"),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes().replace(b"numpy", b"scipy")),
        lambda file: file.unlink(),
    ],
    ids=["empty", "foreign", "no text", "cut off", "altered", "lost"],
)
def test_a_broken_file_counts_for_nothing_and_is_written_anew(
    package: Path, file: Path, build, spoil: Callable[[Path], object]
) -> None:
    hashes, _ = build()
    whole = file.read_bytes()
    spoil(file)
    assert build() == (hashes, len(SOURCES))
    assert file.read_bytes() == whole
    assert build() == (hashes, 0)


def test_another_python_works_it_out_anew(
    package: Path, build, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version", "another")
        assert build()[1] == len(SOURCES)
    assert build()[1] == len(SOURCES)


@pytest.mark.parametrize("module", [fingerprint, kept_code])
def test_what_other_code_has_kept_is_worked_out_anew(
    package: Path, tmp_path: Path, build, monkeypatch: pytest.MonkeyPatch, module
) -> None:
    build()
    edited = tmp_path / "edited.py"
    edited.write_text("another rule")
    monkeypatch.setattr(module, "__file__", str(edited))
    assert build()[1] == len(SOURCES)


def test_what_nobody_asks_for_any_more_goes_with_the_next_change(
    package: Path, file: Path, build
) -> None:
    build()
    (package / "command.py").write_text("X = 1\n")
    build()
    assert b"numpy" not in file.read_bytes()


def test_a_folder_that_cannot_be_written_to_stops_nothing(package: Path, file: Path, build) -> None:
    file.parent.write_text("in the way")
    hashes, first = build()
    assert build() == (hashes, first)


def test_who_only_looks_writes_nothing(package: Path, file: Path) -> None:
    KeptCode(file)
    fingerprint.code_hashes("labbook.command")
    assert not file.parent.exists()


def test_a_worker_takes_over_what_its_build_hands_on(
    package: Path, file: Path, build, new_process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept_code.VARIABLE, "")
    hashes, _ = build()
    KeptCode(file).hand_on()
    new_process()
    take_over()
    monkeypatch.delattr(fingerprint, "code_hash")
    assert fingerprint.code_hashes("labbook.command") == hashes


def test_a_worker_that_is_handed_nothing_works_it_out_itself(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(kept_code.VARIABLE, raising=False)
    take_over()
    assert fingerprint.code_hashes("labbook.command").keys() == {
        *("labbook", "labbook.command", "labbook.room.part")
    }
