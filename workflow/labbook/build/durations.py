"""How long training takes here, learned from the runs that have finished."""

from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.build.planned_run import PlannedRun
from labbook.errors import LabbookError
from labbook.planning.work import training_work

# Of each run's time: to import TensorFlow and to compile, whatever is trained.
START_UP_SECONDS = 4.0


class Durations:
    """Time per work of finished runs, by configuration and over all."""

    def __init__(self) -> None:
        self._work: dict[tuple[str, ...], float] = {}
        self._seconds: dict[tuple[str, ...], float] = {}

    def add(self, configuration: tuple[str, str, str], work: float, seconds: float) -> None:
        """Learn from one run of `configuration` = (lab, experiment, configuration)."""
        for level in (configuration, ()):
            training = max(seconds - START_UP_SECONDS, seconds / 10)
            self._work[level] = self._work.get(level, 0.0) + work
            self._seconds[level] = self._seconds.get(level, 0.0) + training

    def expected(self, run: PlannedRun) -> float | None:
        """Seconds `run` will take: by runs of its configuration, else by all runs, scaled by work.

        None before anything is known.
        """
        for level in ((run.lab, run.experiment, run.configuration), ()):
            if level in self._work:
                return START_UP_SECONDS + run.work * self._seconds[level] / self._work[level]
        return None


def read_durations(results: Path) -> Durations:
    """Learn from each `results/runs/<lab>/<experiment>/<run>.<key>/`: timing.json and spec.json.

    Runs of settings since changed count too. A file that cannot be read teaches nothing.
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
    waiting: Iterable[PlannedRun],
    running: Iterable[tuple[PlannedRun, float]],
    at_once: int,
    durations: Durations,
) -> float | None:
    """Seconds until all are trained, `at_once` side by side; None while nothing can be known.

    `running` pairs a run with the seconds it has run; one that takes longer than expected is given
    another tenth of that. At least the longest single run remains.
    """
    expected: list[float] = []
    for run, elapsed in [*((run, 0.0) for run in waiting), *running]:
        seconds = durations.expected(run)
        if seconds is None:
            return None
        expected.append(max(seconds - elapsed, elapsed / 10))
    return max(sum(expected) / at_once, max(expected, default=0.0))


def in_words(seconds: float) -> str:
    """`14 s`, `9 min` or `1 h 20 min`."""
    whole = max(round(seconds), 1)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
