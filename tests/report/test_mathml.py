"""MathML has TeX's spaces, and nothing that a browser would show otherwise than print does."""

from xml.etree.ElementTree import Element

import pytest

from labbook.report.mathml import MEDIUM, THICK, THIN, mathml


def operators(latex: str) -> dict[str, tuple[str | None, str | None]]:
    """The spaces to the left and right of each operator."""
    return {
        one.text or "": (one.get("lspace"), one.get("rspace"))
        for one in mathml(latex, display=True).iter("mo")
    }


def tags(element: Element) -> list[str]:
    return [one.tag for one in element.iter()]


@pytest.mark.parametrize(
    ("latex", "operator", "space"),
    [
        ("a = b", "=", THICK),
        (r"a \leftarrow b", "←", THICK),
        ("a + b", "+", MEDIUM),
        ("a^2 - b", "−", MEDIUM),
        ("f(a) - b", "−", MEDIUM),
        ("|a| - b", "−", MEDIUM),
        (r"a \odot b", "⊙", MEDIUM),
        ("-b", "−", 0),
        ("a = -b", "−", 0),
        ("(-b)", "−", 0),
        (r"\begin{align*} a &= -b \end{align*}", "−", 0),
        (r"\odot", "⊙", 0),
        ("x^{a-b}", "−", 0),
        (r"x_{a-b}", "−", 0),
        (r"\sum_{i=1} x", "=", 0),
        ("e^{-|z|}", "|", 0),
    ],
)
def test_operators_have_the_spaces_of_tex(latex: str, operator: str, space: float) -> None:
    assert operators(latex)[operator] == (f"{float(space)}em", f"{float(space)}em")


@pytest.mark.parametrize(
    ("latex", "spaces"),
    [
        (r"\log p", 1),
        (r"\log(p)", 0),
        (r"y \log p", 2),
        (r"y \log(p)", 1),
        (r"a = \log(p)", 0),
        (r"\operatorname{ReLU} z", 1),
        (r"\max_j z_j", 1),
    ],
)
def test_the_name_of_a_function_is_set_apart(latex: str, spaces: int) -> None:
    root = mathml(latex, display=True)
    assert [one.get("width") for one in root.iter("mspace")] == [f"{THIN}em"] * spaces
    # No operator, around which renderers would put more.
    assert all(len(one.text or "") == 1 for one in root.iter("mo"))


def test_limits_are_beside_a_sum_unless_it_is_on_a_line_of_its_own() -> None:
    assert "munder" in tags(mathml(r"\left[ \sum_j x \right]", display=True))
    assert "munder" in tags(mathml(r"\max_j x", display=True))
    for inside in (r"\frac{\sum_j x}{n}", r"e^{\sum_j x}"):
        assert "munder" not in tags(mathml(inside, display=True))
    assert "munder" not in tags(mathml(r"\sum_j x", display=False))


def test_a_prime_is_raised_once() -> None:
    root = mathml("f'(z)", display=False)
    assert "msup" not in tags(root)
    assert "′" in "".join(root.itertext())
