"""Show the progress of a build: one live line on a terminal, a line per finished job elsewhere."""

import contextlib
import io
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labbook.artifacts.job_log import end_of, ends_of_logs, last_exception, sentence_in_logs
from labbook.build.build_record import BuildRecord, step_seconds
from labbook.build.job_counts import JobCounts, ShownRun, read_durations
from labbook.build.results_folder import check_disk_space, say_once_that_logs_are_incomplete
from labbook.build.snakemake_door import (
    BuildEvent,
    EventKind,
    Job,
    add_log_handler,
    event_of,
    has_cluster,
    is_dry_run,
    is_main_process,
    is_quiet,
    jobs_at_once,
    jobs_to_run,
    log_handlers,
    replace_log_handler,
    shows_failed_logs,
    stock_output,
    wants_stock_output,
)
from labbook.build.terminal import Terminal
from labbook.build.what_is_new import MOST_STAGES, Explain, WhatIsNewHandler, lines_about
from labbook.errors import LabbookError

if TYPE_CHECKING:
    from labbook.build.snakemake_door import Workflow

MOST_FAILURES = 10


def install_progress(
    workflow: "Workflow",
    runs: Sequence[ShownRun],
    usual: Mapping[str, float],
    results: Path,
    explain: Explain | None = None,
) -> None:
    """Replace Snakemake's own output by the build's progress, for the rest of this build.

    In a dry run and under `-p`, `--verbose` or `--debug-dag` Snakemake's own output stays, and only
    what `explain` says is added. `usual`: the seconds that a step takes, by its rule, until a build
    has shown it. The function does nothing in a process of a single job, under
    `--quiet`, and where a logger plugin writes to the terminal already.
    """
    if not is_main_process(workflow):
        return
    say_once_that_logs_are_incomplete(log_handlers())
    stock = stock_output()
    if is_quiet(workflow) or stock is None:
        return
    jobs = partial(jobs_to_run, workflow)
    if not is_dry_run(workflow) and not wants_stock_output(workflow):
        progress = ProgressHandler(
            stock,
            jobs,
            runs,
            usual,
            results,
            at_once=jobs_at_once(workflow),
            queued=has_cluster(workflow),
            stock_shows_logs=shows_failed_logs(workflow),
            explain=explain,
        )
        replace_log_handler(stock, progress)
    elif explain is not None:
        add_log_handler(WhatIsNewHandler(jobs, explain, at_end=is_dry_run(workflow)))


class ProgressHandler(logging.Handler):
    """Follows the build by Snakemake's messages. An error in here never becomes the build's.

    `stock` is Snakemake's own output: it formats and filters warnings, errors and unknown messages,
    and if `stock_shows_logs`, also the logs of failed jobs. `jobs_to_run` is asked once, when
    Snakemake knows its jobs; `at_once` of them run side by side, or, if they are `queued`, at most.
    """

    def __init__(
        self,
        stock: "logging.StreamHandler[Any]",
        jobs_to_run: Callable[[], list[Job]],
        runs: Sequence[ShownRun],
        usual: Mapping[str, float],
        results: Path,
        *,
        at_once: int = 1,
        queued: bool = False,
        stock_shows_logs: bool = False,
        explain: Explain | None = None,
    ) -> None:
        super().__init__()
        self._stock = stock
        self._jobs_to_run = jobs_to_run
        self._runs = runs
        self._usual = usual
        self._results = results
        self._record = BuildRecord(results)
        self._write_begin: Callable[[], None] = lambda: None
        self._at_once = at_once
        self._queued = queued
        self._stock_shows_logs = stock_shows_logs
        self._explain = explain
        self._jobs: list[Job] = []
        self._terminal = Terminal()
        self._counts: JobCounts | None = None
        self._begun = False
        self._ended = False
        self._interrupted = False
        self._threads_interrupted: set[int | None] = set()
        # Each with the number of its job.
        self._failures: list[tuple[int, str]] = []
        self._said: set[str] = set()
        self._broken = False

    def emit(self, record: logging.LogRecord) -> None:
        if not self._broken:
            try:
                self._follow(event_of(record), record)
                return
            except Exception as error:
                self._give_up(error)
        self._stock.handle(record)

    def close(self) -> None:
        """Snakemake calls this at the very end, also after an interrupt."""
        with contextlib.suppress(Exception):
            if self._begun and not self._ended and not self._broken:
                self._end(complete=False)
        self._stock.close()
        super().close()

    def _follow(self, event: BuildEvent, record: logging.LogRecord) -> None:
        if event.kind is EventKind.JOB_FAILED:
            self._report_failure(event, record)
            return
        if event.kind is EventKind.JOBS_KNOWN:
            self._jobs = self._jobs_to_run()
            self._counts = self._count_jobs()
        elif self._counts is not None:
            self._count(event, self._counts)
        if not event.is_routine:
            self._show_stock(record)
        if event.kind is EventKind.JOB_INTERRUPTED:
            self._threads_interrupted.add(event.thread)
        elif event.kind is EventKind.BUILD_INTERRUPTED:
            self._interrupted = True
            self._terminal.end_line()

    def _count_jobs(self) -> JobCounts:
        runs_of: dict[str, list[ShownRun]] = defaultdict(list)
        # Several experiments may ask for one run.
        for run in {run.seal: run for run in reversed(self._runs)}.values():
            runs_of[run.job].insert(0, run)
        runs = {job.number: runs_of[job.output] for job in self._jobs if job.output in runs_of}
        steps = {job.number: job.rule for job in self._jobs if job.number not in runs}
        crowding = 1.0 if self._queued else max(1.0, self._at_once / (os.cpu_count() or 1))
        durations = read_durations(self._results, crowding)
        usual = {kind: seconds * crowding for kind, seconds in self._usual.items()}
        known = usual | step_seconds(self._results)
        durations.know_steps(known)
        self._write_begin = partial(self._record.begin, runs, steps, self._at_once, crowding, known)
        return JobCounts(runs, steps, self._at_once, durations, queued=self._queued)

    def _count(self, event: BuildEvent, counts: JobCounts) -> None:
        if event.kind is EventKind.JOB_STARTED:
            # Perhaps again, and how it ended before does not matter then.
            self._failures = [failure for failure in self._failures if failure[0] != event.job]
            counts.start(event.job, _step_name(event.rule, event.wildcards))
            self._begin(counts)
            self._record.started(event.job)
            self._terminal.refresh_line()
        elif event.kind is EventKind.JOB_FINISHED:
            self._record.ended(event.job)
            line = counts.finish(event.job)
            if line is not None and not self._terminal.has_line:
                self._terminal.print(line)
            self._terminal.refresh_line()
            # Snakemake's own count has jobs that `--until` leaves out.
            if counts.complete and self._begun and not self._ended:
                self._end(complete=True)

    def _report_failure(self, event: BuildEvent, record: logging.LogRecord) -> None:
        """Print the sentence with which the job's log ends, or else all that is known."""
        failed = (self._counts and self._counts.fail(event.job)) or event.rule
        parts: dict[str, tuple[str, ...]] = (
            {failed: event.logs}
            if isinstance(failed, str)
            else {run.title: (run.log,) for run in failed if os.path.exists(run.log)}
            or {failed[0].title: event.logs}
        )
        if self._interrupted or event.thread in self._threads_interrupted:
            self._threads_interrupted.discard(event.thread)
            names = [failed] if isinstance(failed, str) else [run.title for run in failed[:1]]
            self._failures += [(event.job, f"{name} was interrupted") for name in names]
            return
        for name, own_logs in parts.items():
            failure = f"{name} failed; its log: {', '.join(own_logs) or 'none'}"
            self._failures.append((event.job, failure))
        logs = [log for own_logs in parts.values() for log in own_logs]
        if sentence := sentence_in_logs(logs) or self._sentence_about_full_disk():
            if sentence not in self._said:
                self._terminal.print(sentence)
            self._said.add(sentence)
        elif event.fate:
            kept = "; " + ", ".join(map(os.path.relpath, event.logs)) if event.logs else ""
            self._terminal.print(f"{next(iter(parts))}: {event.fate}{kept}")
            # What was killed has not said why.
            if crashed := [log for log in logs if _tells_exception(log)]:
                self._terminal.print(ends_of_logs(crashed))
        else:
            self._show_stock(record)
            if not self._stock_shows_logs:
                self._terminal.print(ends_of_logs(logs))
        self._terminal.refresh_line()

    def _sentence_about_full_disk(self) -> str | None:
        """What the job would have said if there had been room for its log."""
        try:
            check_disk_space(self._results)
        except LabbookError as error:
            return f"labbook: {error}"
        return None

    def _begin(self, counts: JobCounts) -> None:
        """Called at the first job and not before, because `onstart:` may still stop the build."""
        if not self._begun:
            self._begun = True
            self._write_begin()
            self._terminal.print(counts.opening())
            if self._explain is not None:
                outputs = [job.output for job in self._jobs]
                for line in lines_about(self._explain, outputs, MOST_STAGES):
                    self._terminal.print(line)
            self._terminal.begin_line(counts.live_line)

    def _end(self, complete: bool) -> None:
        self._ended = True
        self._terminal.end_line()
        if self._counts is not None:
            failures = [text for _, text in self._failures]
            shown, more = failures[:MOST_FAILURES], len(failures) - MOST_FAILURES
            rest = [f"{more} more failed; their logs: {self._results}/logs"] if more > 0 else []
            self._terminal.print("\n".join([*shown, *rest, self._counts.closing(complete)]))

    def _show_stock(self, record: logging.LogRecord) -> None:
        """Print a message as Snakemake does, above the live line if there is one."""
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


def _tells_exception(log: str) -> bool:
    with contextlib.suppress(OSError):
        return last_exception(end_of(Path(log))) is not None
    return False


def _step_name(rule: str, wildcards: Iterable[str]) -> str:
    """`draw figures lab3_keras/optimizers` for rule draw_figures."""
    return " ".join([rule.replace("_", " "), "/".join(wildcards)]).strip()
