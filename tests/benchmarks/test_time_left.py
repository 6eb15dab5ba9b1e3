"""A recorded build is replayed as it went; what the estimate is worth is not asserted."""

import os
from pathlib import Path

import pytest
from time_left import Moment, lines, replay

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.epoch_line import epoch_line
from labbook.artifacts.json_file import write_json
from labbook.build.build_record import BuildRecord, read_record, record_path, step_seconds
from labbook.build.job_counts import START_UP_SECONDS, ShownRun
from labbook.errors import LabbookError

BEGAN = 1_000_000.0


def write_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of 100 s, from 0 to 100, and a step of 20 s after it."""
    directory = Path("results/runs/lab/opt/adam_seed-0.ff")
    log = Path("results/logs/lab/opt/adam_seed-0.ff.log")
    run = ShownRun(
        *("lab", "opt", "adam", "adam_seed-0", 10.0, "bundle"),
        seal=str(directory / "complete.json"),
        log=str(log),
    )
    now = iter([0.0, 0.0, 100.0, 100.0, 120.0])
    monkeypatch.setattr("time.time", lambda: BEGAN + next(now))
    record = BuildRecord(folder / "results")
    record.begin({3: [run]}, {4: "typeset"}, 1, 1.0, {"typeset": 20.0})
    for event, job in ((record.started, 3), (record.ended, 3), (record.started, 4)):
        event(job)
    record.ended(4)
    (folder / log).parent.mkdir(parents=True)
    said = "held-out loss 1, accuracy 0, {} s of CPU"
    seconds = [START_UP_SECONDS + share * (100 - START_UP_SECONDS) for share in (0.25, 0.5)]
    (folder / log).write_text(
        "\n".join(epoch_line(5 * n, 20, said.format(at)) for n, at in enumerate(seconds, 1))
    )
    timing = {"cpu_seconds": 100.0, "wall_seconds": 100.0, "training_cpu_seconds": 98.0}
    write_json(folder / directory / "timing.json", timing)
    write_json(folder / directory / "spec.json", EXAMPLE_SPEC)
    write_json(folder / run.seal, {})
    os.utime(folder / run.seal, (BEGAN + 100, BEGAN + 100))


def test_a_replay_knows_at_each_moment_what_was_known_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_build(tmp_path, monkeypatch)
    moments = list(replay(tmp_path))
    assert [round(moment.left + moment.behind) for moment in moments] == [120] * 19
    known = [moment for moment in moments if moment.estimate is not None]
    # A quarter of the run ends after 26 s; before that nothing is known.
    assert min(moment.behind for moment in known) == 30
    # Then it goes as the log says, and the step as it did in an earlier build.
    assert [moment.estimate for moment in known] == pytest.approx(
        [moment.left for moment in known], abs=0.5
    )


def test_the_next_build_knows_how_long_a_step_took(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_build(tmp_path, monkeypatch)
    assert step_seconds(tmp_path / "results") == {"typeset": 20.0}
    record_path(tmp_path / "results").write_text("{")
    assert step_seconds(tmp_path / "results") == {}
    assert step_seconds(tmp_path) == {}


def test_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    assert read_record(tmp_path / "results") == []
    with pytest.raises(LabbookError, match="no record of a build"):
        list(replay(tmp_path))


@pytest.mark.parametrize(("estimate", "met"), [(70.0, "met"), (50.0, "NOT met"), (None, "NOT met")])
def test_the_worst_moment_from_the_first_tenth_on_counts(estimate: float | None, met: str) -> None:
    moments = [Moment(5, 95, None), Moment(10, 90, 90.0), Moment(15, 85, estimate)]
    assert lines(moments)[-1].endswith(f": {met}).")
