"""What a figure of turning points shows: which configurations, in which window."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import RunSummary, Summary
from labbook.figures.value_axis import ValueAxis
from labbook.metrics.learned import overfitting
from labbook.topics.curves.curve_data import MOST_PANELS
from labbook.topics.curves.run_curves import (
    Band,
    ConfigurationCurves,
    load_curves,
    read_run_history,
)

# The window begins where the held-out loss has come as near to its lowest as this many times what
# it rises to the end, and reaches as high; the training loss is followed this many times below.
ABOVE = 3.0
BELOW = 8.0


@dataclass(frozen=True)
class Point:
    """A place on the held-out curve of a run."""

    epoch: int
    loss: float


@dataclass(frozen=True)
class TurningRun:
    """A run that did not diverge: where its held-out loss is lowest, where it is at the end, and
    from where it stays above the training loss (None: never, or from the first epoch on).
    """

    name: str
    lowest: Point
    last: Point
    crossing: Point | None
    training: tuple[float, ...]
    held_out: tuple[float, ...]


@dataclass(frozen=True)
class Turn:
    """One configuration; `first_epoch` is where its window begins, `axis` its vertical axis."""

    curves: ConfigurationCurves
    training: Band
    held_out: Band
    runs: tuple[TurningRun, ...]
    first_epoch: int
    axis: ValueAxis

    @property
    def shows_training(self) -> bool:
        """Whether the mean training loss comes into the window."""
        inside = self.training.mean[self.first_epoch - 1 :]
        return bool(((inside > self.axis.lower) & (inside < self.axis.upper)).any())


@dataclass(frozen=True)
class TurningData:
    """The configurations with a panel, and the names of those that turn too and have none."""

    shown: tuple[Turn, ...]
    left_out: tuple[str, ...]

    @property
    def held_out(self) -> str:
        """What the curve that turns is called: "validation", "test" or, of both, "held-out"."""
        return common_part(each.curves.held_out_part for each in self.shown)

    @property
    def epochs(self) -> tuple[int, int]:
        """Where the epoch axis, which all panels share, begins and ends."""
        first = min(each.first_epoch for each in self.shown)
        return first, max(int(each.curves.epochs[-1]) for each in self.shown)


def load_turns(plan: ExperimentPlan, summary: Summary) -> TurningData:
    """The configurations with a run that over-fits, clearly or mildly, in the plan's order.

    Raises LabbookError if a history is broken.
    """
    summarized = {configuration.name: configuration for configuration in summary.configurations}
    turning = [
        curves
        for curves in load_curves(plan, summary, "loss")
        if any(_turns(run) for run in summarized[curves.name].runs)
    ]
    shown = [_turn(curves, summarized[curves.name].runs) for curves in turning[:MOST_PANELS]]
    return TurningData(tuple(shown), tuple(each.label for each in turning[MOST_PANELS:]))


def _turns(run: RunSummary) -> bool:
    return not run.diverged and overfitting(run.metrics, run.epochs) in ("clear", "mild")


def _turn(curves: ConfigurationCurves, runs: Iterable[RunSummary]) -> Turn:
    turning = tuple(_turning_run(run) for run in runs if not run.diverged)
    training, held_out = curves.training, curves.held_out
    # A run that turns did not diverge.
    assert training is not None
    assert held_out is not None
    turn = int(held_out.mean.argmin())
    floor = float(held_out.mean[turn])
    rise = max(run.last.loss - run.lowest.loss for run in turning)
    first = turn
    while first > 0 and held_out.mean[first - 1] <= floor + ABOVE * rise:
        first -= 1
    # The way down takes at least as much room, in log epochs, as a doubling.
    first = min(first, turn // 2)
    upper = max(floor + ABOVE * rise, float(held_out.highest[turn:].max()))
    lower = max(floor - BELOW * rise, float(training.lowest[first:].min()))
    lower = min(lower, float(held_out.lowest[first:].min()))
    margin = 0.04 * (upper - lower)
    axis = ValueAxis(lower - margin, upper + margin, False)
    return Turn(curves, training, held_out, turning, first + 1, axis)


def _turning_run(run: RunSummary) -> TurningRun:
    history = read_run_history(Path(run.directory) / "history.csv")
    losses = history.held_out("loss")

    def point(epoch: float) -> Point:
        return Point(int(epoch), losses[int(epoch) - 1])

    lowest = run.metrics["lowest_held_out_loss_epoch"]
    # A run that did not diverge has one.
    assert lowest is not None
    crossing = run.metrics["held_out_loss_crossing_epoch"]
    return TurningRun(
        run.name,
        point(lowest),
        point(len(losses)),
        None if crossing is None else point(crossing),
        tuple(history.columns["train_loss"]),
        tuple(losses),
    )
