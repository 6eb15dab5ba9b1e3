from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labbook.artifacts.arrays import write_arrays
from labbook.artifacts.right_answers import read_right_answers, write_right_answers
from labbook.errors import LabbookError

KEYS = st.text("0123456789abcdef", min_size=12, max_size=12)


@given(st.data())
def test_what_is_written_is_read_and_the_order_of_runs_changes_no_byte(tmp_path_factory, data):
    length = data.draw(st.integers(0, 20))
    answers = data.draw(st.dictionaries(KEYS, arrays(bool, length), max_size=4))
    folder = tmp_path_factory.mktemp("answers")
    write_right_answers(folder / "one.npz", answers)
    write_right_answers(folder / "other.npz", dict(reversed(answers.items())))
    assert (folder / "one.npz").read_bytes() == (folder / "other.npz").read_bytes()
    read = read_right_answers(folder / "one.npz")
    assert {key: one.tolist() for key, one in read.items()} == {
        key: one.tolist() for key, one in answers.items()
    }
    assert all(one.dtype == bool for one in read.values())


def test_an_image_takes_a_bit(tmp_path: Path):
    answers = {f"{run:012x}": np.ones(10_000, dtype=bool) for run in range(10)}
    write_right_answers(tmp_path / "one.npz", answers)
    assert (tmp_path / "one.npz").stat().st_size < 10 * 2_000


def test_runs_with_other_images_are_refused(tmp_path: Path):
    with pytest.raises(ValueError, match=r"\[2, 3\] test images"):
        write_right_answers(
            tmp_path / "one.npz", {"a": np.ones(2, dtype=bool), "b": np.ones(3, dtype=bool)}
        )


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_broken_file_is_named(tmp_path: Path, content):
    (tmp_path / "right_answers.npz").write_bytes(content)
    with pytest.raises(LabbookError, match=r"right_answers\.npz (cannot|is no)"):
        read_right_answers(tmp_path / "right_answers.npz")


@pytest.mark.parametrize(
    "arrays", [{"a": np.zeros(2, dtype=np.uint8)}, {"n_test": np.array(2), "a": np.zeros(2)}]
)
def test_a_file_that_holds_something_else_is_named(tmp_path: Path, arrays):
    write_arrays(tmp_path / "right_answers.npz", arrays)
    with pytest.raises(LabbookError, match=r"right_answers\.npz is no whole file of right answers"):
        read_right_answers(tmp_path / "right_answers.npz")
