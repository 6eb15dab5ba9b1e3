"""What a figure of curves shows: which configurations, on which axes."""

from dataclasses import dataclass

import numpy as np

from labbook.artifacts.history import common_part
from labbook.figures.value_axis import ValueAxis
from labbook.topics.curves.run_curves import ConfigurationCurves, FailedRuns

# More panels than this cannot be read on one page.
MOST_PANELS = 24
# With more, the other configurations' curves fill a panel instead of placing its own.
_MOST_WITH_CONTEXT = 9


@dataclass(frozen=True)
class CurveData:
    """All that is needed to draw and to describe one metric over the epochs; `shown` is not empty.

    `shown` and `left_out` keep the order of the plan; `own_axes` are those of the configurations
    (by name) that do not fit the shared axis.
    """

    metric: str
    value_label: str
    shown: tuple[ConfigurationCurves, ...]
    left_out: tuple[ConfigurationCurves, ...]
    shared_axis: ValueAxis
    own_axes: dict[str, ValueAxis]
    failed: tuple[FailedRuns, ...]

    def axis_of(self, configuration: ConfigurationCurves) -> ValueAxis:
        """The vertical axis of a configuration's panel."""
        return self.own_axes.get(configuration.name, self.shared_axis)

    @property
    def last_epoch(self) -> int:
        """Where the epoch axis, which all panels share, ends."""
        return max(int(each.epochs[-1]) for each in self.shown)

    @property
    def held_out(self) -> str:
        """What the other curve is called: "validation", "test" or, of both, "held-out"."""
        return common_part(each.held_out_part for each in self.shown + self.left_out)

    @property
    def has_context(self) -> bool:
        """Whether the panels on the shared axis show one another's curves in grey."""
        on_it = [each for each in self.shown if each.name not in self.own_axes]
        if self.last_epoch == 1:
            return False
        return 1 < len(on_it) <= _MOST_WITH_CONTEXT and any(each.n_finished for each in on_it)


def choose_panels(
    curves: tuple[ConfigurationCurves, ...], *, lower_is_better: bool
) -> tuple[tuple[ConfigurationCurves, ...], tuple[ConfigurationCurves, ...]]:
    """The configurations shown and those left out, both in the order given.

    Up to MOST_PANELS all are shown; of more, those with the best mean held-out value at the last
    epoch, the earlier of equals first. Those without a run that finished come last.
    """

    def rank(configuration: ConfigurationCurves) -> float:
        band = configuration.held_out
        if band is None:
            return np.inf
        return float(band.mean[-1]) if lower_is_better else -float(band.mean[-1])

    best = {each.name for each in sorted(curves, key=rank)[:MOST_PANELS]}
    shown = tuple(each for each in curves if each.name in best)
    return shown, tuple(each for each in curves if each.name not in best)
