"""Figure kind `loss`: the loss over the epochs of every configuration of an experiment."""

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.summary import Summary
from labbook.figures.illustration import Illustration
from labbook.figures.nothing_drawn import NO_RUN, nothing_drawn
from labbook.text.names import loss_name
from labbook.topics.curves.curve_axes import loss_axis
from labbook.topics.curves.curve_data import CurveData, choose_panels
from labbook.topics.curves.curve_panels import draw_panels
from labbook.topics.curves.curve_table import HEADER, curve_table
from labbook.topics.curves.curve_words import curve_alternative, curve_caption, failed_in_words
from labbook.topics.curves.run_curves import load_curves, load_failed_runs


def load(plan: ExperimentPlan, summary: Summary) -> CurveData:
    """Read the histories of the experiment's runs; raises LabbookError if one is broken."""
    shown, left_out = choose_panels(load_curves(plan, summary, "loss"), lower_is_better=True)
    return CurveData(
        "loss", _loss_title(plan), shown, left_out, loss_axis(shown), {}, load_failed_runs(summary)
    )


def _loss_title(plan: ExperimentPlan) -> str:
    """ "loss (binary cross-entropy)" where all configurations share it, else "loss"."""
    names = {configuration.settings.loss for configuration in plan.configurations}
    if len(names) > 1:
        return "loss"
    return f"loss ({loss_name(names.pop())})"


def illustrate(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`."""
    if not summary.configurations:
        failed = failed_in_words(load_failed_runs(summary))
        return nothing_drawn(
            "Loss over the epochs", _loss_title(plan).capitalize(), NO_RUN, failed, HEADER
        )
    data = load(plan, summary)
    return Illustration(
        draw_panels(data),
        curve_table(data),
        "Loss over the epochs",
        curve_caption(data, data.value_label.capitalize()),
        curve_alternative(data),
    )
