from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.epoch_line import epoch_line
from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import Spec
from labbook.build.job_counts import (
    NEXT_SECONDS,
    RUNS_BELIEVED,
    START_UP_SECONDS,
    STEP_SECONDS,
    Durations,
    JobCounts,
    Progress,
    ShownRun,
    Timing,
    in_words,
    progress_of,
    read_durations,
    rest,
    seconds_left,
)
from labbook.planning.work import training_work

WORK = training_work(Spec.from_dict(EXAMPLE_SPEC))


def planned(configuration="adam", experiment="opt", work=10.0, seed=0) -> ShownRun:
    name = f"{configuration}_seed-{seed}"
    return ShownRun("lab", experiment, configuration, name, work, name, name, f"{name}.log")


def test_nothing_is_expected_before_anything_is_known():
    assert Durations().expected(planned()) is None


def test_a_run_of_the_same_configuration_counts_most_and_else_the_work():
    durations = Durations()
    durations.add(("lab", "other", "big"), work=10, seconds=1000)
    assert durations.expected(planned(work=1)) == pytest.approx(START_UP_SECONDS + 100)
    durations.add_run(planned(), Timing(training=20, beside=START_UP_SECONDS))
    assert durations.expected(planned(work=50)) == pytest.approx(START_UP_SECONDS + 100)
    # The next seeds of a job find the network compiled.
    following = replace(planned(work=50, seed=1), begins=False)
    assert durations.expected(following) == pytest.approx(NEXT_SECONDS + 100)


# Of a run that spends half of its time on training.
TIMING = {"cpu_seconds": 4.0, "training_cpu_seconds": 2.0}


def write_run(directory, timing):
    write_json(directory / "timing.json", timing)
    write_json(directory / "spec.json", EXAMPLE_SPEC)


def test_timings_on_disk_are_found_by_configuration_and_broken_ones_are_skipped(tmp_path):
    runs = tmp_path / "runs" / "lab" / "opt"
    write_run(runs / "adam_seed-7.0123", {**TIMING, "wall_seconds": 20.0})
    write_run(runs / "adam_seed-9.0123", {**TIMING, "wall_seconds": None})
    write_run(runs / "sgd_seed-0.0123", {**TIMING, "wall_seconds": 1000.0})
    write_run(runs / "sgd_seed-1.0123", [])
    write_json(runs / "sgd_seed-3.0123" / "timing.json", {**TIMING, "wall_seconds": 1.0})
    (runs / "sgd_seed-2.0123").mkdir()
    (runs / "sgd_seed-2.0123" / "timing.json").write_text("{")
    durations = read_durations(tmp_path)
    assert durations.expected(planned("adam", work=WORK)) == pytest.approx(START_UP_SECONDS + 10)
    assert durations.expected(planned("sgd", work=WORK)) == pytest.approx(START_UP_SECONDS + 500)


def test_a_part_of_a_run_counts_for_as_much_work():
    durations = Durations()
    durations.add_part(planned(work=10), seconds=START_UP_SECONDS + 5, share=0.25)
    assert durations.expected(planned(work=10)) == pytest.approx(START_UP_SECONDS + 20)


def test_what_runs_take_beside_their_epochs_is_learned():
    durations = Durations(crowding=2)
    durations.add(("lab", "opt", "adam"), work=10, seconds=0)
    assert durations.expected(planned()) == pytest.approx(2 * START_UP_SECONDS)
    for _ in range(RUNS_BELIEVED):
        durations.add_run(planned(), Timing(training=0, beside=4 * START_UP_SECONDS))
    assert durations.expected(planned()) == pytest.approx(3 * START_UP_SECONDS)


def test_an_overdue_job_is_not_taken_for_finished():
    assert rest(100, elapsed=60) == 40
    assert rest(100, elapsed=100) == 0
    assert rest(100, elapsed=105) == 5
    assert rest(100, elapsed=400) == 40


def test_a_step_is_expected_to_take_as_long_as_the_last_of_its_kind_or_else_as_usual():
    durations = Durations(crowding=2)
    assert durations.expected_step("typeset") == 2 * STEP_SECONDS
    durations.know_steps({"typeset": 9})
    assert durations.expected_step("typeset") == 9
    durations.add_step("typeset", 4)
    assert durations.expected_step("typeset") == 4
    assert durations.expected_step("draw_curves") == 2 * STEP_SECONDS


@given(seconds=st.lists(st.floats(5, 1e4), min_size=1, max_size=20), at_once=st.integers(1, 64))
def test_time_left_lies_between_the_longest_job_and_all_in_a_row(seconds, at_once):
    left = seconds_left(seconds, at_once)
    assert max(seconds) * (1 - 1e-9) <= left <= sum(seconds) * (1 + 1e-9)


def test_the_longest_job_is_faster_when_it_is_left_alone():
    # After 10 s the other has ended, and the last 20 s of the first take half as long.
    assert seconds_left([30, 10], at_once=2, crowding=2) == 20
    assert seconds_left([30, 30], at_once=2, crowding=2) == 30


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (14.4, "14 s"),
        (59.6, "1 min"),
        (540, "9 min"),
        (3599, "1 h 0 min"),
        (4800, "1 h 20 min"),
    ],
)
def test_in_words(seconds, words):
    assert in_words(seconds) == words


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
    kinds = {9 + number: "draw_figures" for number in range(steps)}
    return JobCounts(planned, kinds, at_once, Durations(), clock)


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


def test_when_all_runs_are_trained_the_steps_are_left(clock):
    counts = counts_of(clock, runs=1)
    counts.start(0, "")
    clock.now = 14
    assert counts.finish(0) == "[1/1] opt/adam_seed-0 trained in 14 s, 1 s left"
    counts.start(9, "draw figures lab/opt")
    assert counts.live_line() == "0:00:14  1/1 runs, 0/1 steps, 1 s left: draw figures lab/opt"
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
    assert counts.live_line() == "0:00:30  1/2 runs, 0/1 steps, 1 s left"
    counts.start(1, "")
    assert counts.live_line() == "0:00:30  1/2 runs, 0/1 steps, 31 s left: opt/adam_seed-1"


def test_how_far_a_run_is_tells_how_long_it_takes(clock):
    progress = {"opt/adam_seed-0": Progress(share=0.25, seconds_ago=2)}
    counts = JobCounts(
        {0: [shown(0), shown(1)]},
        {},
        1,
        Durations(),
        clock,
        progress=lambda run: progress.get(run.title),
    )
    counts.start(0, "")
    assert counts.seconds_left() is None
    clock.now = START_UP_SECONDS + 12
    # 10 s for a quarter of it, 2 s ago: so 28 s, and then the other run.
    assert counts.seconds_left() == pytest.approx(28 + START_UP_SECONDS + 40)


def test_the_log_of_a_run_says_how_far_it_is(tmp_path):
    log = tmp_path / "log"
    run = replace(planned(), log=str(log))
    assert progress_of(run) is None
    log.write_text("start-up 2.0 s of CPU\n")
    assert progress_of(run) is None
    log.write_text(
        epoch_line(3, 12, "held-out loss 0.1") + "\n" + epoch_line(6, 12, "held-out") + "\n"
    )
    found = progress_of(run)
    assert found is not None
    assert found.share == 0.5


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
        {0: [shown(0), shown(1), shown(2)]}, {}, 1, Durations(), clock, there.__contains__
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
        {0: [shown(0), shown(1), shown(2)]}, {}, 1, Durations(), clock, there.__contains__
    )
    counts.start(0, "")
    assert counts.fail(0) == [shown(1)]
    assert counts.closing(complete=False).startswith("Stopped with 2/3 runs, 0/0 steps done")


def test_what_waits_in_a_queue_is_said_and_counts_for_the_time_left(clock):
    logs = {"log-2": (1, 1)}  # of an earlier build
    counts = JobCounts(
        {number: [replace(shown(number), log=f"log-{number}")] for number in range(4)},
        {9: "compose"},
        100,
        Durations(),
        clock,
        progress=lambda run: None,
        timing=lambda run: None,
        queued=True,
        stamp=logs.get,
    )
    for job in range(4):
        counts.start(job, "")
    clock.now = 600
    assert counts.live_line() == "0:10:00  0/4 runs, 0/1 steps, 4 jobs in the queue"
    logs["log-0"] = (2, 600)
    assert counts.live_line().endswith("3 jobs in the queue: opt/adam_seed-0")
    clock.now = 660
    # One at a time is what the queue lets through, and three are left.
    assert counts.finish(0) == "[1/4] opt/adam_seed-0 trained in 11 min, 3 min left"
    logs |= {"log-1": (3, 660), "log-2": (4, 660)}
    ends = "1 job in the queue, 2 min left: opt/adam_seed-1, opt/adam_seed-2"
    assert counts.live_line().endswith(ends)
    logs["log-3"] = (5, 660)
    assert "0/1 steps, 1 min left: opt/adam_seed-1, " in counts.live_line()


def test_runs_that_a_job_had_trained_before_it_died_are_counted_once(clock):
    there = set()
    counts = JobCounts(
        {0: [shown(0), shown(1), shown(2)]},
        {},
        1,
        Durations(),
        clock,
        is_there=there.__contains__,
        timing=lambda run: None,
    )
    counts.start(0, "")
    there.add(shown(0).seal)
    assert counts.fail(0) == [shown(1), shown(2)]
    counts.start(0, "")
    clock.now = 10
    assert counts.finish(0).startswith("[3/3] ")
