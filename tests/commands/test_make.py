"""make: the receipt says what was made of what, and is not written if that is not so."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.receipt import (
    MISSING,
    Order,
    Receipt,
    read_receipt,
    write_order,
    write_receipt,
)
from labbook.commands import make
from labbook.errors import LabbookError

STAMP = "labbook.jobs.stamp"
CODE = {STAMP: "1"}
ORDER = Order(
    module=STAMP,
    files={"text": "in.txt", "more": {"of one": "out.txt", "of other": "more/out.csv"}},
    settings={"words": ["a b"]},
    inputs=["in.txt"],
    outputs=["out.txt", "more/out.csv"],
    code=CODE,
    project={},
    versions={"python": "3.11"},
)
RECEIPT = Path("stages/stamp.receipt.json")

Do = Callable[..., None]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder beside a project, whose code stays as it is."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(make, "PROJECT", tmp_path)
    monkeypatch.setattr(make, "code_hashes", lambda *modules: dict.fromkeys(modules, "1"))
    (tmp_path / "page.j2").write_text("page")
    Path("in.txt").write_text("in")
    return tmp_path


@pytest.fixture
def carry_out(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Carry out ORDER with `changes` by a job that does `do`."""

    def run(do: Do, taken: Do | None = None, **changes: object) -> None:
        more = {"taken": taken} if taken else {}
        monkeypatch.setitem(sys.modules, STAMP, SimpleNamespace(make=do, **more))
        write_order(Path("stages/stamp.order.json"), replace(ORDER, **changes), ["why"], 1)
        make.main(["--order", "stages/stamp.order.json", "--receipt", str(RECEIPT)])

    return run


def stamp(*, text: Path, more: dict[str, Path], words: list[str]) -> None:
    for file in more.values():
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{text.read_text()} {words}")


def test_the_receipt_has_the_order_and_what_was_read_and_left(carry_out) -> None:
    carry_out(stamp)
    assert Path("out.txt").read_text() == "in ['a b']"
    assert read_receipt(RECEIPT) == Receipt(
        ORDER,
        {"in.txt": sha256_file(Path("in.txt"))},
        {file: sha256_file(Path(file)) for file in ORDER.outputs},
    )


def test_what_is_asked_is_in_the_log_before_it_begins(carry_out, capfd) -> None:
    said = []
    carry_out(lambda **_: said.append(capfd.readouterr().out))
    assert len(said) == 1
    module, _, asked = said[0].partition(": ")
    assert module == STAMP
    assert json.loads(asked) == {**ORDER.files, **ORDER.settings}


def test_what_is_not_there_is_missing_in_the_receipt(carry_out) -> None:
    carry_out(lambda **_: None, inputs=["in.txt", "run/provenance.json"])
    receipt = read_receipt(RECEIPT)
    assert receipt is not None
    assert receipt.inputs == {
        "in.txt": sha256_file(Path("in.txt")),
        "run/provenance.json": MISSING,
    }
    assert receipt.outputs == dict.fromkeys(ORDER.outputs, MISSING)


@pytest.mark.parametrize("code", [{STAMP: "2"}, {}, {"labbook": "1"}, {**CODE, "labbook": "2"}])
def test_other_code_than_was_ordered_does_nothing(carry_out, code) -> None:
    with pytest.raises(LabbookError, match=r"^The code has changed since the build began"):
        carry_out(stamp, code=code)
    assert not Path("out.txt").exists()
    assert not RECEIPT.exists()


def test_a_module_that_the_job_is_told_to_use_counts_as_code(carry_out) -> None:
    carry_out(stamp, code={**CODE, "labbook.data.idx_files": "1"})
    assert RECEIPT.exists()


def change_input(**keywords: Any) -> None:
    stamp(**keywords)
    Path("in.txt").write_text("other")


def remove_input(**keywords: Any) -> None:
    stamp(**keywords)
    Path("in.txt").unlink()


def change_template(**keywords: Any) -> None:
    stamp(**keywords)
    Path("../page.j2").write_text("other")


@pytest.mark.parametrize("do", [change_input, remove_input, change_template])
def test_a_file_that_changes_meanwhile_leaves_no_receipt(carry_out, project, do) -> None:
    with pytest.raises(LabbookError, match="A file that this stage reads was changed meanwhile"):
        carry_out(do, project={"page.j2": sha256_file(project / "page.j2")})
    assert not RECEIPT.exists()


def test_a_template_that_changed_before_leaves_no_receipt(carry_out) -> None:
    with pytest.raises(LabbookError, match="changed meanwhile"):
        carry_out(stamp, project={"page.j2": "0" * 64})
    assert not RECEIPT.exists()


def fail(**keywords: Any) -> None:
    stamp(**keywords)
    raise LabbookError("There is no plan.")


def test_a_job_that_fails_leaves_the_receipt_before(carry_out) -> None:
    before = Receipt(replace(ORDER, settings={}), {"in.txt": "1"}, {"out.txt": "1"})
    write_receipt(RECEIPT, before)
    with pytest.raises(LabbookError, match=r"^There is no plan\.$"):
        carry_out(fail)
    # Which vouches for nothing: neither its order nor its outputs are those of now.
    assert read_receipt(RECEIPT) == before


def test_without_an_order_nothing_is_made(project) -> None:
    with pytest.raises(LabbookError, match=r"none\.json is missing"):
        make.main(["--order", "none.json", "--receipt", str(RECEIPT)])
    Path("broken.json").write_text("{}")
    with pytest.raises(LabbookError, match=r"broken\.json is no order"):
        make.main(["--order", "broken.json", "--receipt", str(RECEIPT)])
    assert not RECEIPT.exists()


def test_the_code_of_an_order_is_that_of_the_whole_job(tmp_path, monkeypatch) -> None:
    """As fingerprint.py has it: with the real one, an order of a moment ago is carried out."""
    from labbook.fingerprint import code_hashes

    monkeypatch.chdir(tmp_path)
    Path("in.txt").write_text("in")
    job = "labbook.jobs.summarize"
    monkeypatch.setattr(f"{job}.make", stamp)
    code = code_hashes(job)
    assert "labbook.metrics.summarize" in code
    write_order(Path("order.json"), replace(ORDER, module=job, code=code), [], 1)
    make.main(["--order", "order.json", "--receipt", str(RECEIPT)])
    assert read_receipt(RECEIPT) is not None


def first_word(*, text: Path, more: dict[str, Path], words: list[str]) -> str:
    return text.read_text().split()[0]


def never(**arguments: object) -> None:
    raise AssertionError("It was made again.")


def remove_outputs() -> None:
    """As Snakemake does before a job."""
    for output in ORDER.outputs:
        Path(output).unlink()


def test_what_is_made_of_the_same_is_put_back(carry_out) -> None:
    carry_out(stamp, first_word)
    made = read_receipt(RECEIPT)
    Path("in.txt").write_text("in other words")
    remove_outputs()
    carry_out(never, first_word)
    assert Path("more/out.csv").read_text() == "in ['a b']"
    now = read_receipt(RECEIPT)
    assert now.outputs == made.outputs
    assert now.inputs == {"in.txt": sha256_file(Path("in.txt"))} != made.inputs


@pytest.mark.parametrize("other", ["what is taken", "an order", "a kept file"])
def test_it_is_made_again_of_anything_else(carry_out, other: str) -> None:
    carry_out(stamp, first_word)
    remove_outputs()
    changes: dict[str, object] = {}
    if other == "what is taken":
        Path("in.txt").write_text("out")
    elif other == "an order":
        changes["versions"] = {"python": "3.12"}
    else:
        (RECEIPT.parent / "stamp.kept" / "out.csv").write_text("spoilt")
    with pytest.raises(AssertionError, match="made again"):
        carry_out(never, first_word, **changes)
