"""What has happened in the last build and when, as JSON lines.

From it the next build knows how long steps take, and `benchmarks/time_left.py` replays the build.
"""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from labbook.build.job_counts import ShownRun

Event = dict[str, Any]


class BuildRecord:
    """Writes down a build. What cannot be written is left out, since no result hangs on it."""

    def __init__(self, results: Path) -> None:
        self._path = record_path(results)

    def begin(
        self,
        runs: Mapping[int, Sequence[ShownRun]],
        steps: Mapping[int, str],
        at_once: int,
        crowding: float,
        step_seconds: Mapping[str, float],
    ) -> None:
        """The arguments of `JobCounts` and of `Durations`, and how long steps have taken before, by
        their rule.
        """
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.unlink(missing_ok=True)
        self._write(
            runs={job: [vars(run) for run in of_job] for job, of_job in runs.items()},
            steps=steps,
            at_once=at_once,
            crowding=crowding,
            step_seconds=step_seconds,
        )

    def started(self, job: int) -> None:
        self._write(started=job)

    def ended(self, job: int) -> None:
        self._write(ended=job)

    def _write(self, **event: Any) -> None:
        with suppress(OSError), self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": time.time(), **event}) + "\n")


def record_path(results: Path) -> Path:
    return results / "logs" / "build.jsonl"


def read_record(results: Path) -> list[Event]:
    """The events in their order, the build's begin first; none where nothing was written down.

    Raises ValueError for a file that holds something else.
    """
    try:
        lines = record_path(results).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines]


def step_seconds(results: Path) -> dict[str, float]:
    """How long a step of each rule took when it was last made; nothing if that is not known."""
    seconds: dict[str, float] = {}
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        begin, *events = read_record(results)
        seconds |= begin["step_seconds"]
        started: dict[int, float] = {}
        for event in events:
            if "started" in event:
                started[event["started"]] = event["at"]
            elif rule := begin["steps"].get(str(event["ended"])):
                seconds[rule] = event["at"] - started[event["ended"]]
    return seconds
