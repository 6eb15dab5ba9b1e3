"""What one side of the comparison takes: medians over its trainings."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError

ONE_TRAINING = Path(__file__).with_name("one_training.py")


@dataclass(frozen=True)
class SideTimes:
    """CPU seconds and MiB.

    per_epoch: training and validation, any epoch but the first, which compiles too;
    start_up: from the start of the process until TensorFlow is imported;
    compiling: what the first epoch took more than others, building the network included;
    after: from the last epoch to the end, the test set included.
    """

    per_epoch: float
    start_up: float
    compiling: float
    after: float
    peak_memory_mib: float

    def whole_run(self, epochs: int) -> float:
        """CPU seconds of a run of so many epochs, extrapolated."""
        return self.start_up + self.compiling + epochs * self.per_epoch + self.after


def train_once(side: str, spec: Spec, dataset: Path) -> dict[str, Any]:
    """Train in a fresh interpreter on one core; what one_training.py prints."""
    command = [sys.executable, str(ONE_TRAINING), side, json.dumps(spec.to_dict()), str(dataset)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabbookError(f"A training ({side}) failed:\n{done.stderr.strip()[-2000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def side_times(trainings: Sequence[dict[str, Any]]) -> SideTimes:
    """Medians over trainings of two or more epochs, as `train_once` returns them."""
    per_epoch = median(
        later - earlier
        for training in trainings
        for earlier, later in zip(
            training["epoch_ends"][:-1], training["epoch_ends"][1:], strict=True
        )
    )
    return SideTimes(
        per_epoch=per_epoch,
        start_up=median(training["import_end"] for training in trainings),
        compiling=median(
            training["epoch_ends"][0] - training["import_end"] - per_epoch for training in trainings
        ),
        after=median(training["end"] - training["epoch_ends"][-1] for training in trainings),
        peak_memory_mib=median(training["peak_memory_mib"] for training in trainings),
    )
