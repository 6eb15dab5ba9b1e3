"""Mathematics in a template: both forms of it, its number, its spoken form, its mistakes."""

import base64
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from labbook.errors import LabbookError
from labbook.report.equation import WIDEST, Equations
from labbook.report.equation_image import with_equation_images
from labbook.report.fonts import math_face
from labbook.report.numbering import Numbering

SOFTMAX = r"a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"
SPOKEN = "a k equals e to the z k, over the sum over j of e to the z j"


@pytest.fixture
def numbering() -> Numbering:
    numbering = Numbering()
    numbering.start_pass()
    return numbering


@pytest.fixture
def equations(numbering: Numbering) -> Equations:
    return Equations(numbering)


def written(latex: str) -> Callable[[], str]:
    return lambda: latex


def length(html: str, name: str) -> float:
    found = re.search(rf"{name}:(-?[\d.]+)em", html)
    assert found is not None
    return float(found[1])


def test_there_is_mathml_with_its_spoken_form(equations: Equations) -> None:
    (math,) = ElementTree.fromstring(equations.inline(SPOKEN, caller=written(SOFTMAX)))
    assert math.tag == "math"
    assert math.get("alttext") == SPOKEN
    assert "∑" in "".join(math.itertext())
    assert math.find(".//mfrac") is not None


def test_in_print_an_image_stands_in_its_place_and_needs_no_font(equations: Equations) -> None:
    html = with_equation_images(equations.inline(SPOKEN, caller=written(SOFTMAX)))
    image = ElementTree.fromstring(html.replace('"></span>', '"/></span>'))[0]
    assert image.get("alt") == SPOKEN
    (source,) = re.findall(r"base64,([^\"]+)", html)
    svg = ElementTree.fromstring(base64.b64decode(source))
    assert {one.tag.rpartition("}")[2] for one in svg.iter()}.isdisjoint({"text", "image", "style"})


def test_inline_mathematics_stands_on_the_baseline(equations: Equations) -> None:
    flat, low, high = (
        with_equation_images(equations.inline("words", caller=written(latex)))
        for latex in ("x", "x_k", "x^2")
    )
    assert length(flat, "vertical-align") == pytest.approx(0, abs=0.05)
    assert length(low, "vertical-align") < -0.1
    assert length(high, "vertical-align") == length(flat, "vertical-align")
    assert length(high, "height") > length(flat, "height")


def test_sums_are_larger_on_a_line_of_their_own(equations: Equations) -> None:
    latex = r"\sum_{i=1}^{n} x_i"
    inline = equations.inline("sum", caller=written(latex))
    display = equations.display("sum", "sum", caller=written(latex))
    assert "<msubsup>" in inline
    assert "<munderover>" in display
    heights = [length(with_equation_images(one), "height") for one in (display, inline)]
    assert heights[0] > 1.5 * heights[1]


def test_displayed_equations_are_numbered_and_referred_to(numbering: Numbering) -> None:
    equations = Equations(numbering)
    for _ in range(2):
        numbering.start_pass()
        reference = numbering.refer("equation", "b")
        html = [equations.display(name, name, caller=written(name)) for name in ("a", "b")]
    numbering.check()
    assert reference == '<a class="reference" href="#equation-b">Equation\u00a02</a>'
    assert html[1].startswith('<div class="equation" id="equation-b">')
    assert '<span class="equation-number">(2)</span>' in html[1]


def test_a_name_is_used_once(equations: Equations) -> None:
    equations.display("a", "a", caller=written("a"))
    with pytest.raises(LabbookError, match="equation a twice"):
        equations.display("a", "b", caller=written("b"))


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\frac{1}{", "cannot be typeset"),
        (r"\frac{1}", "cannot be drawn"),
        ("x_{", "cannot be typeset"),
        (r"a \gets \foo{x}", r"\\foo is no command"),
        (r"\left( x", "cannot be typeset"),
        (r"\begin{align*} x", "cannot be typeset"),
        (r"\begin{aligned} a &= b \end{aligned}", "cannot be typeset"),
        (r"\mathbf{1}", "bold"),
        ("字", "no “字”"),
        ("", "there is none"),
        (r"x \text{" + "very " * 20 + "long}", f"room for {WIDEST:.0f}"),
    ],
)
def test_latex_that_cannot_be_set_is_named_with_the_reason(
    equations: Equations, latex: str, reason: str
) -> None:
    with pytest.raises(LabbookError, match=f"equation broken .*{reason}"):
        equations.display("broken", "words", caller=written(latex))
    with pytest.raises(LabbookError, match=reason):
        equations.inline("words", caller=written(latex))


@pytest.mark.parametrize("spoken", ["", " \n", r"\sigma of z", "x^2", "a_k", "a = b"])
def test_a_spoken_form_in_words_is_required(equations: Equations, spoken: str) -> None:
    with pytest.raises(LabbookError, match="equation softmax needs its spoken form"):
        equations.display("softmax", spoken, caller=written(SOFTMAX))
    with pytest.raises(LabbookError, match="needs its spoken form"):
        equations.inline(spoken, caller=written(SOFTMAX))


def test_text_of_the_template_is_escaped(equations: Equations) -> None:
    html = equations.inline('a "b" <c>', caller=written("a < b"))
    assert 'alttext="a &quot;b&quot; &lt;c&gt;"' in html
    assert 'alt="a &#34;b&#34; &lt;c&gt;"' in with_equation_images(html)
    assert ">&lt;</mo>" in html


def test_another_process_writes_the_same_bytes() -> None:
    program = (
        "from labbook.report.equation import *\n"
        "from labbook.report.equation_image import with_equation_images\n"
        "from labbook.report.numbering import Numbering\n"
        f"html = Equations(Numbering()).inline('words', caller=lambda: {SOFTMAX!r})\n"
        "print(html, with_equation_images(html))"
    )
    workflow = Path(__file__).parents[2] / "workflow"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            env={"PYTHONPATH": str(workflow), "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000


def test_the_browsers_font_is_the_same_each_time() -> None:
    page = "<p>x</p><math><mi>a</mi><mo>∑</mo></math>"
    assert math_face(page).startswith('@font-face{font-family:"STIX Two Math')
    assert math_face(page) == math_face(page)
    assert math_face("<p>a</p>") == ""
