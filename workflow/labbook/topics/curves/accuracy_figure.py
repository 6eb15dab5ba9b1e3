"""Figure kind `accuracy`: the accuracy over the epochs of every configuration of an experiment."""

from typing import Any

from labbook.figures.illustration import Illustration
from labbook.figures.nothing_drawn import NO_RUN, nothing_drawn
from labbook.topics.curves.curve_axes import accuracy_axes
from labbook.topics.curves.curve_data import CurveData, choose_panels
from labbook.topics.curves.curve_panels import draw_panels
from labbook.topics.curves.curve_table import HEADER, curve_table
from labbook.topics.curves.curve_words import curve_alternative, curve_caption, failed_in_words
from labbook.topics.curves.run_curves import load_curves, load_failed_runs


def load(plan: dict[str, Any], summary: dict[str, Any]) -> CurveData:
    """Read the histories of the experiment's runs; raises LabbookError if one is broken."""
    shown, left_out = choose_panels(load_curves(plan, summary, "accuracy"), lower_is_better=False)
    shared, own = accuracy_axes(shown)
    return CurveData(
        "accuracy", "accuracy", shown, left_out, shared, own, load_failed_runs(summary)
    )


def illustrate(plan: dict[str, Any], summary: dict[str, Any]) -> Illustration:
    """The finished figure; call it inside `drawing_style`."""
    if not summary["configurations"]:
        failed = failed_in_words(load_failed_runs(summary))
        return nothing_drawn("Accuracy over the epochs", "Accuracy", NO_RUN, failed, HEADER)
    data = load(plan, summary)
    return Illustration(
        draw_panels(data),
        curve_table(data),
        "Accuracy over the epochs",
        curve_caption(data, "Accuracy"),
        curve_alternative(data),
    )
