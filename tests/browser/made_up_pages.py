"""A page of each lab, with everything that such a page may show, of results that are made up."""

from collections.abc import Callable
from dataclasses import replace

from labbook.report.context import Report
from labbook.report.for_browser import for_browser
from labbook.report.html import render_html
from made_up_evaluation import ten_digits
from made_up_gradients import recorded
from made_up_notebook import made_up_results
from made_up_own_digit import made_up_own_digit
from report import test_assignment2, test_forum1
from report.made_up_search import TRIALS
from report.watched_lab import watched_experiments

Make = Callable[..., Report]


def _lab3(make: Make) -> Report:
    return make(
        is_subset=True,
        epochs=12,
        trials=TRIALS,
        hidden_units={"hidden_layer": [[[0, 0], [0, 1]]] * 3},
        own_digit=lambda summaries: made_up_own_digit(summaries, {}),
    )


def _lab2(make: Make) -> Report:
    apart = {"single_neuron": 2.5e-13, "hidden_layer": 0.0, "multiclass": 5e-14}
    return make(
        experiments=watched_experiments(),
        epochs=12,
        by_class={"multiclass": ten_digits()},
        apart_from_keras=apart,
    )


def _forum1(make: Make) -> Report:
    return make(
        experiments=test_forum1.experiments(),
        epochs=12,
        trials=TRIALS,
        by_class={"best_network": ten_digits()},
        notebook=replace(made_up_results(), experiment="best_network"),
    )


def _assignment2(make: Make) -> Report:
    gradients = [recorded([0.5, 0.5, 1.0])] * 3
    return make(
        experiments=test_assignment2.experiments() | test_assignment2.convolutional(),
        epochs=3,
        gradients={"depth": gradients, "lecun": gradients},
        by_class={"cnn": ten_digits(3)},
        feature_maps={"cnn": [[0.6, 0.5, 0.3, 0.2]] * 3},
        own_digit=lambda summaries: made_up_own_digit(summaries, {}),
    )


_LABS: dict[str, Callable[[Make], Report]] = {
    "lab3_keras": _lab3,
    "lab2_numpy": _lab2,
    "forum1_mlp": _forum1,
    "assignment2_deep": _assignment2,
}
LABS = tuple(_LABS)


def made_up_page(lab: str, make: Make) -> str:
    """The HTML; `make` writes such a lab and collects its report."""
    report = _LABS[lab](make)
    return for_browser(render_html(report, lab), report)
