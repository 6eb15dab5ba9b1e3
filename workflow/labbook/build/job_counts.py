"""Count the jobs of a build that are done, running and left, and say so in one line."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from labbook.build.durations import Durations, ShownRun, in_words, seconds_left


@dataclass(frozen=True)
class _Running:
    name: str
    started: float


class JobCounts:
    """The jobs of one build. A run is a training, a step is any other job.

    `runs` has the trainings by Snakemake's number of their job; `steps` is how many other jobs
    there are, `at_once` how many jobs run side by side; `clock` returns seconds. A thread of its
    own draws the live line, so every method holds the lock.
    """

    def __init__(
        self,
        runs: dict[int, ShownRun],
        steps: int,
        at_once: int,
        durations: Durations,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runs = runs
        self._steps = steps
        self._at_once = at_once
        self._durations = durations
        self._clock = clock
        self._began = clock()
        self._lock = Lock()
        self._running: dict[int, _Running] = {}
        self._trained: set[int] = set()
        self._failed: set[int] = set()
        self._steps_done = 0

    def start(self, job: int, step: str) -> None:
        """Count a job that has started, perhaps again. `step` is its name if it is no run."""
        with self._lock:
            self._failed.discard(job)
            name = self._runs[job].title if job in self._runs else step
            self._running[job] = _Running(name, self._clock())

    def finish(self, job: int) -> str | None:
        """Count a job that is done. Returns the line that says so, None if it never started."""
        with self._lock:
            finished = self._running.pop(job, None)
            if finished is None:
                return None
            seconds = self._clock() - finished.started
            run = self._runs.get(job)
            if run is None:
                self._steps_done += 1
                return f"{finished.name}: done in {in_words(seconds)}"
            self._trained.add(job)
            self._durations.add((run.lab, run.experiment, run.configuration), run.work, seconds)
            line = f"[{len(self._trained)}/{len(self._runs)}] {finished.name} {run.verb} in"
            return ", ".join([f"{line} {in_words(seconds)}", *self._time_left()])

    def fail(self, job: int) -> str | None:
        """Count a job that has failed. Returns its name, None if it never started."""
        with self._lock:
            failed = self._running.pop(job, None)
            self._failed.add(job)
            return None if failed is None else failed.name

    def live_line(self) -> str:
        """`0:03:12  12/60 runs, 1/14 steps, 9 min left: optimizers/adam_seed-1, ...`."""
        with self._lock:
            elapsed = int(self._clock() - self._began)
            clock = f"{elapsed // 3600}:{elapsed // 60 % 60:02}:{elapsed % 60:02}"
            line = ", ".join([self._counts(), *self._time_left()])
            names = ", ".join(running.name for running in self._running.values())
            return f"{clock}  {line}: {names}" if names else f"{clock}  {line}"

    def opening(self) -> str:
        """The line that says what the build is going to do."""
        with self._lock:
            time_left = [f"about {text}" for text in self._time_left()]
            runs = f"{len(self._runs)} runs to train, {self._steps} other steps"
            return ", ".join([runs, f"{self._at_once} at a time", *time_left]) + "."

    def closing(self, complete: bool) -> str:
        """The line that says what the build has done, and how to go on if it is not complete."""
        with self._lock:
            done = f"{self._counts()} done in {in_words(self._clock() - self._began)}"
            return (
                f"{done}."
                if complete
                else f"Stopped with {done}; the same command goes on from there."
            )

    def _counts(self) -> str:
        runs = [f"{len(self._trained)}/{len(self._runs)} runs"] if self._runs else []
        return ", ".join([*runs, f"{self._steps_done}/{self._steps} steps"])

    def _time_left(self) -> list[str]:
        """`9 min left`; empty if no run is left, or if no run has shown yet how long one takes."""
        now = self._clock()
        left = self._runs.keys() - self._trained - self._failed
        if not left:
            return []
        running = [
            (self._runs[job], now - self._running[job].started) for job in left & set(self._running)
        ]
        waiting = [self._runs[job] for job in left - set(self._running)]
        seconds = seconds_left(waiting, running, self._at_once, self._durations)
        return [] if seconds is None else [f"{in_words(seconds)} left"]
