"""Assignment 2's page: its equations hold for what is computed, its remarks for what was found."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labbook.artifacts.gradients import Gradients
from labbook.data.datasets.svhn import ENTRY as SVHN
from labbook.models.activations import AMPLITUDE, SLOPE, TWIST
from labbook.report.context import Report
from labbook.report.html import TEMPLATES, render_html
from labbook.scratch.activations import ACTIVATIONS
from made_up_evaluation import ten_digits
from made_up_gradients import recorded
from made_up_own_digit import made_up_own_digit
from report.made_up_settings import multiclass
from report.page_parts import article, text_of, typeset

LAB = "assignment2_deep"
SGD = {"name": "sgd", "learning_rate": 0.01}
Make = Callable[..., Report]
Function = Callable[[np.ndarray], np.ndarray]

# By the name of its equation, the LaTeX of a formula of one sum, and the same for NumPy. Where the
# formula is of the output, `a` is that.
VALUES: dict[str, tuple[str, Function]] = {
    "sigmoid": (r"\frac{1}{1 + e^{-z}}", lambda z: 1 / (1 + np.exp(-z))),
    "tanh": (
        r"\frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
        lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    ),
    "relu": (r"\max(0, z)", lambda z: np.maximum(0, z)),
    "lecun-tanh": (
        r"1.7159 \tanh\left( \frac{2}{3} z \right) + 0.01 z",
        lambda z: 1.7159 * np.tanh(2 / 3 * z) + 0.01 * z,
    ),
}
# The equation, whose derivative it is, each of its forms.
SLOPES: list[tuple[str, str, str, Callable[[np.ndarray, np.ndarray], np.ndarray]]] = [
    (
        "sigmoid-derivative",
        "sigmoid",
        r"\frac{e^{-z}}{(1 + e^{-z})^2}",
        lambda z, a: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    ),
    ("sigmoid-derivative", "sigmoid", "a(1 - a)", lambda z, a: a * (1 - a)),
    (
        "sigmoid-symmetric",
        "sigmoid",
        r"\left( e^{z/2} + e^{-z/2} \right)^{-2}",
        lambda z, a: (np.exp(z / 2) + np.exp(-z / 2)) ** -2,
    ),
    (
        "tanh-derivative",
        "tanh",
        r"\frac{(e^{z} + e^{-z})^2 - (e^{z} - e^{-z})^2}{(e^{z} + e^{-z})^2}",
        lambda z, a: (
            ((np.exp(z) + np.exp(-z)) ** 2 - (np.exp(z) - np.exp(-z)) ** 2)
            / (np.exp(z) + np.exp(-z)) ** 2
        ),
    ),
    ("tanh-derivative", "tanh", "1 - a^2", lambda z, a: 1 - a**2),
    (
        "relu",
        "relu",
        r"\begin{cases} 1 & \text{if } z > 0\\ 0 & \text{if } z < 0 \end{cases}",
        lambda z, a: np.where(z > 0, 1.0, 0.0),
    ),
    (
        "lecun-tanh-derivative",
        "lecun-tanh",
        r"\frac{2}{3} \cdot 1.7159 \left( 1 - \tanh^2\left( \frac{2}{3} z \right) \right) + 0.01",
        lambda z, a: 2 / 3 * 1.7159 * (1 - np.tanh(2 / 3 * z) ** 2) + 0.01,
    ),
]
# Without zero, where ReLU has no derivative.
POINTS = np.linspace(-5.05, 5.05, 102)


def equations() -> dict[str, str]:
    """The LaTeX of each equation that this lab's templates may show, by name."""
    text = "".join(
        (TEMPLATES / f"{name}.html.j2").read_text(encoding="utf-8")
        for name in ("partials/derivation", "labs/assignment2_deep")
    )
    found = re.findall(r'call equation\("([^"]+)".*?%\}(.*?)\{% endcall', text, re.DOTALL)
    return dict(found)


@pytest.mark.parametrize("name", VALUES)
def test_a_function_is_what_networks_compute(name: str) -> None:
    latex, formula = VALUES[name]
    assert latex in equations()[name]
    if name == "lecun-tanh":
        # That Keras's function has these constants: tests/models/test_activations.py.
        computed = AMPLITUDE * np.tanh(SLOPE * POINTS) + TWIST * POINTS
    else:
        computed = ACTIVATIONS[name].forward(POINTS)
    np.testing.assert_allclose(formula(POINTS), computed, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("equation", "of", "latex", "slope"), SLOPES)
def test_a_printed_derivative_is_that_of_its_function(
    equation: str, of: str, latex: str, slope: Any
) -> None:
    assert latex in equations()[equation]
    formula, step = VALUES[of][1], 1e-6
    differences = (formula(POINTS + step) - formula(POINTS - step)) / (2 * step)
    found = slope(POINTS, formula(POINTS))
    np.testing.assert_allclose(found, differences, atol=1e-8)
    if of in ACTIVATIONS:
        scratch = ACTIVATIONS[of].backward(
            POINTS, ACTIVATIONS[of].forward(POINTS), np.ones_like(POINTS)
        )
        np.testing.assert_allclose(found, scratch, atol=1e-12)


def test_every_printed_derivative_of_a_hidden_activation_is_in_the_table() -> None:
    names = {name for name in equations() if name.endswith(("-derivative", "-symmetric"))}
    others = {"softmax-derivative", "binary-crossentropy-derivative", "outputs-derivative"}
    assert names - others == {equation for equation, *_ in SLOPES} - {"relu"}


def test_what_the_published_solution_prints_is_no_derivative_of_the_sigmoid() -> None:
    printed = (np.exp(POINTS / 2) + np.exp(-POINTS / 2)) ** 2
    assert printed.min() >= 4
    assert (VALUES["sigmoid"][1](POINTS) * (1 - VALUES["sigmoid"][1](POINTS))).max() <= 0.25


def test_the_delta_of_the_squared_error_is_its_gradient() -> None:
    """As `squared-error-delta` prints it, for outputs with the hyperbolic tangent."""
    generator = np.random.default_rng(0)
    z, y = generator.normal(size=(5, 3)), generator.normal(size=(5, 3))

    def error(sums: np.ndarray) -> float:
        return float(0.5 * ((np.tanh(sums) - y) ** 2).sum())

    delta = (np.tanh(z) - y) * (1 - np.tanh(z) ** 2)
    for row, column in np.ndindex(z.shape):
        step = np.zeros_like(z)
        step[row, column] = 1e-6
        assert (error(z + step) - error(z - step)) / 2e-6 == pytest.approx(
            delta[row, column], abs=1e-8
        )


def network(activation: str, hidden: int) -> dict[str, Any]:
    layers = [{"units": 32, "activation": activation, "dropout": 0.0}] * hidden
    watching = {"validation_fraction": 0.0, "epochs": 3}
    return multiclass([], SGD, 32) | {"hidden": layers} | watching


def entry(title: str, *published: dict[str, Any]) -> dict[str, Any]:
    source = "a report" if published else None
    return {
        "title": title,
        "question": f"{title}?",
        "published": [{"test_loss": None, **one} for one in published],
        "published_source": source,
        "published_note": None,
    }


def variants(*activations: str, accuracies: tuple[float, ...] = (0.93, 0.9, 0.6)) -> Any:
    return [
        (
            {"activation": activation, "hidden_layers": hidden},
            f"{activation}, {hidden} hidden layers",
            network(activation, hidden),
            accuracy + 0.01 * (activation == "lecun_tanh"),
        )
        for activation in activations
        for hidden, accuracy in zip((4, 19, 39), accuracies, strict=True)
    ]


def experiments() -> dict[str, Any]:
    published = [
        {"of": {"activation": "tanh", "hidden_layers": hidden}, "test_accuracy": accuracy}
        for hidden, accuracy in ((4, 0.93), (19, 0.94), (39, 0.5))
    ]
    return {
        "depth": (entry("Depth", *published), variants("relu", "tanh", "sigmoid")),
        "lecun": (entry("LeCun"), variants("tanh", "lecun_tanh")),
    }


def page(make: Make, **changes: Any) -> str:
    return render_html(make(**{"experiments": experiments(), "epochs": 3, **changes}), LAB)


@pytest.fixture(scope="module")
def plain_page(collect_in: Make, tmp_path_factory: pytest.TempPathFactory) -> str:
    return page(partial(collect_in, tmp_path_factory.mktemp("plain")))


def test_depths_are_counted_in_both_ways(plain_page: str) -> None:
    text = text_of(plain_page)
    assert "its 5, 20, and 40 layers are 4, 19, and 39 hidden ones" in text


def test_all_equations_of_the_assignment_are_there(plain_page: str) -> None:
    names = re.findall(r'<div class="equation" id="equation-([^"]+)">', plain_page)
    assert {equation for equation, *_ in SLOPES} <= set(names)
    assert names[-2:] == ["gradients", "update"]
    assert {"forward", "categorical-crossentropy", "squared-error-delta", "hidden-delta"} <= {
        *names
    }


def test_a_report_without_these_activations_speaks_of_none(make_report: Make) -> None:
    html = page(make_report, experiments={"depth": (entry("Depth"), variants("relu"))})
    assert "must not be used" not in html
    assert "one quarter" not in text_of(html)
    assert "LeCun, L. Bottou" not in text_of(html)


# By activation, the derivatives as the report prints them in short.
SHORT: dict[str, tuple[str, str, Callable[[np.ndarray, np.ndarray], np.ndarray]]] = {
    "sigmoid": ("sigmoid", "a(1 - a)", lambda z, a: a * (1 - a)),
    "tanh": ("tanh", "1 - a^2", lambda z, a: 1 - a**2),
    "lecun_tanh": (
        "lecun-tanh",
        r"1.1439 \left( 1 - \tanh^2(\tfrac{2}{3} z) \right) + 0.01",
        lambda z, a: 1.1439 * (1 - np.tanh(2 / 3 * z) ** 2) + 0.01,
    ),
}


@pytest.mark.parametrize("name", SHORT)
def test_a_derivative_in_short_is_the_one_that_is_derived(name: str) -> None:
    of, latex, slope = SHORT[name]
    text = (TEMPLATES / "partials/equations.html.j2").read_text(encoding="utf-8")
    told = text.partition(f'name == "{name}" %}}')[2].partition("elif")[0]
    assert latex in told
    outputs = VALUES[of][1](POINTS)
    derived = [whole for _, function, _, whole in SLOPES if function == of][-1]
    np.testing.assert_allclose(slope(POINTS, outputs), derived(POINTS, outputs), atol=5e-5)


def convolutional() -> dict[str, Any]:
    """The experiment with one convolutional network."""
    block = {"filters": [8, 8], "kernel_size": 3, "activation": "relu", "dropout": 0.2}
    settings = multiclass([32], SGD, 32, dropout=0.5) | {"model": "cnn", "blocks": [block, block]}
    return {"cnn": (entry("CNN"), [({}, "8 + 8 filters", settings, 0.9)])}


def test_a_convolutional_network_is_explained(make_report: Make) -> None:
    html = page(make_report, experiments=experiments() | convolutional())
    text = text_of(html)
    assert "The network has four convolutions in two blocks." in text
    assert all(f"{term}." in text for term in ("Convolution", "Max pooling", "Dropout"))
    names = re.findall(r'<div class="equation" id="equation-([^"]+)">', html)
    assert names[-4:] == ["gradients", "convolution", "convolution-gradient", "update"]
    assert re.search(r'<th scope="row">Convolutions</th>', html)
    block = "8 + 8 filters of 3 × 3 (ReLU), max pooling, dropout 0.2"
    assert f"{block} → {block}" in text
    # 784 inputs are those of the dense networks alone.
    assert r"n \times 784" not in html


def regularized() -> dict[str, Any]:
    """The experiment with one network that has all that a plain training does not."""
    further = {
        "batch_normalization": True,
        "kernel_initializer": "he_normal",
        "l1": 0.001,
        "l2": 0.0001,
        "label_smoothing": 0.1,
        "class_weight": "balanced",
    }
    settings = multiclass([32], {**SGD, "weight_decay": 0.1}, 32) | further
    return {"regularized": (entry("Regularized"), [({}, "all of it", settings, 0.9)])}


def test_what_a_plain_training_does_not_have_is_explained(make_report: Make) -> None:
    html = page(make_report, experiments=experiments() | regularized())
    text = text_of(html)
    terms = ("Batch normalization", "Initial weights", "L1 penalty", "L2 penalty", "Weight decay")
    assert all(f"{term}." in text for term in (*terms, "Label smoothing", "Class weights"))
    assert "The losses of this report are without it." in text
    assert "The equations are those of layers without batch normalization." in text
    assert "two lambda W l" in html
    assert "lambda times the sign of W l" in html
    for row in ("Batch normalization", "Initial weights", "Minimized"):
        assert re.search(rf'<th scope="row">{row}</th>', html), row
    assert "the loss with L1 penalty 0.001, L2 penalty 0.0001, label smoothing 0.1" in text
    assert (
        "weight decay 0.1; batch normalization; initial weights He normal; L1 penalty 0.001" in text
    )


def test_dense_networks_have_no_convolutions(plain_page: str) -> None:
    text = text_of(plain_page).lower()
    assert "convolution" not in text
    assert "dropout" not in text
    assert not re.search("batch normalization|penalty|label smoothing|weight decay", text)
    assert "the loss alone" not in text


@pytest.mark.parametrize(
    ("correlations", "told", "claim"),
    [
        (
            [0.6, 0.5, 0.3, 0.2],
            "looks less like the image with each further convolution: their correlation falls from "
            "0.610 ± 0.010 in the first to 0.210 ± 0.010 in the last",
            "as far as that means looking like the image, ours agree.",
        ),
        (
            [0.3, 0.5, 0.4, 0.2],
            "looks most like the image in convolution 2, with a correlation of 0.510 ± 0.010; with "
            "each further one the correlation is lower, in the last 0.210 ± 0.010, below the 0.310 "
            "± 0.010 of the first",
            "as far as that means looking like the image, ours agree from convolution 2 on.",
        ),
        (
            [0.6, 0.3, 0.4, 0.2],
            "looks less like the image in the last convolution than in the first: their "
            "correlation falls from 0.610 ± 0.010 to 0.210 ± 0.010",
            None,
        ),
        (
            [0.5, 0.3, 0.6, 0.2, 0.4],
            "it is highest in convolution 3, 0.610 ± 0.011.",
            None,
        ),
        (
            [0.2, 0.3, 0.5, 0.6],
            "looks more like the image with each further convolution: their correlation rises from "
            "0.210 ± 0.010 in the first to 0.610 ± 0.010 in the last",
            "ours look more like the image in the last convolution than in the first.",
        ),
        (
            [0.2, 0.5, 0.3, 0.6],
            "looks more like the image in the last convolution than in the first",
            "ours look more like the image in the last convolution than in the first.",
        ),
        # Of a layer without a correlation nothing is known.
        (
            [0.6, None, 0.2],
            "falls from 0.610 ± 0.010 to 0.210 ± 0.011 (p < 0.001).",
            None,
        ),
        ([0.5], None, None),
        ([0.5, None], None, None),
    ],
)
def test_the_published_claim_stands_beside_what_a_test_shows_of_maps(
    make_report: Make, correlations: list[float | None], told: str | None, claim: str | None
) -> None:
    # Not the same in each run: without a spread there is no test.
    runs = [
        [
            one and one + 0.01 * run + 0.001 * (run == place)
            for place, one in enumerate(correlations)
        ]
        for run in range(3)
    ]
    html = page(make_report, experiments=convolutional(), feature_maps={"cnn": runs})
    text = text_of(article(html, "report"))
    assert told in text if told else "A filter’s map" not in text
    assert ("The published report on this assignment" in text) == bool(claim)
    assert claim in text if claim else "ours" not in text.partition("A filter’s map")[2]


def test_of_images_in_the_place_of_others_no_claim_is_told(make_report: Make) -> None:
    runs = [[0.6 + 0.01 * run, 0.3 + 0.011 * run, 0.2 + 0.01 * run] for run in range(3)]
    report = make_report(experiments=convolutional(), epochs=3, feature_maps={"cnn": runs})
    (one,) = report.experiments
    dataset = replace(one.dataset, in_place="SVHN", is_fallback=True, advice=SVHN.advice)
    report = replace(report, experiments=[replace(one, dataset=dataset)])
    text = text_of(article(render_html(report, LAB), "report"))
    assert "A filter’s map looks less like the image" in text
    assert "The published report on this assignment" not in text


@pytest.mark.parametrize(("factor", "depths"), [(4.0, ["4", "19", "39"]), (1.0, [])])
def test_first_steps_with_both_tangents_are_compared_where_they_differ(
    make_report: Make, factor: float, depths: list[str]
) -> None:
    def gradients(name: str) -> list[Gradients]:
        first = 0.25 * (factor if "lecun" in name else 1.0)
        return [recorded([first * (1 + seed / 50), 0.5, 1.0]) for seed in range(3)]

    html = page(make_report, gradients={"depth": gradients("tanh"), "lecun": gradients})
    told = text_of(article(html, "report")).partition("LeCun")[2]
    assert re.findall(r"times with (\d+)", told) == depths


def test_what_a_quarter_a_layer_predicts_is_measured(make_report: Make) -> None:
    def gradients(name: str) -> list[Any]:
        hidden = int(name.rpartition("-")[2])
        first = {4: 0.0132, 19: 5.8e-12, 39: 1.3e-24}[hidden]
        return [recorded([first, 0.5, 1.0])] * 3

    only = {"depth": (entry("Depth"), variants("sigmoid"))}
    text = text_of(page(make_report, experiments=only, gradients={"depth": gradients}))
    assert "It leaves 0.238 from 4 to 19 hidden layers and 0.233 from 19 to 39 (first" in text


def test_the_question_of_depth_is_answered_first(plain_page: str) -> None:
    text = text_of(article(plain_page, "report")).partition("Depth?")[2]
    assert text.strip().startswith("In 3 epochs, ReLU trains at every depth (with 39 hidden")


def test_gradients_have_their_section_and_the_pairs_their_tests(make_report: Make) -> None:
    alive, dead = recorded([0.5, 0.5, 1.0]), recorded([0.5, 0.5, 1.0], [0.0, 0.0, 0.0])
    html = page(make_report, gradients={"depth": [alive, dead, alive], "lecun": [alive] * 3})
    assert html.count(">Gradients by layer</h3>") == 2
    assert html.count('class="weight_gradients"') == 2
    # In the report in one sentence, with what they rest on in the supplement.
    for part, n_sentences in (("report", 1), ("supplement", 3)):
        assert article(html, part).count('class="finding paired_difference"') == n_sentences


def test_gradients_of_no_run_say_so(make_report: Make) -> None:
    failed = dict.fromkeys(experiments(), "killed by signal SIGKILL")
    html = page(make_report, gradients={"depth": [], "lecun": []}, failed=failed)
    assert text_of(html).count("No run that recorded its gradients has a result.") == 2


def test_it_stands_without_results(make_report: Make) -> None:
    html = page(make_report, failed=dict.fromkeys(experiments(), "killed by signal SIGKILL"))
    assert "Depth by depth" not in html
    assert 'id="equation-update"' in html


def test_the_published_order_is_told_once(plain_page: str) -> None:
    assert plain_page.count('class="finding published_order"') == 1
    assert "of configurations in an order" in text_of(plain_page)


def test_the_report_is_short(make_report: Make, tmp_path: Path) -> None:
    """With all that the assignment asks for."""
    gradients = [recorded([0.5, 0.5, 1.0])] * 3
    html = page(
        make_report,
        experiments=experiments() | convolutional(),
        gradients={"depth": gradients, "lecun": gradients},
        by_class={"cnn": ten_digits(3)},
        feature_maps={"cnn": [[0.6, 0.5, 0.3, 0.2]] * 3},
        own_digit=lambda summaries: made_up_own_digit(summaries, {}),
    )
    assert len(typeset(html, "report", tmp_path).pages) <= 12
