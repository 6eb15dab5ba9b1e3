"""What is start-up, what is an epoch, and what a whole run comes to."""

import pytest
from speed.side_times import side_times


def training(import_end: float, epoch_ends: list[float], end: float) -> dict:
    return {
        "import_end": import_end,
        "epoch_ends": epoch_ends,
        "end": end,
        "next": end - import_end - 2.0,
        "peak_memory_mib": 100 * import_end,
    }


def test_the_first_epoch_counts_as_compiling_beyond_what_an_epoch_takes() -> None:
    times = side_times([training(2.0, [5.0, 5.5, 6.0], 6.25)])
    assert times.per_epoch == 0.5
    assert times.start_up == 2.0
    assert times.compiling == 2.5
    assert times.after == 0.25
    # 2.25 s, of which three epochs took 1.5.
    assert times.beside_next == 0.75


def test_a_whole_run_of_the_measured_length_takes_what_was_measured() -> None:
    assert side_times([training(2.0, [5.0, 5.5, 6.0], 6.25)]).whole_run(3) == pytest.approx(6.25)


def test_in_a_build_seeds_share_what_is_compiled_and_all_runs_the_import() -> None:
    times = side_times([training(2.0, [5.0, 5.5, 6.0], 6.25)])
    assert times.run_of_build(3, seeds=1, share_of_start_up=1) == times.whole_run(3)
    assert times.run_of_build(3, seeds=3, share_of_start_up=0.1) == pytest.approx(
        0.2 + (2.5 + 0.25 + 2 * 0.75) / 3 + 1.5
    )


def test_one_disturbed_training_of_three_changes_nothing() -> None:
    calm = training(2.0, [5.0, 5.5, 6.0], 6.25)
    disturbed = training(9.0, [30.0, 40.0, 50.0], 60.0)
    assert side_times([calm, disturbed, calm]) == side_times([calm])
