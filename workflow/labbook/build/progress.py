"""One live line for the whole build on a terminal, a line per finished job elsewhere."""

import contextlib
import io
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

from labbook.build.chatter import is_chatter, tells_of_interrupted_build, tells_of_interrupted_job
from labbook.build.durations import read_durations
from labbook.build.explained import (
    MOST_STAGES,
    Explain,
    ExplanationHandler,
    explained,
    first_outputs,
)
from labbook.build.failed_log import ends_of_logs, own_sentence
from labbook.build.invocation import (
    is_dry_run,
    is_main_process,
    is_quiet,
    jobs_at_once,
    wants_stock_output,
)
from labbook.build.planned_run import PlannedRun
from labbook.build.room import check_room, say_once_that_logs_are_incomplete
from labbook.build.tally import Tally
from labbook.build.terminal import Terminal
from labbook.errors import LabbookError

if TYPE_CHECKING:
    from snakemake.workflow import Workflow


def install_progress(
    workflow: "Workflow",
    planned: Sequence[PlannedRun],
    results: Path,
    explain: Explain | None = None,
) -> None:
    """Replace Snakemake's chatter by the build's progress, for the rest of this build.

    In a dry run and under `-p`, `--verbose` or `--debug-dag` Snakemake's own output stays, and only
    what `explain` says is added. Does nothing in a process of a single job, under `--quiet`, and
    where a logger plugin writes to the terminal already.
    """
    if not is_main_process(workflow):
        return
    say_once_that_logs_are_incomplete(logger.handlers)
    if is_quiet(workflow):
        return
    for stock in logger.handlers:
        if stock.name == "DefaultStreamHandler":
            is_dry = is_dry_run(workflow)
            if not is_dry and not wants_stock_output(workflow):
                logger.removeHandler(stock)
                logger.addHandler(ProgressHandler(stock, workflow, planned, results, explain))
            elif explain is not None:
                logger.addHandler(ExplanationHandler(workflow, explain, at_end=is_dry))
            return


class ProgressHandler(logging.Handler):
    """Follows the build by Snakemake's log events; an error in here never becomes the build's.

    Warnings, errors and unknown messages are formatted and filtered by `stock`, Snakemake's own.
    """

    def __init__(
        self,
        stock: logging.StreamHandler[Any],
        workflow: "Workflow",
        planned: Sequence[PlannedRun],
        results: Path,
        explain: Explain | None = None,
    ) -> None:
        super().__init__()
        self._stock = stock
        self._workflow = workflow
        self._planned = planned
        self._results = results
        self._explain = explain
        self._first_outputs: list[str] = []
        self._terminal = Terminal()
        self._tally: Tally | None = None
        self._begun = False
        self._ended = False
        self._interrupted = False
        self._threads_interrupted: set[int | None] = set()
        self._failures: list[str] = []
        self._said: set[str] = set()
        self._broken = False

    def emit(self, record: logging.LogRecord) -> None:
        if not self._broken:
            try:
                self._follow(record)
                return
            except Exception as error:
                self._give_up(error)
        self._stock.handle(record)

    def close(self) -> None:
        """Called by Snakemake at the very end, after an interrupt too."""
        with contextlib.suppress(Exception):
            if self._begun and not self._ended and not self._broken:
                self._end(complete=False)
        self._stock.close()
        super().close()

    def _follow(self, record: logging.LogRecord) -> None:
        event = getattr(record, "event", None)
        if event == LogEvent.RUN_INFO:
            self._tally = self._count_jobs()
            self._first_outputs = first_outputs(self._workflow)
        elif event == LogEvent.JOB_ERROR:
            self._report_failure(record)
        elif self._tally is not None:
            self._count(event, record, self._tally)
        if event != LogEvent.JOB_ERROR and not is_chatter(record):
            self._show_stock(record)
        if tells_of_interrupted_job(record):
            self._threads_interrupted.add(record.thread)
        if tells_of_interrupted_build(record):
            self._interrupted = True
            self._terminal.end_line()

    def _count_jobs(self) -> Tally:
        """What this build has to do: Snakemake knows it in full before its first job."""
        run_of = {run.output: run for run in self._planned}
        jobs = [job for job in self._workflow.dag.needrun_jobs() if job.output]
        outputs = {job.jobid: str(job.output[0]) for job in jobs}
        runs = {job: run_of[output] for job, output in outputs.items() if output in run_of}
        return Tally(
            runs,
            len(jobs) - len(runs),
            jobs_at_once(self._workflow),
            read_durations(self._results),
        )

    def _count(self, event: LogEvent | None, record: Any, tally: Tally) -> None:
        if event == LogEvent.JOB_INFO and record.output:
            tally.start(record.jobid, _step_name(record.rule_name, record.wildcards.values()))
            self._begin(tally)
            self._terminal.refresh_line()
        elif event == LogEvent.JOB_FINISHED:
            line = tally.finish(record.job_id)
            if line is not None and not self._terminal.has_line:
                self._terminal.print(line)
            self._terminal.refresh_line()
        elif event == LogEvent.PROGRESS and self._begun and record.done == record.total:
            self._end(complete=True)

    def _report_failure(self, record: Any) -> None:
        """The sentence of ours that the log ends with, else all that is known of the failure."""
        name = (self._tally and self._tally.fail(record.jobid)) or record.rule_name
        if self._interrupted or record.thread in self._threads_interrupted:
            self._threads_interrupted.discard(record.thread)
            self._failures.append(f"{name} was interrupted")
            return
        self._failures.append(f"{name} failed; its log: {', '.join(record.log) or 'none'}")
        if sentence := own_sentence(record.log) or self._want_of_room():
            if sentence not in self._said:
                self._terminal.print(sentence)
            self._said.add(sentence)
        else:
            self._show_stock(record)
            if not self._workflow.output_settings.show_failed_logs:
                self._terminal.print(ends_of_logs(record.log))
        self._terminal.refresh_line()

    def _want_of_room(self) -> str | None:
        """What the job would have said, had there been room for its log."""
        try:
            check_room(self._results)
        except LabbookError as error:
            return f"labbook: {error}"
        return None

    def _begin(self, tally: Tally) -> None:
        """At the first job, and not before: `onstart:` may still stop the build."""
        if not self._begun:
            self._begun = True
            self._terminal.print(tally.opening())
            if self._explain is not None:
                for line in explained(self._explain, self._first_outputs, MOST_STAGES):
                    self._terminal.print(line)
            self._terminal.begin_line(tally.live_line)

    def _end(self, complete: bool) -> None:
        self._ended = True
        self._terminal.end_line()
        if self._tally is not None:
            self._terminal.print("\n".join([*self._failures, self._tally.closing(complete)]))

    def _show_stock(self, record: logging.LogRecord) -> None:
        """As Snakemake shows it, but above the live line if there is one."""
        if not self._terminal.has_line:
            self._stock.handle(record)
            return
        shown = io.StringIO()
        stream = self._stock.setStream(shown)
        try:
            self._stock.handle(record)
        finally:
            self._stock.setStream(stream)
        if shown.getvalue():
            self._terminal.print(shown.getvalue().rstrip("\n"))

    def _give_up(self, error: Exception) -> None:
        self._broken = True
        with contextlib.suppress(Exception):
            self._terminal.end_line()
        message = f"The progress line failed ({error!r}); Snakemake's own output follows."
        self._stock.handle(logging.LogRecord("labbook", 30, __file__, 0, message, None, None))


def _step_name(rule: str, wildcards: Iterable[object]) -> str:
    """`draw figures lab3_keras/optimizers` for rule draw_figures."""
    return " ".join([rule.replace("_", " "), "/".join(map(str, wildcards))]).strip()
