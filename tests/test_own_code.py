"""Code of the user's own: what belongs to it, that it is imported anew, and where it fails."""

import sys
from pathlib import Path

import pytest

from labbook.errors import LabbookError
from labbook.own_code import load, read_own_code


def write(folder: Path, **texts: str) -> None:
    """Files by name; two underscores stand for a slash."""
    for name, text in texts.items():
        path = folder.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    return tmp_path


def test_what_it_imports_from_beside_it_belongs_to_it(folder: Path) -> None:
    write(
        folder,
        nets__mine="import math\nfrom one import A\n\ndef late():\n    import two.inner\n",
        nets__one="from three.deep import B\nA = B\n",
        nets__two__init="",
        nets__two__inner="from . import beside\n",
        nets__two__beside="",
        nets__three__deep="B = 3\n",
        nets__unused="",
        one="",
    )
    (folder / "nets" / "two" / "init.py").rename(folder / "nets" / "two" / "__init__.py")
    code = read_own_code("nets/mine.py")
    assert list(code.hashes) == [
        "nets/mine.py",
        "nets/one.py",
        "nets/three/deep.py",
        "nets/two/__init__.py",
        "nets/two/beside.py",
        "nets/two/inner.py",
    ]
    module = load(code)
    module.late()
    assert module.A == 3


def test_it_is_imported_anew_and_so_is_what_it_imports(folder: Path) -> None:
    write(folder, mine="from other import VALUE\nSEEN = []\n", other="VALUE = 1\n")
    first = load(read_own_code("mine.py"))
    first.SEEN.append(1)
    write(folder, other="VALUE = 2\n")
    second = load(read_own_code("mine.py"))
    assert (first.VALUE, second.VALUE, second.SEEN) == (1, 2, [])


def test_what_was_read_is_run_whatever_the_file_has_become(folder: Path) -> None:
    write(folder, mine="VALUE = 1\n")
    code = read_own_code("mine.py")
    write(folder, mine="VALUE = 2\n")
    assert load(code).VALUE == 1


def test_another_folder_s_module_of_the_same_name_is_another(folder: Path) -> None:
    write(folder, a__mine="import other\n", a__other="VALUE = 1\n")
    write(folder, b__mine="import other\n", b__other="VALUE = 2\n")
    found = [load(read_own_code(f"{name}/mine.py")).other.VALUE for name in "aba"]
    assert found == [1, 2, 1]


def test_comments_docstrings_and_layout_do_not_count(folder: Path) -> None:
    write(folder, mine='"""One."""\n\nA = [1, 2]\n')
    before = read_own_code("mine.py").hashes
    write(folder, mine="# Two.\nA = [\n    1,  # one\n    2,\n]\n")
    assert read_own_code("mine.py").hashes == before
    write(folder, mine="A = [1, 3]\n")
    assert read_own_code("mine.py").hashes != before


def test_an_error_is_told_by_the_last_line_of_ones_own(folder: Path) -> None:
    write(folder, mine="import other\n\nother.divide(0)\n", other="def divide(n):\n    1 / n\n")
    code = read_own_code("mine.py")
    with pytest.raises(ZeroDivisionError) as raised:
        load(code)
    assert code.fault(raised.value) == "other.py, line 2: ZeroDivisionError: division by zero"


def test_libraries_are_told_from_its_own_files_and_pythons(folder: Path) -> None:
    write(folder, mine="import json, scipy.stats\nimport other\n", other="from numpy import pi\n")
    assert read_own_code("mine.py").libraries == {"numpy", "scipy"}


def test_a_file_that_python_cannot_read_is_told(folder: Path) -> None:
    (folder / "mine.py").write_bytes(b"A = '\xff'\n")
    with pytest.raises(LabbookError, match=r"mine\.py cannot be read"):
        read_own_code("mine.py")
