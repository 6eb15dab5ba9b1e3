"""`notebook`: the accuracy that the lab's notebook has reached, beside our runs of its network.

It trains the same network with `model.fit`, with batches and validation images of its own choice.
Verdicts: `within` and `outside` the interval in which one more of our runs is expected
(Student's prediction interval over the seeds), `one seed` (nothing tells how far runs differ),
`no result` (all our runs failed or diverged). `details.side`: it lies `above`, `below` or `within`
the interval. `numbers.notebook` is measured in the notebook: its
training accuracy and loss are those of Keras's last epoch, while the weights move, as ours are.
`longer` are its longest trainings of that network, a seed each: the epochs of their lowest
validation loss, and how far the loss of the last epoch lies above it. `details.turn` says by the
rule of `overfitting` what they show: `clear`, `mild`, `none seen`, `open` (not one of these), or
`unknown` (too few epochs or trainings); of `open`, `rises_in_all` and `dips` say why. `stops`:
where they over-fit or seem to, whether the network itself ended `before` or `after` the lowest loss
of each of them.
"""

from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment, Facts, counted_runs, metric_of
from labbook.metrics.intervals import prediction_interval
from labbook.topics.notebook.results_file import NotebookResults, read_notebook_results
from labbook.topics.notebook.turn import Turn, read_turn, stops

RULE = "Student’s prediction interval for one more run"
COMPARED = tuple(
    f"{part}_{what}" for part in ("test", "val", "train") for what in ("accuracy", "loss")
)


def find_notebook(experiment: Experiment, measured: NotebookResults) -> list[Finding]:
    """One finding for the experiment whose network the notebook trains."""
    (planned,) = experiment.summary.planned
    finished = planned.summary if planned.summary in experiment.finished else None
    turn = read_turn(measured.longest)
    theirs, stopped = _measured(measured, turn), stops(measured.epochs, turn)
    if finished is None:
        return [
            experiment.finding(
                "notebook",
                "no result",
                [planned.known],
                numbers={"notebook": theirs},
                given=("epochs", "steps", "trainings"),
                details={
                    "turn": turn.verdict,
                    "rises_in_all": turn.rises_in_all,
                    "dips": turn.dips,
                    "stops": stopped,
                },
                runs=[],
                n=0,
            )
        ]
    accuracy = finished.metrics["test_accuracy"]
    interval = prediction_interval(accuracy, finished.n_test)
    side = None
    if interval:
        low, high = interval
        reached = measured.test.accuracy
        side = "below" if reached < low else "above" if reached > high else "within"
    epochs = max(run.epochs for run in counted_runs(finished))
    return [
        experiment.finding(
            "notebook",
            "one seed" if side is None else "within" if side == "within" else "outside",
            [finished],
            numbers={
                "notebook": theirs,
                "ours": {name: metric_of(finished, name) for name in COMPARED},
                "interval": interval and list(interval),
                "our_epochs": epochs,
                "our_steps": epochs * finished.steps_per_epoch,
            },
            given=("epochs", "steps", "trainings", "our_epochs", "our_steps"),
            details={
                "side": side,
                "turn": turn.verdict,
                "rises_in_all": turn.rises_in_all,
                "dips": turn.dips,
                "stops": stopped,
            },
            runs=counted_runs(finished),
            test=RULE if interval else None,
            n=accuracy.n,
            interval=interval,
        )
    ]


def _measured(results: NotebookResults, turn: Turn) -> Facts:
    return {
        "test_accuracy": results.test.accuracy,
        "test_loss": results.test.loss,
        "val_accuracy": results.history["val_accuracy"][-1],
        "val_loss": results.history["val_loss"][-1],
        "train_accuracy": results.history["accuracy"][-1],
        "train_loss": results.history["loss"][-1],
        "epochs": results.epochs,
        "steps": results.steps,
        "longer": {
            "epochs": turn.epochs,
            "trainings": turn.trainings,
            "earliest": turn.earliest,
            "latest": turn.latest,
            "smallest_rise": turn.smallest_rise,
            "largest_rise": turn.largest_rise,
        },
    }


FINDERS = (find_notebook,)


def read_evidence(
    experiments: Iterable[Experiment], *, measured: Path
) -> dict[str, NotebookResults]:
    """What the notebook has measured, by the experiment whose network it trains."""
    results = read_notebook_results(measured)
    return {results.experiment: results}
