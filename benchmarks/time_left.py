"""How far the time left was from the truth: a recorded build, replayed.

    python benchmarks/time_left.py FOLDER

FOLDER has results/ of a build that ran to its end. What happened in it and when is in
results/logs/build.jsonl; when a run was trained is the time of its seal, and how far it was before,
its log says. The estimate is worked out anew for many moments, as the progress line would.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from labbook.artifacts.epoch_line import share_done
from labbook.artifacts.json_file import read_json
from labbook.build.build_record import Event, read_record
from labbook.build.job_counts import (
    Durations,
    JobCounts,
    Progress,
    ShownRun,
    Timing,
    read_durations,
    read_timing,
)
from labbook.command_line import run_command
from labbook.errors import LabbookError

MOMENTS = 20
FIRST_MOMENT = 2  # a tenth
TARGET = 1 / 3


@dataclass(frozen=True)
class Moment:
    """Of a build, with so many seconds behind it and `left` before it; `estimate`: what it said."""

    behind: float
    left: float
    estimate: float | None

    @property
    def off(self) -> float:
        """By which share of the truth the estimate is wrong; 1 without an estimate."""
        return 1.0 if self.estimate is None else abs(self.estimate - self.left) / self.left


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the build was")
    arguments = parser.parse_args(argv)
    print("\n".join(lines(list(replay(arguments.folder)))))


def replay(folder: Path) -> Iterator[Moment]:
    """Moments at equal distances. Raises LabbookError for a build that left no record or no run."""
    begin, *events = read_record(folder / "results") or [{}]
    if not events or not begin["runs"]:
        raise LabbookError(f"{folder} has no record of a build that trained.")
    past = Past(folder, begin["at"])
    runs = {int(job): [ShownRun(**run) for run in of_job] for job, of_job in begin["runs"].items()}
    durations = past.durations(begin["crowding"])
    durations.know_steps(begin["step_seconds"])
    steps = {int(job): rule for job, rule in begin["steps"].items()}
    counts = JobCounts(
        *(runs, steps, begin["at_once"], durations),
        *(past.clock, past.is_there, past.progress, past.timing),
    )
    end = events[-1]["at"]
    # From when the build was known: what it took to plan it is not in the record.
    moments = [begin["at"] + (end - begin["at"]) * one / MOMENTS for one in range(1, MOMENTS)]
    for moment in moments:
        while events and events[0]["at"] <= moment:
            follow(counts, past, events.pop(0))
        past.now = moment
        yield Moment(moment - begin["at"], end - moment, counts.seconds_left())


def follow(counts: JobCounts, past: "Past", event: Event) -> None:
    past.now = event["at"]
    # So that it notices each run when it is trained, as the progress line does.
    counts.seconds_left()
    if "started" in event:
        counts.start(event["started"], "")
    else:
        counts.finish(event["ended"])


class Past:
    """What there was to be seen at `now`, seconds of the clock."""

    def __init__(self, folder: Path, now: float) -> None:
        self.now = now
        self._folder = folder
        self._epochs: dict[str, tuple[list[float], list[float]]] = {}

    def clock(self) -> float:
        return self.now

    def is_there(self, seal: str) -> bool:
        return self._is_there(self._folder / seal)

    def _is_there(self, file: Path) -> bool:
        return file.exists() and file.stat().st_mtime <= self.now

    def durations(self, crowding: float) -> Durations:
        """Of the runs that were there."""
        results = self._folder / "results"
        return read_durations(results, crowding, lambda run: self._is_there(run / "complete.json"))

    def timing(self, run: ShownRun) -> Timing | None:
        return read_timing((self._folder / run.seal).parent) if self.is_there(run.seal) else None

    def progress(self, run: ShownRun) -> Progress | None:
        if run.log not in self._epochs:
            self._epochs[run.log] = self._epochs_of(run)
        times, shares = self._epochs[run.log]
        place = bisect_right(times, self.now)
        return Progress(shares[place - 1], self.now - times[place - 1]) if place else None

    def _epochs_of(self, run: ShownRun) -> tuple[list[float], list[float]]:
        """When the log's lines were written, and which share of the epochs each tells.

        They tell the seconds of CPU since the run began; those by the clock are in proportion.
        """
        seal = self._folder / run.seal
        timing = read_json(seal.with_name("timing.json"))
        began = seal.stat().st_mtime - timing["wall_seconds"]
        stretch = timing["wall_seconds"] / timing["cpu_seconds"]
        said = (self._folder / run.log).read_text(encoding="utf-8").splitlines()
        found = [
            (began + float(cpu[1]) * stretch, share)
            for line in said
            if (share := share_done(line)) and (cpu := re.search(r"([\d.]+) s of CPU", line))
        ]
        return [time for time, _ in found], [share for _, share in found]


def lines(moments: list[Moment]) -> list[str]:
    shown = [
        f"{moment.behind:12.0f} s{moment.left:12.0f} s"
        + ("     unknown" if moment.estimate is None else f"{moment.estimate:10.0f} s")
        + f"{moment.off:8.0%}"
        for moment in moments
    ]
    worst = max(moment.off for moment in moments[FIRST_MOMENT - 1 :])
    met = "met" if worst <= TARGET else "NOT met"
    return [
        "        behind          left    estimate     off",
        *shown,
        f"From the first tenth on at most {worst:.0%} off (target at most {TARGET:.0%}: {met}).",
    ]


if __name__ == "__main__":
    run_command(main)
