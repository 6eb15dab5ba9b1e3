"""Count the jobs of a build that are done, running and left, and estimate the time left."""

import math
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from labbook.artifacts.epoch_line import share_done
from labbook.artifacts.job_log import end_of
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.planning.work import training_work


@dataclass(frozen=True)
class ShownRun:
    """One training. `job` is the first output of its job, by which Snakemake knows the job.

    A job may train several runs, one after another. `seal` is the file that is there when this one
    is trained, `log` that of its training. `work` is its amount of arithmetic, in a unit that is
    the same for all runs. `begins`: it is the first of its job. `verb` says what the job did to the
    run when it has ended: it trained it, or tried to.
    """

    lab: str
    experiment: str
    configuration: str
    name: str
    work: float
    job: str
    seal: str
    log: str
    begins: bool = True
    verb: str = "trained"

    @property
    def place(self) -> tuple[str, str, str]:
        """Lab, experiment and configuration."""
        return self.lab, self.experiment, self.configuration

    @property
    def title(self) -> str:
        return f"{self.experiment}/{self.name}"


# What the first run of a job takes beside its epochs: it compiles its network. The next ones find
# it compiled, and take little.
START_UP_SECONDS = 2.5
NEXT_SECONDS = 0.1
# Between two estimates of the time left in lines about finished jobs.
LEAST_SECONDS = 1.0
# What a step takes of which nothing is known.
STEP_SECONDS = 1.0
# How many runs have to show what one takes beside its epochs, before that counts as much as the
# above.
RUNS_BELIEVED = 5


@dataclass(frozen=True)
class Timing:
    """Seconds by the clock that a run took, in its epochs and beside them; MiB of its process."""

    training: float
    beside: float
    memory: float = 0.0


class _Usual:
    """The mean of what was seen; what is `assumed` counts as if it had been seen `count` times."""

    def __init__(self, assumed: float, count: int) -> None:
        self._total, self._count = count * assumed, count

    def add(self, seconds: float) -> None:
        self._total += seconds
        self._count += 1

    @property
    def seconds(self) -> float:
        return self._total / self._count


class Durations:
    """Seconds per unit of work, for each configuration and for all runs together; those of steps.

    A step is known by its kind: its rule. `crowding`: how many jobs share a core, so that each
    takes as much longer.
    """

    def __init__(self, crowding: float = 1.0) -> None:
        self.crowding = crowding
        self._work: dict[tuple[str, ...], float] = {}
        self._seconds: dict[tuple[str, ...], float] = {}
        self._start_up = _Usual(START_UP_SECONDS * crowding, RUNS_BELIEVED)
        self._next = _Usual(NEXT_SECONDS * crowding, RUNS_BELIEVED)
        self._steps: dict[str, float] = {}
        self._memory: dict[tuple[str, str, str], float] = {}

    def copy(self) -> "Durations":
        return deepcopy(self)

    def add(self, configuration: tuple[str, str, str], work: float, seconds: float) -> None:
        """Learn that so much `work` took so many `seconds`, start-up not among them.

        `configuration` is (lab, experiment, configuration).
        """
        for level in (configuration, ()):
            self._work[level] = self._work.get(level, 0.0) + work
            self._seconds[level] = self._seconds.get(level, 0.0) + seconds

    def add_run(self, run: ShownRun, timing: Timing) -> None:
        """Learn what a whole run took."""
        self.add(run.place, run.work, timing.training)
        self._beside(run).add(timing.beside)

    def add_part(self, run: ShownRun, seconds: float, share: float = 1.0) -> None:
        """Learn that `share` of `run` took so many `seconds`, those beside its epochs included."""
        training = max(seconds - self._beside(run).seconds, seconds / 10)
        self.add(run.place, run.work * share, training)

    def add_step(self, kind: str, seconds: float) -> None:
        """Learn that a step of this kind took so long."""
        self._steps[kind] = seconds

    def know_steps(self, seconds: Mapping[str, float]) -> None:
        """How long a step of each kind usually takes, or has taken in earlier builds."""
        self._steps.update(seconds)

    def expected(self, run: ShownRun) -> float | None:
        """How many seconds `run` will take; None while nothing is known of any.

        The estimate follows from the runs of its configuration if there are any, else from all
        runs. It is in proportion to the work.
        """
        for level in (run.place, ()):
            if level in self._work:
                training = run.work * self._seconds[level] / self._work[level]
                return training + self._beside(run).seconds
        return None

    def seen(self, configuration: tuple[str, str, str] | None = None) -> tuple[float, float]:
        """How much work took how many seconds, of the configuration or of all."""
        level = configuration or ()
        return self._work.get(level, 0.0), self._seconds.get(level, 0.0)

    def add_memory(self, configuration: tuple[str, str, str], mib: float) -> None:
        """Learn that the process of a run has grown so large."""
        self._memory[configuration] = max(mib, self._memory.get(configuration, mib))

    def memory(self, configuration: tuple[str, str, str]) -> float | None:
        """The most that a run of the configuration has needed, in MiB; None if unknown."""
        return self._memory.get(configuration)

    def expected_step(self, kind: str) -> float:
        """How many seconds a step of this kind will take: as the last one, or else as usual."""
        return self._steps.get(kind, STEP_SECONDS * self.crowding)

    def _beside(self, run: ShownRun) -> _Usual:
        return self._start_up if run.begins else self._next


def read_timing(directory: Path) -> Timing | None:
    """Of the run in `directory`; None if its timing.json cannot be read."""
    try:
        timing = read_json(directory / "timing.json")
        seconds = float(timing["wall_seconds"])
        share = timing["training_cpu_seconds"] / timing["cpu_seconds"]
        memory = float(timing.get("peak_memory_mib", 0.0))
    except (LabbookError, OSError, KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return Timing(seconds * share, seconds * (1 - share), memory)


def read_durations(
    results: Path, crowding: float = 1.0, counts: Callable[[Path], bool] = lambda directory: True
) -> Durations:
    """Learn from timing.json and spec.json in each `results/runs/<lab>/<experiment>/<run>.<key>/`.

    Runs count too whose settings were changed later, if their directory `counts`. A file that
    cannot be read is skipped.
    """
    durations = Durations(crowding)
    for directory in sorted((results / "runs").glob("*/*/*/")):
        timing = read_timing(directory) if counts(directory) else None
        if timing is None:
            continue
        with suppress(LabbookError, OSError, KeyError, TypeError, ValueError):
            spec = Spec.from_dict(read_json(directory / "spec.json"))
            place = configuration_of(directory)
            durations.add(place, training_work(spec), timing.training)
            durations.add_memory(place, timing.memory)
    return durations


def configuration_of(directory: Path) -> tuple[str, str, str]:
    """Lab, experiment and configuration of the run in `directory`, by its name."""
    lab, experiment, run = directory.parts[-3:]
    return lab, experiment, run.rpartition(".")[0].rpartition("_seed-")[0]


def rest(expected: float, elapsed: float) -> float:
    """Seconds that are left of what was `expected`.

    Where it is overdue, as long again as it is overdue, but no more than a tenth of its time.
    """
    return max(expected - elapsed, min(elapsed - expected, elapsed / 10))


def seconds_left(jobs: Collection[float], at_once: int, crowding: float = 1.0) -> float:
    """Seconds until all `jobs` are done, `at_once` side by side, each of which takes so long.

    Where the longest is left alone in the end, it has a core for itself, and is as much faster as
    `crowding` says.
    """
    longest = max(jobs, default=0.0)
    side_by_side = sum(jobs) / at_once
    if longest <= side_by_side:
        return side_by_side
    others = (sum(jobs) - longest) / (at_once - 1)
    return others + (longest - others) / crowding


def in_words(seconds: float) -> str:
    """`14 s`, `9 min` or `1 h 20 min`; never less than a second."""
    whole = max(round(seconds), 1)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


# What changes when a file is made anew.
Stamp = tuple[int, int]


def stamp_of(file: str) -> Stamp | None:
    """None where there is no such file."""
    with suppress(OSError):
        found = os.stat(file)
        return found.st_ino, found.st_mtime_ns
    return None


@dataclass
class _Running:
    """A job at work; `runs`: those that it still has to train, the first of them at the moment.

    `waits`: it is in the queue of a cluster, as long as the log of that run is as it was `before`.
    """

    name: str
    started: float
    runs: list[ShownRun]
    begun: float
    waits: bool = False
    before: Stamp | None = None


@dataclass(frozen=True)
class Progress:
    """Of a run at work: which `share` of its epochs had ended `seconds_ago`."""

    share: float
    seconds_ago: float


# Of a log, to find the last line that tells an epoch.
LINES_TO_READ = 5


def progress_of(run: ShownRun) -> Progress | None:
    """What its log says; None if it says nothing yet."""
    with suppress(OSError):
        path = Path(run.log)
        share = share_done(end_of(path, LINES_TO_READ))
        if share is not None:
            return Progress(share, max(0.0, time.time() - path.stat().st_mtime))
    return None


def timing_of(run: ShownRun) -> Timing | None:
    """What it took, if it is trained."""
    return read_timing(Path(run.seal).parent)


class JobCounts:
    """The jobs of one build. A run is a training, a step is any job that trains none.

    `runs` has the trainings by Snakemake's number of their job, in their order, `steps` the rules
    of the other jobs; `at_once` is how many jobs run side by side; `clock` returns seconds;
    `is_there` tells whether a file exists, `progress` how far a run at work is, `timing` what a
    run took. `queued`: a cluster decides when a training begins, which its log shows (`stamp`).
    A thread of its own draws the live line, so every method holds the lock.
    """

    def __init__(
        self,
        runs: Mapping[int, Sequence[ShownRun]],
        steps: Mapping[int, str],
        at_once: int,
        durations: Durations,
        clock: Callable[[], float] = time.monotonic,
        is_there: Callable[[str], bool] = os.path.exists,
        progress: Callable[[ShownRun], Progress | None] = progress_of,
        timing: Callable[[ShownRun], Timing | None] = timing_of,
        *,
        queued: bool = False,
        stamp: Callable[[str], Stamp | None] = stamp_of,
    ) -> None:
        self._runs = runs
        self._total = sum(map(len, runs.values()))
        self._steps = steps
        self._at_once = at_once
        self._durations = durations
        self._clock = clock
        self._is_there = is_there
        self._progress = progress
        self._timing = timing
        self._queued = queued
        self._stamp = stamp
        # How many trainings the cluster was seen to carry out side by side.
        self._most_at_work = 0
        self._began = clock()
        self._said_at, self._said = -math.inf, list[str]()
        self._lock = Lock()
        self._running: dict[int, _Running] = {}
        self._trained: set[str] = set()
        self._ended: set[int] = set()
        self._finished: set[int] = set()
        self._steps_done = 0

    def start(self, job: int, step: str) -> None:
        """Count a job that has started, perhaps again. `step` is its name if it trains no run."""
        with self._lock:
            self._ended.discard(job)
            self._finished.discard(job)
            now = self._clock()
            # One that is tried again may have trained some.
            runs = [run for run in self._runs.get(job, ()) if run.seal not in self._trained]
            running = _Running(step, now, runs, now, waits=self._queued and bool(runs))
            if running.waits:
                running.before = self._stamp(runs[0].log)
            self._running[job] = running

    def finish(self, job: int) -> str | None:
        """Count a job that is done. Returns the line that says so, None if it never started."""
        with self._lock:
            finished = self._running.pop(job, None)
            if finished is None:
                return None
            now = self._clock()
            seconds = now - finished.started
            taken = in_words(seconds)
            self._finished.add(job)
            runs = self._runs.get(job)
            if runs is None:
                self._ended.add(job)
                self._steps_done += 1
                if job in self._steps:
                    self._durations.add_step(self._steps[job], seconds)
                return f"{finished.name}: done in {taken}"
            self._ended.add(job)
            self._count_trained(finished, len(finished.runs))
            line = f"[{len(self._trained)}/{self._total}] {_names(runs)} {runs[0].verb} in {taken}"
            # All jobs are looked at for it, so not for each of a thousand short ones.
            if now - self._said_at >= LEAST_SECONDS:
                self._said_at, self._said = now, self._time_left()
            return ", ".join([line, *self._said])

    @property
    def complete(self) -> bool:
        """Whether each job of the build is done, and none has failed since."""
        with self._lock:
            return len(self._finished) == len(self._runs) + len(self._steps)

    def fail(self, job: int) -> str | list[ShownRun] | None:
        """Count a job that has failed. Returns its runs that failed, or else its name.

        None if it never started.
        """
        with self._lock:
            failed = self._running.pop(job, None)
            self._ended.add(job)
            if failed is None:
                return None
            if not failed.runs:
                return failed.name
            if failed.waits and self._stamp(failed.runs[0].log) == failed.before:
                # It has not begun, and the logs are those of earlier builds.
                return failed.runs[0].title
            runs = [run for run in failed.runs if not self._is_there(run.seal)]
            self._trained.update({run.seal for run in failed.runs} - {run.seal for run in runs})
            return runs or failed.runs[-1:]

    def live_line(self) -> str:
        """`0:03:12  12/60 runs, 1/14 steps, 9 min left: optimizers/adam_seed-1, ...`."""
        with self._lock:
            self._look_for_trained_runs()
            elapsed = int(self._clock() - self._began)
            clock = f"{elapsed // 3600}:{elapsed // 60 % 60:02}:{elapsed % 60:02}"
            waiting = sum(running.waits for running in self._running.values())
            queue = (
                [f"{waiting} {'jobs' if waiting > 1 else 'job'} in the queue"] if waiting else []
            )
            line = ", ".join([self._counts(), *queue, *self._time_left()])
            names = ", ".join(
                running.runs[0].title if running.runs else running.name
                for running in self._running.values()
                if not running.waits
            )
            return f"{clock}  {line}: {names}" if names else f"{clock}  {line}"

    def opening(self) -> str:
        """The line that says what the build is going to do."""
        with self._lock:
            time_left = [f"about {text}" for text in self._time_left()]
            runs = f"{self._total} runs to train, {len(self._steps)} other steps"
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
        runs = [f"{len(self._trained)}/{self._total} runs"] if self._total else []
        return ", ".join([*runs, f"{self._steps_done}/{len(self._steps)} steps"])

    def _look_for_trained_runs(self) -> None:
        """Count the runs of jobs at work that are trained already, all but the last of a job."""
        for running in self._running.values():
            if running.waits and self._stamp(running.runs[0].log) == running.before:
                continue
            if running.waits:
                running.waits, running.begun = False, self._clock()
            there = 0
            while there < len(running.runs) - 1 and self._is_there(running.runs[there].seal):
                there += 1
            self._count_trained(running, there)
        at_work = sum(bool(job.runs) and not job.waits for job in self._running.values())
        self._most_at_work = max(self._most_at_work, at_work)

    def _count_trained(self, running: _Running, count: int) -> None:
        """The next `count` runs of the job are trained; where they do not say in what time, each in
        an equal share of it.
        """
        now = self._clock()
        for run in running.runs[:count]:
            timing = self._timing(run)
            if timing is not None:
                self._durations.add_run(run, timing)
            else:
                self._durations.add_part(run, (now - running.begun) / count)
            self._trained.add(run.seal)
        if count:
            running.begun = now
            del running.runs[:count]

    def seconds_left(self) -> float | None:
        """Until all jobs are done; None if no run has shown yet how long one takes."""
        with self._lock:
            return self._seconds_left()

    def _seconds_left(self) -> float | None:
        self._look_for_trained_runs()
        now = self._clock()
        durations = self._durations.copy()
        for running in self._running.values():
            found = self._progress(running.runs[0]) if running.runs else None
            seconds = now - running.begun - found.seconds_ago if found else 0.0
            # A log may still be that of an earlier build.
            if found and found.share and seconds > 0:
                durations.add_part(running.runs[0], seconds, found.share)
        jobs = []
        for job in (self._runs.keys() | self._steps.keys()) - self._ended:
            at_work = self._running.get(job)
            if job in self._steps:
                expected = [durations.expected_step(self._steps[job])]
            else:
                runs = at_work.runs if at_work else self._runs[job]
                known = [durations.expected(run) for run in runs]
                expected = [seconds for seconds in known if seconds is not None]
                if len(expected) < len(known):
                    return None
            if at_work and expected and not at_work.waits:
                expected[0] = rest(expected[0], now - at_work.begun)
            jobs.append(sum(expected))
        waiting = any(running.waits for running in self._running.values())
        # What the queue lets through, as far as that was seen.
        at_once = self._most_at_work if waiting else self._at_once
        if not at_once:
            return None
        return seconds_left(jobs, at_once, durations.crowding)

    def _time_left(self) -> list[str]:
        """`9 min left`; empty if nothing is left, or if no run has shown yet how long one takes."""
        seconds = self._seconds_left()
        return [f"{in_words(seconds)} left"] if seconds else []


def _names(runs: Sequence[ShownRun]) -> str:
    """`optimizers/adam_seed-0, 1, 2` for runs of a configuration, `.../adam_seed-0 and 41 more`."""
    first, *others = runs
    if any(run.place != first.place for run in others):
        return f"{first.title} and {len(others)} more"
    return ", ".join([first.title, *(run.name.rpartition("_seed-")[2] for run in others)])
