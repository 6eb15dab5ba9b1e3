"""Say what is new about the runs and stages of a build, before the build makes them."""

import logging
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress

from labbook.build.snakemake_door import EventKind, Job, event_of

MOST_STAGES = 6
TITLE = "What is new:"

# From the first output of each job to lines about the runs and lines about the other stages.
Explain = Callable[[Collection[str]], tuple[list[str], list[str]]]


def lines_about(
    explain: Explain, outputs: Iterable[str], most_stages: int | None = None
) -> list[str]:
    """The lines to print about the jobs that make `outputs`, of the stages at most `most_stages`.

    If `explain` fails, the only line says so: a build does not fail for it.
    """
    try:
        runs, stages = explain(list(outputs))
    except Exception as error:
        return [f"  (what is new cannot be said: {error!r})"]
    left = 0 if most_stages is None else len(stages) - most_stages
    if left > 0:
        stages = [*stages[:most_stages], f"and {left} more stages for reasons of their own"]
    return [f"  {line}" for line in (*runs, *stages)]


class WhatIsNewHandler(logging.Handler):
    """Adds what is new to Snakemake's own output and leaves that as it is.

    In a build the lines stand before the first job. In a dry run they stand at the very end, below
    a list of jobs that may be long.
    """

    def __init__(
        self, jobs_to_run: Callable[[], list[Job]], explain: Explain, at_end: bool
    ) -> None:
        super().__init__()
        self._jobs_to_run = jobs_to_run
        self._explain = explain
        self._at_end = at_end
        self._lines: list[str] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(Exception):
            if self._lines is None and event_of(record).kind is EventKind.JOBS_KNOWN:
                # Asked now: at the end of a dry run all jobs count as finished.
                outputs = [job.output for job in self._jobs_to_run()]
                self._lines = lines_about(self._explain, outputs)
                if not self._at_end:
                    self._print()

    def close(self) -> None:
        """Snakemake calls this at the very end."""
        if self._at_end:
            with suppress(Exception):
                self._print()
        super().close()

    def _print(self) -> None:
        if self._lines:
            print("\n".join([TITLE, *self._lines]), file=sys.stderr, flush=True)
