"""The turning points of losses: which configurations turn, in which window, and in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import RunSummary, Summary
from labbook.figures.axes import ValueAxis
from labbook.metrics.learned import overfitting
from labbook.topics.curves.curve_data import MOST_PANELS
from labbook.topics.curves.run_curves import (
    ConfigurationCurves,
    load_curves,
    read_run_history,
)

# By how many times the rise of the held-out loss, from its lowest to its last value, a panel
# reaches above the lowest and below it. The curves begin where they come into this range.
ABOVE = 3.0
BELOW = 8.0


@dataclass(frozen=True)
class Point:
    """A place on the held-out curve of a run."""

    epoch: int
    loss: float


@dataclass(frozen=True)
class TurningRun:
    """A run that did not diverge: the points of its lowest and of its last held-out loss.

    From `crossing` on, the held-out loss stays above the training loss; None where that is so from
    the first epoch on, or never.
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
    runs: tuple[TurningRun, ...]
    first_epoch: int
    axis: ValueAxis

    @property
    def shows_training(self) -> bool:
        """Whether the mean training loss comes into the window."""
        training, _ = self.curves.bands
        inside = training.mean[self.first_epoch - 1 :]
        return bool(((inside > self.axis.lower) & (inside < self.axis.upper)).any())


@dataclass(frozen=True)
class TurningData:
    """The configurations with a panel, and the names of those that turn too and have none."""

    shown: tuple[Turn, ...]
    left_out: tuple[str, ...]

    @property
    def held_out(self) -> str:
        """What the curve that turns is called: "validation", "test" or, of both, "held-out"."""
        return common_part(turn.curves.held_out_part for turn in self.shown)

    @property
    def epochs(self) -> tuple[int, int]:
        """Where the epoch axis, which all panels share, begins and ends."""
        first = min(turn.first_epoch for turn in self.shown)
        return first, max(int(turn.curves.epochs[-1]) for turn in self.shown)


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
    return TurningData(tuple(shown), tuple(turn.label for turn in turning[MOST_PANELS:]))


def _turns(run: RunSummary) -> bool:
    return not run.diverged and overfitting(run.metrics, run.epochs) in ("clear", "mild")


def _turn(curves: ConfigurationCurves, runs: Iterable[RunSummary]) -> Turn:
    turning = tuple(_turning_run(run) for run in runs if not run.diverged)
    # There are bands, since a run that turns did not diverge.
    training, held_out = curves.bands
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
    return Turn(curves, turning, first + 1, axis)


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


_MOST_EPOCHS = 4  # of more seeds, the earliest and the latest


def turn_in_words(turn: Turn) -> str:
    """ "lowest at epoch 2,312, above training from 4,021 on", of all its seeds."""
    crossings = [run.crossing.epoch for run in turn.runs if run.crossing]
    words = f"lowest at epoch {_epochs([run.lowest.epoch for run in turn.runs])}"
    return f"{words}, above training from {_epochs(crossings)} on" if crossings else words


def turning_caption(data: TurningData) -> str:
    """What is drawn how."""
    first, last = data.epochs
    held_out = data.held_out
    panels = "" if len(data.shown) == 1 else f", one panel for each of {len(data.shown)} that turn"
    parts = [
        f"Where the {held_out} loss turns{panels}: training solid, {held_out} dashed, over epochs "
        f"{first:,} to {last:,} on a logarithmic axis. The vertical axis does not begin at zero"
        f"{'' if len(data.shown) == 1 else ' and is each panel’s own'}.",
        f"Circle: lowest {held_out} loss of a seed.",
    ]
    if any(run.crossing for turn in data.shown for run in turn.runs):
        parts.append(f"Diamond: from here on its {held_out} loss stays above its training loss.")
    if _unseen_crossings(data):
        parts.append(f"Where that came earlier than the curves shown: {_unseen_crossings(data)}.")
    if any(len(turn.runs) > 1 for turn in data.shown):
        parts.append("Of several seeds, the line is the mean, the band spans lowest to highest.")
    unseen = [turn.curves.label for turn in data.shown if not turn.shows_training]
    if unseen:
        parts.append(f"Training loss outside the vertical axis: {'; '.join(unseen)}.")
    if data.left_out:
        parts.append(f"These turn too and are left out: {'; '.join(data.left_out)}.")
    return " ".join(parts)


def turning_alternative(data: TurningData) -> str:
    """What is seen in each panel."""
    charts = "Line chart" if len(data.shown) == 1 else f"{len(data.shown)} line charts"
    parts = [f"{charts} of training and {data.held_out} loss."]
    for turn in data.shown:
        ends = [run.last.loss for run in turn.runs]
        lowest = [run.lowest.loss for run in turn.runs]
        parts.append(
            f"{turn.curves.label}: {turn_in_words(turn)}; from {min(lowest):.4g} it rises to "
            f"{max(ends):.4g} at most."
        )
    return " ".join(parts)


def _unseen_crossings(data: TurningData) -> str:
    first, _ = data.epochs
    return "; ".join(
        turn.curves.label
        for turn in data.shown
        if any(
            run.crossing and (run.crossing.epoch < first or run.crossing.loss > turn.axis.upper)
            for run in turn.runs
        )
    )


def _epochs(epochs: list[int]) -> str:
    different = sorted(set(epochs))
    if len(different) > _MOST_EPOCHS:
        return f"{different[0]:,} to {different[-1]:,}"
    *others, last = [f"{epoch:,}" for epoch in different]
    return f"{', '.join(others)} and {last}" if others else last
