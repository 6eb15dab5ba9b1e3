"""evaluation.json: how one trained network did on the test set, and the sizes of its training."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError


@dataclass(frozen=True)
class Evaluation:
    """The test set's metrics, looked at once after the last epoch, and counts of images and steps.

    `test_loss` is None where it is no finite number; `test_accuracy` is a fraction, NaN where the
    dataset has no test images (`n_test` 0);
    `batch_size_used` is the smaller of the batch size and the training images;
    `parameters` counts all weights, trainable or not; `diverged`: a loss became nan or infinite.
    `restored_epoch`: whose weights were restored, and are what the test was of; None, and left out
    of the file, where that is the last epoch.
    """

    test_loss: float | None
    test_accuracy: float
    n_train: int
    n_validation: int
    n_test: int
    steps_per_epoch: int
    batch_size_used: int
    parameters: int
    diverged: bool
    restored_epoch: int | None = None


def write_evaluation(path: Path, evaluation: Evaluation) -> None:
    """Write it; numbers that JSON cannot carry (nan, infinite) become null."""
    values = asdict(evaluation)
    for name in ("test_loss", "test_accuracy"):
        if values[name] is not None and not math.isfinite(values[name]):
            values[name] = None
    if values["restored_epoch"] is None:
        del values["restored_epoch"]
    write_json(path, values)


def read_evaluation(path: Path) -> Evaluation:
    """Read it; raises LabbookError naming the file if a field is missing or of the wrong kind."""
    values = read_json(path)
    try:
        loss, accuracy = values["test_loss"], values["test_accuracy"]
        restored = values.get("restored_epoch")
        return Evaluation(
            test_loss=None if loss is None else float(loss),
            test_accuracy=math.nan if accuracy is None else float(accuracy),
            n_train=int(values["n_train"]),
            n_validation=int(values["n_validation"]),
            n_test=int(values["n_test"]),
            steps_per_epoch=int(values["steps_per_epoch"]),
            batch_size_used=int(values["batch_size_used"]),
            parameters=int(values["parameters"]),
            diverged=bool(values["diverged"]),
            restored_epoch=None if restored is None else int(restored),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise LabbookError(
            f"{path} is not a whole evaluation ({error!r}); delete its run and build again."
        ) from None
