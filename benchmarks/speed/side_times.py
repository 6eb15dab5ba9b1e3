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
    after: from the last epoch to the end, the test set included;
    beside_next: what a further seed takes beside its epochs: in the same process where there was
    one, else in a new one.
    """

    per_epoch: float
    start_up: float
    compiling: float
    after: float
    beside_next: float
    peak_memory_mib: float

    def whole_run(self, epochs: int) -> float:
        """CPU seconds of a run of so many epochs that has a process of its own, extrapolated."""
        return self.start_up + self.compiling + epochs * self.per_epoch + self.after

    def run_of_build(self, epochs: int, seeds: int, share_of_start_up: float) -> float:
        """The same of a run in a build: its process compiles once for all seeds, and goes on with
        other configurations.
        """
        beside = self.compiling + self.after + (seeds - 1) * self.beside_next
        return share_of_start_up * self.start_up + beside / seeds + epochs * self.per_epoch


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
        beside_next=median(
            training.get("next", training["end"]) - len(training["epoch_ends"]) * per_epoch
            for training in trainings
        ),
        peak_memory_mib=median(training["peak_memory_mib"] for training in trainings),
    )
