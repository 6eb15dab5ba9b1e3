"""Estimate how long a training takes on this computer, from the runs that have finished."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.planning.work import training_work


@dataclass(frozen=True)
class ShownRun:
    """One training. `job` is the first output of its job, by which Snakemake knows the job.

    A job may train several runs, one after another. `seal` is the file that is there when this one
    is trained, `log` that of its training. `work` is its amount of arithmetic, in a unit that is
    the same for all runs. `verb` says what the job did to the run when it has ended: it trained it,
    or tried to.
    """

    lab: str
    experiment: str
    configuration: str
    name: str
    work: float
    job: str
    seal: str
    log: str
    verb: str = "trained"

    @property
    def title(self) -> str:
        return f"{self.experiment}/{self.name}"


# What each run takes to import TensorFlow and to compile, whatever it trains.
START_UP_SECONDS = 4.0


class Durations:
    """Seconds per unit of work, for each configuration and for all runs together."""

    def __init__(self) -> None:
        self._work: dict[tuple[str, ...], float] = {}
        self._seconds: dict[tuple[str, ...], float] = {}

    def add(self, configuration: tuple[str, str, str], work: float, seconds: float) -> None:
        """Learn that a run with so much `work` took so many `seconds`.

        `configuration` is (lab, experiment, configuration).
        """
        for level in (configuration, ()):
            training = max(seconds - START_UP_SECONDS, seconds / 10)
            self._work[level] = self._work.get(level, 0.0) + work
            self._seconds[level] = self._seconds.get(level, 0.0) + training

    def expected(self, run: ShownRun) -> float | None:
        """How many seconds `run` will take; None while no run has finished.

        The estimate follows from the runs of its configuration if there are any, else from all
        runs. It is in proportion to the work.
        """
        for level in ((run.lab, run.experiment, run.configuration), ()):
            if level in self._work:
                return START_UP_SECONDS + run.work * self._seconds[level] / self._work[level]
        return None


def read_durations(results: Path) -> Durations:
    """Learn from timing.json and spec.json in each `results/runs/<lab>/<experiment>/<run>.<key>/`.

    Runs count too whose settings were changed later. A file that cannot be read is skipped.
    """
    durations = Durations()
    for file in sorted((results / "runs").glob("*/*/*/timing.json")):
        lab, experiment, directory = file.parts[-4:-1]
        configuration = directory.rpartition(".")[0].rpartition("_seed-")[0]
        try:
            seconds = float(read_json(file)["wall_seconds"])
            spec = Spec.from_dict(read_json(file.with_name("spec.json")))
        except (LabbookError, OSError, KeyError, TypeError, ValueError):
            continue
        durations.add((lab, experiment, configuration), training_work(spec), seconds)
    return durations


def seconds_left(
    waiting: Iterable[ShownRun],
    running: Iterable[tuple[ShownRun, float]],
    at_once: int,
    durations: Durations,
) -> float | None:
    """Seconds until all runs are trained, `at_once` side by side; None while no run has finished.

    `running` has runs with the seconds for which each has run. A run that takes longer than
    expected is given another tenth of its time so far. The answer is never less than what the
    longest single run needs.
    """
    expected: list[float] = []
    for run, elapsed in [*((run, 0.0) for run in waiting), *running]:
        seconds = durations.expected(run)
        if seconds is None:
            return None
        expected.append(max(seconds - elapsed, elapsed / 10))
    return max(sum(expected) / at_once, max(expected, default=0.0))


def in_words(seconds: float) -> str:
    """`14 s`, `9 min` or `1 h 20 min`; never less than a second."""
    whole = max(round(seconds), 1)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
