"""References and what they refer to have the same number, before and after it."""

import pytest

from labbook.errors import LabbookError
from labbook.report.numbering import Numbering


def test_a_reference_ahead_is_resolved_in_the_second_pass() -> None:
    numbering = Numbering()
    for _ in range(2):
        numbering.start_pass()
        reference = numbering.refer("table", "b")
        numbers = [numbering.number("table", name) for name in ("a", "b")]
    numbering.check()
    assert numbers == ["1", "2"]
    assert reference == '<a class="reference" href="#table-b">Table\u00a02</a>'


def test_appendices_have_letters() -> None:
    numbering = Numbering()
    numbering.start_pass()
    assert [numbering.number("appendix", name) for name in ("a", "b")] == ["A", "B"]


def test_the_supplement_counts_anew_and_references_know_it() -> None:
    numbering = Numbering()
    for _ in range(2):
        numbering.start_pass()
        reference = numbering.refer("figure", "d")
        numbers = [numbering.number("figure", name) for name in ("a", "b")]
        assert numbering.has("figure", "a")
        assert not numbering.has("figure", "c")
        numbering.start_supplement()
        numbers += [numbering.number("figure", name) for name in ("c", "d")]
        numbers.append(numbering.number("appendix", "e"))
    assert numbers == ["1", "2", "S1", "S2", "A"]
    assert reference.endswith(">Figure\u00a0S2</a>")


def test_a_reference_to_nothing_is_an_error() -> None:
    numbering = Numbering()
    for _ in range(2):
        numbering.start_pass()
        numbering.refer("figure", "missing")
    with pytest.raises(LabbookError, match="figure missing"):
        numbering.check()


def test_a_name_is_numbered_once() -> None:
    numbering = Numbering()
    numbering.start_pass()
    numbering.number("table", "a")
    with pytest.raises(LabbookError, match="table a twice"):
        numbering.number("table", "a")
