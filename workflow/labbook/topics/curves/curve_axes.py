"""Where the vertical axes of curves begin and end."""

from collections.abc import Sequence

import numpy as np

from labbook.figures.value_axis import ValueAxis
from labbook.topics.curves.run_curves import Band, ConfigurationCurves

# A loss that spans more than a decade is drawn on a logarithmic axis.
DECADE = 10.0
# Whatever is smaller than this is as good as zero, which such an axis cannot hold.
ZERO = 1e-12
# It reaches this many times below the lowest held-out loss: how far a training loss falls below
# that says little, and would flatten all that does.
DEPTH = 100.0
# No axis is so short that only rounding would be seen: a share of the loss, an accuracy.
SHORTEST_LOSS_SHARE = 0.002
SHORTEST_ACCURACY_AXIS = 0.005
# The accuracy axis is this many times as long as what the second half of training spans.
ZOOM = 2.5
# A configuration gets an axis of its own when, beside it, the better half would fill less than a
# quarter of the panel; the better half counts as spanning at least two percentage points.
CROWDED = 4.0
LEAST_COMMON_SPAN = 0.02


def loss_axis(curves: Sequence[ConfigurationCurves]) -> ValueAxis:
    """One axis for all: from the lowest to the highest value of the runs that finished.

    A diverged run may lengthen it tenfold on its way up, not more. Where held-out loss stays far
    above, training may leave it below.
    """
    values = _all_values(curves)
    lost = _diverged_values(curves)
    if not len(values):
        values = np.array([run[0] for run in lost])
    if not len(values):
        return ValueAxis(0.0, 1.0, False)
    ceiling = DECADE * values.max()
    values = np.concatenate([values, *(run[run <= ceiling] for run in lost)])
    top = float(values.max())
    positive = values[values > ZERO]
    if len(positive) and top > DECADE * positive.min():
        floor = max(float(positive.min()), _lowest_held_out(curves) / DEPTH)
        margin = (top / floor) ** 0.04
        return ValueAxis(floor / margin, top * margin, True)
    bottom = min(float(values.min()), top - SHORTEST_LOSS_SHARE * max(abs(top), ZERO))
    margin = 0.04 * (top - bottom)
    return ValueAxis(bottom - margin, top + margin, False)


def _lowest_held_out(curves: Sequence[ConfigurationCurves]) -> float:
    """Zero where there is none: then nothing is cut off."""
    lows = [each.held_out.mean.min() for each in curves if each.held_out is not None]
    return float(min(lows, default=0.0))


def accuracy_axes(
    curves: Sequence[ConfigurationCurves],
) -> tuple[ValueAxis, dict[str, ValueAxis]]:
    """The shared axis, zoomed to the second half of training, and the axes of the outliers.

    The first epochs, and the odd dip later, may begin below the shared axis. A configuration far
    below the better half (one that failed to train) would flatten all others: it has an axis of
    its own, by name, which holds all its values.
    """
    late = {each.name: _late_accuracies(each) for each in curves}
    known = {name: values for name, values in late.items() if len(values)}
    if not known:
        return ValueAxis(0.0, 1.0, False), {}
    floors = {name: float(np.percentile(values, 5)) for name, values in known.items()}
    top = max(float(values.max()) for values in known.values())
    better_half = sorted(floors.values(), reverse=True)[: (len(floors) + 1) // 2]
    common_span = max(top - better_half[-1], LEAST_COMMON_SPAN)
    outliers = {name for name, floor in floors.items() if top - floor > CROWDED * common_span}
    inside = [each for each in curves if each.name not in outliers]
    values = np.concatenate([_all_values(inside), *_diverged_values(inside)])
    floor = min(floors[name] for name in floors if name not in outliers)
    top = float(values.max())
    span = max(ZOOM * (top - floor), SHORTEST_ACCURACY_AXIS)
    shared = _accuracy_axis(max(top - span, float(values.min())), top)
    own = {
        each.name: _accuracy_axis(float(all_values.min()), float(all_values.max()))
        for each in curves
        if each.name in outliers
        for all_values in [np.concatenate([_all_values([each]), *_diverged_values([each])])]
    }
    return shared, own


def _accuracy_axis(lowest: float, highest: float) -> ValueAxis:
    lowest = min(lowest, highest - SHORTEST_ACCURACY_AXIS)
    margin = 0.03 * (highest - lowest)
    return ValueAxis(lowest - margin, highest + margin, False)


def _late_accuracies(curves: ConfigurationCurves) -> np.ndarray:
    """The values of the second half of training: means, or a diverged run's where none finished."""
    bands = _bands(curves)
    lines = [band.mean for band in bands] or _diverged_values([curves])
    return np.concatenate([np.array([]), *(line[len(line) // 2 :] for line in lines)])


def _all_values(curves: Sequence[ConfigurationCurves]) -> np.ndarray:
    return np.concatenate(
        [
            np.array([]),
            *(
                part
                for each in curves
                for band in _bands(each)
                for part in (band.lowest, band.highest)
            ),
        ]
    )


def _diverged_values(curves: Sequence[ConfigurationCurves]) -> list[np.ndarray]:
    """The lines of the diverged runs that have at least one value."""
    lines = [
        line for each in curves for run in each.diverged for line in (run.training, run.held_out)
    ]
    return [line for line in lines if len(line)]


def _bands(curves: ConfigurationCurves) -> list[Band]:
    return [band for band in (curves.training, curves.held_out) if band is not None]
