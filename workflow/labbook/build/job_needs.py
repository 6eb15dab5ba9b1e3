"""What a scheduler is asked for: how long the runs of a job take, and how much memory."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.spec import Spec
from labbook.build.job_counts import Durations, configuration_of
from labbook.planning.work import training_memory, training_work

# Of a unit of work, until runs have shown what it takes here: a core of 2020 takes four to five
# milliseconds, and some of a cluster's are older. It counts as if so much had been seen, since a
# unit of a short run takes longer than one of a long run; of the same configuration, a tenth.
SECONDS_OF_WORK = 0.006
WORK_BELIEVED = 10_000.0
# What a run takes beside its epochs: to compile them, or, of most runs of an earlier one's network,
# less.
SECONDS_BESIDE = 2.0
# Snakemake starts twice on the node, then TensorFlow is imported, perhaps from a slow disk.
START_UP_MINUTES = 5
# Nodes differ, and so do two runs of the same settings.
SPARE_TIME, SPARE_MEMORY = 2.0, 1.25
# Two Snakemakes beside the process that trains.
BESIDE_MIB = 500


class Run(Protocol):
    """A planned run."""

    @property
    def spec(self) -> Spec | ChosenSpec: ...

    @property
    def directory(self) -> str: ...


class JobNeeds:
    """Of planned runs, by what earlier runs of their configuration took, if there are any."""

    def __init__(self, earlier: Durations) -> None:
        self._earlier = earlier

    def seconds(self, run: Run) -> float:
        """By the clock, as far as can be foreseen."""
        work, seconds = self._earlier.seen()
        usual = (seconds + WORK_BELIEVED * SECONDS_OF_WORK) / (work + WORK_BELIEVED)
        work, seconds = self._earlier.seen(configuration_of(Path(run.directory)))
        own = (seconds + WORK_BELIEVED / 10 * usual) / (work + WORK_BELIEVED / 10)
        return SECONDS_BESIDE + own * training_work(run.spec)

    def minutes(self, runs: Sequence[Run], attempt: int) -> int:
        """After which the scheduler may end the job; doubled with each attempt."""
        expected = sum(map(self.seconds, runs)) / 60
        return math.ceil(START_UP_MINUTES + SPARE_TIME * expected) << (attempt - 1)

    def memory_mb(self, runs: Sequence[Run], attempt: int) -> int:
        """That the job may take; doubled with each attempt."""
        most = max(map(self._memory, runs))
        return math.ceil(BESIDE_MIB + SPARE_MEMORY * most) << (attempt - 1)

    def _memory(self, run: Run) -> float:
        known = self._earlier.memory(configuration_of(Path(run.directory)))
        return training_memory(run.spec) if known is None else known
