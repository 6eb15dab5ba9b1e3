"""The numbers behind a figure of turning points, as rows of a CSV file."""

from labbook.topics.curves.turning_point_data import TurningData, TurningRun

HEADER = ["configuration", "run", "epoch", "training", "held_out_part", "held_out", "mark"]


def turning_table(data: TurningData) -> list[list[str]]:
    """Every run of the configurations shown, at each epoch of the figure's window.

    `mark` is `lowest` or `crossing` where the figure has a mark, else empty.
    """
    first, _ = data.epochs
    return [HEADER] + [
        [
            turn.curves.name,
            run.name,
            str(row + 1),
            repr(run.training[row]),
            turn.curves.held_out_part,
            repr(run.held_out[row]),
            _mark(run, row + 1),
        ]
        for turn in data.shown
        for run in turn.runs
        for row in range(first - 1, len(run.held_out))
    ]


def _mark(run: TurningRun, epoch: int) -> str:
    if epoch == run.lowest.epoch:
        return "lowest"
    return "crossing" if run.crossing and epoch == run.crossing.epoch else ""
