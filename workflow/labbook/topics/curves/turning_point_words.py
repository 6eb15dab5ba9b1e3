"""Title, caption and alternative text of a figure of turning points, true of the data drawn."""

from labbook.topics.curves.turning_point_data import Turn, TurningData

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
