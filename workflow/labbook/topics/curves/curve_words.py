"""Caption and alternative text of a figure of curves: sentences true of the data drawn."""

from collections.abc import Sequence

from labbook.artifacts.history import HELD_OUT
from labbook.artifacts.summary import Gap
from labbook.figures import palette
from labbook.figures.axes import power_label
from labbook.text.numbers import in_groups
from labbook.topics.curves.curve_data import MOST_PANELS, Band, ConfigurationCurves, CurveData
from labbook.topics.curves.curve_drawing import MOST_LINES, draws_lines

_MOST_NAMES = 12
CIRCLES = "Circles: the epoch whose weights count."


def curve_caption(data: CurveData, subject: str) -> str:
    """`subject` begins the caption, e.g. "Loss (binary cross-entropy)"."""
    shown = data.shown
    panels = "" if len(shown) == 1 else f", one panel for each of {len(shown)} configurations"
    signs = _signs(data)
    parts = [f"{subject} over {_epochs(data)}{panels}: {signs}.", _seeds(data)]
    parts.extend(stopping_in_words(shown))
    if data.has_context:
        parts.append(
            f"{palette.CONTEXT_WORD.capitalize()}: mean {data.held_out} curves of the other "
            "configurations."
        )
    if data.held_out == HELD_OUT:
        parts.append(
            "Held-out images are those of validation or, where there is none, of the test."
        )
    if data.shared_axis.logarithmic:
        parts.append("The vertical axis is logarithmic.")
    parts.extend(_outside(data))
    if data.own_axes:
        names = [curves.label for curves in shown if curves.name in data.own_axes]
        own = "its own vertical axis" if len(names) == 1 else "vertical axes of their own"
        parts.append(f"Far below the others and drawn on {own}: {listed(names)}.")
    parts.extend(_diverged(data))
    parts.extend(failed_in_words(data.failed))
    if data.left_out:
        best = "lowest" if data.metric == "loss" else "highest"
        parts.append(
            f"Of {len(shown) + len(data.left_out)} configurations the {MOST_PANELS} with the "
            f"{best} {data.held_out} {data.metric} at {data.end_words} are shown; left out: "
            f"{listed([curves.label for curves in data.left_out])}."
        )
    return " ".join(parts)


def curve_alternative(data: CurveData) -> str:
    """What is seen: how many panels, and where their curves begin and end."""
    if len(data.shown) == 1:
        parts = ["Line chart.", *_course(data)]
    else:
        parts = [f"{len(data.shown)} line charts, one for each configuration.", *_ranges(data)]
    return " ".join([*parts, *_diverged(data), *failed_in_words(data.failed)])


def stopping_in_words(shown: Sequence[ConfigurationCurves]) -> list[str]:
    """What early stopping has changed about the curves; nothing where it has not."""
    parts = []
    if any(curves.n_finished and curves.n_together < len(curves.epochs) for curves in shown):
        parts.append("Early stopping ended runs at different epochs: a mean ends with the first.")
    if any(curves.restores for curves in shown):
        parts.append(CIRCLES)
    return parts


def failed_in_words(gaps: Sequence[Gap]) -> list[str]:
    """One sentence with the runs that failed; none if all finished."""
    runs = [f"{gap.label} ({_share(len(gap.runs), len(gap.seeds))})" for gap in gaps]
    return [f"Failed and not drawn: {listed(runs)}."] if runs else []


def _share(count: int, n_runs: int) -> str:
    return f"{count} of {n_runs} {'run' if n_runs == 1 else 'runs'}"


def _course(data: CurveData) -> list[str]:
    """From where to where the only configuration's curves go."""
    only = data.shown[0]
    first = int(only.epochs[0])
    sentences = []
    for kind, band in _bands(only, data).items():
        last = only.n_together
        begin, end = (_number(float(band.mean[epoch]), data) for epoch in (0, -1))
        between = "" if first == last else f" and {end} at epoch {in_groups(last)}"
        mean = "mean " if only.n_finished > 1 else ""
        sentences.append(f"The {mean}{kind} {data.metric} is {begin} at epoch {first}{between}.")
    return sentences


def _ranges(data: CurveData) -> list[str]:
    """Lowest and highest last value over the configurations."""
    sentences = []
    for kind in ("training", data.held_out):
        ends = [
            (_bands(curves, data)[kind].end, curves.label) for curves in data.shown if curves.bands
        ]
        if ends:
            (low, low_label), (high, high_label) = min(ends), max(ends)
            sentences.append(
                f"At {data.end_words} the {kind} {data.metric} ranges from "
                f"{_number(low, data)} ({low_label}) to {_number(high, data)} ({high_label})."
            )
    return sentences


def _epochs(data: CurveData) -> str:
    lengths = {int(curves.epochs[-1]) for curves in data.shown}
    if lengths == {1}:
        return "1 epoch"
    return f"{'up to ' if len(lengths) > 1 else ''}{in_groups(data.last_epoch)} epochs"


def _signs(data: CurveData) -> str:
    """How training and held-out curves are told apart without color."""
    if data.last_epoch == 1:
        return f"training a circle, {data.held_out} a square"
    return f"training solid, {data.held_out} dashed"


def _seeds(data: CurveData) -> str:
    counts = sorted({curves.n_runs for curves in data.shown})
    of_each = " for each" if len(counts) == 1 else " for a configuration"
    where = "" if len(data.shown) == 1 else of_each
    if counts == [1]:
        return f"One seed{where}."
    number = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    if data.last_epoch == 1:
        drawn = "the point is their mean, the bar spans the lowest to the highest"
    elif all(map(draws_lines, data.shown)):
        drawn = "the thick line is their mean, a thin one a single seed"
    else:
        drawn = (
            f"the line is their mean; up to {MOST_LINES} are thin lines, more are a band from the "
            "lowest to the highest"
        )
    return f"{number} seeds{where}: {drawn}."


def _outside(data: CurveData) -> list[str]:
    """Which values the shared axis does not hold, and until when."""
    lower = data.shared_axis.lower
    epochs = [
        int(curves.epochs[: len(of_run)][of_run < lower][-1])
        for curves in data.shown
        if curves.name not in data.own_axes
        for band in curves.bands
        for of_run in band.of_runs
        if (of_run < lower).any()
    ]
    if not epochs:
        return []
    return [
        f"Values below {_number(lower, data)} lie outside the vertical axis "
        f"(the last at epoch {in_groups(max(epochs))})."
    ]


def _diverged(data: CurveData) -> list[str]:
    failed = {gap.name: len(gap.runs) for gap in data.failed}
    lost = []
    for curves in data.shown:
        if curves.diverged:
            n_runs = curves.n_runs + failed.get(curves.name, 0)
            lost.append(f"{curves.label} ({_share(len(curves.diverged), n_runs)})")
    if not lost:
        return []
    return [f"Diverged, drawn up to a cross and left out of the mean: {listed(lost)}."]


def _bands(configuration: ConfigurationCurves, data: CurveData) -> dict[str, Band]:
    """By what they are of; empty where every run diverged."""
    return dict(zip(("training", data.held_out), configuration.bands, strict=False))


def listed(names: list[str]) -> str:
    """All of them or, of many, the first few and how many are left."""
    rest = len(names) - _MOST_NAMES
    if rest > 1:
        return f"{'; '.join(names[:_MOST_NAMES])}; and {rest} more"
    return "; ".join(names)


def _number(value: float, data: CurveData) -> str:
    if data.metric == "accuracy":
        return f"{value:.4f}"
    return power_label(value, 3) if 0 < value < 1e-4 or value >= 1e5 else f"{value:.3g}"
