import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.figures.style import text_width_mm, wrap

labels = st.text("abcdefg XYZ0123456789,.-", min_size=1, max_size=80)


@given(labels, st.floats(8, 60))
def test_lines_fit_and_lose_no_character(text: str, width: float) -> None:
    lines = wrap(text, width, 8.0)
    assert all(text_width_mm(line, 8.0) <= width for line in lines)
    visible = "".join("".join(lines).split()).replace(",", "")
    assert visible == "".join(text.split()).replace(",", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Adam", ["Adam"]),
        ("learning rate 0.01, dropout 0.5", ["learning rate 0.01,", "dropout 0.5"]),
    ],
)
def test_breaks_at_commas(text: str, lines: list[str]) -> None:
    assert wrap(text, 30.0, 8.0) == lines


def test_semibold_is_wider() -> None:
    assert text_width_mm("batch size", 8.0, 600) > text_width_mm("batch size", 8.0)
