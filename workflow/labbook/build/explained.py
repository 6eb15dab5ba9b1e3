"""What is new about the runs and stages that a build makes, told before it makes them."""

import logging
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from snakemake_interface_logger_plugins.common import LogEvent

if TYPE_CHECKING:
    from snakemake.workflow import Workflow

MOST_STAGES = 6
TITLE = "What is new:"

# From the first output of each job to lines for the runs and lines for the other stages.
Explain = Callable[[Collection[str]], tuple[list[str], list[str]]]


def first_outputs(workflow: "Workflow") -> list[str]:
    """Of each job that is to run. Snakemake knows them in full from RUN_INFO on."""
    return [str(job.output[0]) for job in workflow.dag.needrun_jobs() if job.output]


def explained(
    explain: Explain, outputs: Iterable[str], most_stages: int | None = None
) -> list[str]:
    """The lines to print; an error becomes one of them."""
    try:
        runs, stages = explain(list(outputs))
    except Exception as error:
        return [f"  (what is new cannot be said: {error!r})"]
    left = 0 if most_stages is None else len(stages) - most_stages
    if left > 0:
        stages = [*stages[:most_stages], f"and {left} more stages for reasons of their own"]
    return [f"  {line}" for line in (*runs, *stages)]


class ExplanationHandler(logging.Handler):
    """Adds what is new to Snakemake's own output, which it leaves as it is.

    Before the first job; in a dry run at the very end, below a list of jobs that may be long.
    """

    def __init__(self, workflow: "Workflow", explain: Explain, at_end: bool) -> None:
        super().__init__()
        self._workflow = workflow
        self._explain = explain
        self._at_end = at_end
        self._lines: list[str] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._lines is None and getattr(record, "event", None) == LogEvent.RUN_INFO:
            with suppress(Exception):
                # In a dry run jobs count as finished by the end.
                self._lines = explained(self._explain, first_outputs(self._workflow))
                if not self._at_end:
                    self._print()

    def close(self) -> None:
        """Called by Snakemake at the very end."""
        if self._at_end:
            with suppress(Exception):
                self._print()
        super().close()

    def _print(self) -> None:
        if self._lines:
            print("\n".join([TITLE, *self._lines]), file=sys.stderr, flush=True)
