"""Lab 2's page: the derivation shows what the networks use, and everyone can read it."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from labbook.report.context import Report
from labbook.report.equation_image import with_equation_images
from labbook.report.html import render_html
from labbook.report.numbers import mean_std_percent
from labbook.report.pdf import write_pdf
from labbook.text.names import activation_name
from report.made_up_settings import ADAM, binary, multiclass
from report.page_parts import article, typeset
from report.pdf_structure import alternatives, spoken

LAB = "lab2_numpy"
GRADIENT_DESCENT = {"name": "sgd", "learning_rate": 0.5}
ALL = 48000
KILLED = "killed by signal SIGKILL"
Make = Callable[..., Report]


def experiment(question: str, settings: dict[str, Any], accuracy: float) -> tuple[Any, Any]:
    entry = {"title": question.partition(" ")[0], "question": question}
    return entry, [({}, "the network", settings, accuracy)]


def networks(activation: str = "sigmoid") -> dict[str, tuple[Any, Any]]:
    """The three networks of the lab, by experiment."""
    layers = [{"units": 64, "activation": activation, "dropout": 0.0}]
    ten = {**multiclass([], GRADIENT_DESCENT, ALL), "hidden": layers}
    return {
        "single_neuron": experiment("Neuron alone?", binary([], GRADIENT_DESCENT, ALL), 0.992),
        "hidden_layer": experiment(
            "Hidden units?", binary([(64, activation)], GRADIENT_DESCENT, ALL), 0.995
        ),
        "multiclass": experiment("Ten outputs?", ten, 0.95),
    }


def compose(make: Make, **changes: Any) -> str:
    return render_html(make(**{"experiments": networks(), "epochs": 12, **changes}), LAB)


def names(html: str) -> list[str]:
    """The displayed equations in the order of the page."""
    return re.findall(r'<div class="equation" id="equation-([^"]+)">', html)


@pytest.fixture(scope="module")
def html(collect_in: Make, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("lab2")
    return render_html(collect_in(folder, experiments=networks(), epochs=12), LAB)


def test_the_whole_way_from_the_forward_pass_to_the_update(html: str) -> None:
    assert names(article(html, "supplement")) == [
        "forward",
        "sigmoid",
        "sigmoid-derivative",
        "softmax",
        "softmax-derivative",
        "binary-crossentropy",
        "categorical-crossentropy",
        "binary-crossentropy-derivative",
        "sigmoid-delta",
        "softmax-delta",
        "output-delta",
        "outputs-derivative",
        "hidden-delta",
        "gradients",
        "update",
        "log-sigmoid",
        "stable-sigmoid",
        "stable-softmax",
    ]
    assert names(article(html, "report")) == ["all"]
    numbers = re.findall(r'class="equation-number">\(([^)]+)\)', html)
    assert numbers == ["1", *(f"S{count}" for count in range(1, len(numbers)))]


def test_every_formula_is_there_for_eye_ear_and_print(html: str) -> None:
    spoken = re.findall(r'<math [^>]*alttext="([^"]+)"', html)
    assert len(spoken) == html.count('<span class="math">') == html.count("<math ")
    assert len(spoken) > 60
    printed = with_equation_images(html)
    images = re.findall(
        r'<img class="formula" src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"', printed
    )
    assert [unescape(one) for one in images] == [unescape(one) for one in spoken]
    assert "<math" not in printed.partition("<body>")[2]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_hidden_layers_bring_their_activation(make_report: Make, activation: str) -> None:
    html = compose(make_report, experiments=networks(activation))
    assert names(article(html, "supplement"))[1].startswith(activation)
    table = html[html.index('id="table-slopes"') :].partition("</table>")[0]
    assert re.findall(r'<th scope="row">(.*?)</th>', table) == [activation_name(activation)]
    assert "sigmoid-derivative" in names(html)
    assert "hidden-delta" in names(html)


def test_what_no_network_uses_is_not_derived(make_report: Make) -> None:
    html = compose(make_report, only=["single_neuron"])
    assert {"sigmoid-delta", "output-delta", "gradients", "update"} <= set(names(html))
    assert not {one for one in names(html) if "softmax" in one or "hidden" in one}
    assert "the other network" not in html
    # The introduction to the neuron refers to the derivation.
    assert "logistic regression" in html


def test_other_outputs_and_losses_leave_a_derivation_that_holds(make_report: Make) -> None:
    odd = {**binary([(8, "elu")], GRADIENT_DESCENT, ALL, "relu"), "loss": "mean_squared_error"}
    html = compose(make_report, experiments={"single_neuron": experiment("Odd?", odd, 0.9)})
    assert names(article(html, "supplement")) == [
        "forward",
        "relu",
        "outputs-derivative",
        "hidden-delta",
        "gradients",
        "update",
    ]
    assert "logistic regression" not in html
    assert "the derivative of J with respect to Z L" in article(html, "report")


SHORT_ERROR = "delta L equals A L minus Y, over n."


def test_the_short_error_at_the_output_stands_where_it_holds_for_all(make_report: Make) -> None:
    assert SHORT_ERROR in article(compose(make_report), "report")
    odd = {**binary([(8, "tanh")], ADAM, ALL), "loss": "mean_squared_error"}
    mixed = {**networks(), "multiclass": experiment("Odd?", odd, 0.9)}
    html = article(compose(make_report, experiments=mixed), "report")
    assert SHORT_ERROR not in html
    text = " ".join(re.sub(r"<[^>]*>", "", html).split())
    assert "for sigmoid with binary cross-entropy; Section S2 derives the rest" in text
    assert "with the same gradients, Adam takes other steps" in text


def test_it_stands_without_results(make_report: Make) -> None:
    html = compose(make_report, failed=dict.fromkeys(networks(), KILLED))
    assert "update" in names(html)
    assert 'alttext="n by n zero"' in html


@pytest.mark.parametrize("alike", [True, False])
def test_the_neuron_is_set_beside_the_hidden_layer_at_the_same_epoch(
    make_report: Make, alike: bool
) -> None:
    asked = {"at_epochs": [12]} if alike else {}
    report = make_report(experiments=networks(), epochs=12, **asked)
    neuron = report.experiments[0].configurations[0]
    told = article(render_html(report, LAB), "report").partition('id="section-hidden_layer"')[2]
    told = told.partition("<table>")[0]
    assert ('href="#section-single_neuron"' in told) == alike
    if alike:
        assert mean_std_percent(neuron.at_epochs[12]["test_accuracy"], n=False) in told


def test_the_pdf_speaks_the_equations(html: str, tmp_path: Path) -> None:
    page, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(html, encoding="utf-8")
    write_pdf(page, pdf)
    reader = PdfReader(pdf)
    text = "\n".join(one.extract_text() for one in reader.pages)
    # MathML would come as letters in a row.
    assert "∑" not in text
    assert "(S18)" in text
    assert spoken(reader) == alternatives(html)


def test_the_report_is_short(html: str, tmp_path: Path) -> None:
    assert len(typeset(html, "report", tmp_path).pages) <= 8
