import pytest

from labbook.build.durations import Durations, ShownRun
from labbook.build.job_counts import JobCounts


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def shown(seed: int) -> ShownRun:
    return ShownRun("lab", "opt", "adam", f"adam_seed-{seed}", 10, "job", f"seal-{seed}", "log")


def counts_of(clock: Clock, runs: int = 4, steps: int = 1, at_once: int = 2) -> JobCounts:
    planned = {number: [shown(number)] for number in range(runs)}
    return JobCounts(planned, steps, at_once, Durations(), clock)


def test_time_left_follows_from_the_runs_finished_in_this_build(clock):
    counts = counts_of(clock)
    assert counts.live_line() == "0:00:00  0/4 runs, 0/1 steps"
    counts.start(0, "")
    counts.start(1, "")
    clock.now = 60
    assert counts.finish(0) == "[1/4] opt/adam_seed-0 trained in 1 min, 1 min left"
    counts.start(2, "")
    clock.now = 3723
    assert counts.live_line() == (
        "1:02:03  1/4 runs, 0/1 steps, 7 min left: opt/adam_seed-1, opt/adam_seed-2"
    )


def test_no_time_is_left_when_all_runs_are_trained(clock):
    counts = counts_of(clock, runs=1)
    counts.start(0, "")
    clock.now = 14
    assert counts.finish(0) == "[1/1] opt/adam_seed-0 trained in 14 s"
    counts.start(9, "draw figures lab/opt")
    assert counts.live_line() == "0:00:14  1/1 runs, 0/1 steps: draw figures lab/opt"
    clock.now = 17
    assert counts.finish(9) == "draw figures lab/opt: done in 3 s"
    assert counts.closing(complete=True) == "1/1 runs, 1/1 steps done in 17 s."


def test_a_failed_run_is_not_waited_for_until_it_is_tried_again(clock):
    counts = counts_of(clock, runs=2, at_once=1)
    for job in (0, 1):
        counts.start(job, "")
    clock.now = 30
    counts.finish(0)
    assert counts.fail(1) == [shown(1)]
    assert counts.live_line() == "0:00:30  1/2 runs, 0/1 steps"
    counts.start(1, "")
    assert counts.live_line() == "0:00:30  1/2 runs, 0/1 steps, 30 s left: opt/adam_seed-1"


def test_a_job_that_never_started_says_nothing(clock):
    counts = counts_of(clock)
    assert counts.finish(77) is None
    assert counts.fail(77) is None


def test_the_opening_and_a_stop(clock):
    counts = counts_of(clock, runs=3, steps=2)
    assert counts.opening() == "3 runs to train, 2 other steps, 2 at a time."
    assert counts.closing(complete=False) == (
        "Stopped with 0/3 runs, 0/2 steps done in 1 s; the same command goes on from there."
    )


def test_of_a_job_with_several_runs_each_counts_when_it_is_trained(clock):
    there: set[str] = set()
    counts = JobCounts(
        {0: [shown(0), shown(1), shown(2)]}, 0, 1, Durations(), clock, there.__contains__
    )
    counts.start(0, "")
    assert counts.live_line() == "0:00:00  0/3 runs, 0/0 steps: opt/adam_seed-0"
    clock.now = 10
    there.add("seal-0")
    assert counts.live_line() == "0:00:10  1/3 runs, 0/0 steps, 20 s left: opt/adam_seed-1"
    clock.now = 30
    assert counts.finish(0) == "[3/3] opt/adam_seed-0, 1, 2 trained in 30 s"


def test_of_a_job_that_fails_only_those_failed_that_are_not_there(clock):
    there = {"seal-0", "seal-2"}
    counts = JobCounts(
        {0: [shown(0), shown(1), shown(2)]}, 0, 1, Durations(), clock, there.__contains__
    )
    counts.start(0, "")
    assert counts.fail(0) == [shown(1)]
    assert counts.closing(complete=False).startswith("Stopped with 2/3 runs, 0/0 steps done")
