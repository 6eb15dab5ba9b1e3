"""Draw the curves of an experiment: its losses and accuracies over the epochs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import ExperimentPlan, read_experiment_plan
from labbook.artifacts.summary import Summary, read_summary
from labbook.figures.figure_files import write_figures
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.text.names import loss_name
from labbook.topics.curves.curve_data import (
    MOST_PANELS,
    CurveData,
    accuracy_axes,
    choose_panels,
    load_curves,
    loss_axis,
)
from labbook.topics.curves.curve_drawing import draw_panels
from labbook.topics.curves.curve_words import curve_alternative, curve_caption, failed_in_words
from labbook.topics.curves.overview_figure import MOST_SHOWN, illustrate_overview
from labbook.topics.curves.turning_point_figure import illustrate_turning_point

HEADER = [
    *("configuration", "series", "epoch"),
    *("training", "training_lowest", "training_highest"),
    *("held_out_part", "held_out", "held_out_lowest", "held_out_highest"),
]


def illustrate_loss(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    A report has no place for it if the overview shows the same, or the spread of very many. Raises
    LabbookError if the history of a run is broken.
    """
    names = {configuration.settings.loss for configuration in plan.configurations}
    label = f"loss ({loss_name(names.pop())})" if len(names) == 1 else "loss"
    curves = load_curves(plan, summary, "loss")
    shown, left_out = choose_panels(curves, lower_is_better=True)
    # The overview draws all runs of a single configuration, but for those that diverged.
    is_new = len(curves) > 1 or any(one.diverged for one in curves)
    is_new = is_new and len(curves) <= MOST_PANELS
    return _illustration(
        CurveData("loss", label, shown, left_out, loss_axis(shown), {}, summary.gaps), is_new
    )


def illustrate_accuracy(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    A report has no place for it if the overview has the same configurations and needs no second
    axis. Raises LabbookError if the history of a run is broken.
    """
    curves = load_curves(plan, summary, "accuracy")
    shown, left_out = choose_panels(curves, lower_is_better=False)
    shared, own = accuracy_axes(shown)
    return _illustration(
        CurveData("accuracy", "accuracy", shown, left_out, shared, own, summary.gaps),
        is_new=len(curves) <= MOST_PANELS and (bool(own) or len(curves) > MOST_SHOWN),
    )


def _illustration(data: CurveData, is_new: bool) -> Illustration:
    title, subject = f"{data.metric.capitalize()} over the epochs", data.value_label.capitalize()
    if not data.shown:
        reasons = failed_in_words(data.failed)
        return nothing_drawn(title, subject, NO_RUN, reasons, HEADER, in_report=False)
    return Illustration(
        draw_panels(data),
        _table(data),
        title,
        curve_caption(data, subject),
        curve_alternative(data),
        is_new,
    )


def _table(data: CurveData) -> list[list[str]]:
    """Every epoch of every configuration, those without a panel too, with all points.

    `series` is "mean of N runs", of those that got so far (then lowest and highest are given), or
    the name of a run that diverged; a cell without a number is empty. `held_out_part` says which
    images the columns after it are of.
    """
    rows, empty = [HEADER], ["", ""]
    for configuration in data.shown + data.left_out:
        name, part = configuration.name, configuration.held_out_part
        runs = "1 run" if configuration.n_finished == 1 else f"{configuration.n_finished} runs"
        for row, epoch in enumerate(configuration.epochs if configuration.bands else ()):
            if row >= configuration.n_together:
                left = [band.going_on(row) for band in configuration.bands]
                runs = "1 run" if len(left[0]) == 1 else f"{len(left[0])} runs"
                found = [(values.mean(), values.min(), values.max()) for values in left]
            else:
                found = [
                    (band.mean[row], band.lowest[row], band.highest[row])
                    for band in configuration.bands
                ]
            cells = [[repr(float(value)) for value in of_band] for of_band in found]
            rows.append([name, f"mean of {runs}", str(epoch), *cells[0], part, *cells[1]])
        for run in configuration.diverged:
            for row, epoch in enumerate(configuration.epochs[: len(run.training)]):
                training, held_out = repr(float(run.training[row])), repr(float(run.held_out[row]))
                rows.append([name, run.name, str(epoch), training, *empty, part, held_out, *empty])
    return rows


# In the order of a report.
KINDS: dict[str, Callable[[ExperimentPlan, Summary], Illustration]] = {
    "overview": illustrate_overview,
    "loss": illustrate_loss,
    "turning_point": illustrate_turning_point,
    "accuracy": illustrate_accuracy,
}


def make(*, plan: Path, summary: Path, index: Path, choice: Path | None = None) -> None:
    """Read the plan, summary.json and the runs' histories; write each figure and the index."""
    planned, summarized = read_experiment_plan(plan, choice), read_summary(summary)
    write_figures(
        index,
        {kind: partial(illustrate, planned, summarized) for kind, illustrate in KINDS.items()},
    )
