from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.history import History, write_history
from labbook.errors import LabbookError
from labbook.topics.curves.curve_data import load_curves


def test_mean_and_band_over_the_seeds(drawable, make_history) -> None:
    drawable.add("a", [make_history([3, 1], [0.5, 0.9]), make_history([5, 2], [0.7, 0.8])])
    (curves,) = load_curves(drawable.plan, drawable.summary, "loss")
    assert curves.training.mean.tolist() == [4.0, 1.5]
    assert curves.training.lowest.tolist() == [3.0, 1.0]
    assert curves.training.highest.tolist() == [5.0, 2.0]
    assert curves.epochs.tolist() == [1, 2]
    (curves,) = load_curves(drawable.plan, drawable.summary, "accuracy")
    assert curves.training.mean.tolist() == pytest.approx([0.6, 0.85])


@pytest.mark.parametrize("lost", [np.nan, np.inf])
def test_a_run_that_loses_its_numbers_is_kept_apart(drawable, make_history, lost) -> None:
    healthy = make_history([3, 2, 1], [0.5, 0.6, 0.7])
    drawable.add("a", [healthy, make_history([3, lost, lost], [0.5, 0.1, 0.1])])
    (curves,) = load_curves(drawable.plan, drawable.summary, "accuracy")
    assert curves.training.mean.tolist() == [0.5, 0.6, 0.7]
    (run,) = curves.diverged
    assert run.name == "configuration-0_seed-1"
    assert run.training.tolist() == [0.5]
    assert curves.n_finished == 1


def test_a_run_marked_as_diverged_is_kept_apart_even_if_its_history_is_finite(
    drawable, make_history
) -> None:
    columns = make_history([3, 2], [0.5, 0.6])
    drawable.add("a", [columns, columns], diverged=[True, True])
    (curves,) = load_curves(drawable.plan, drawable.summary, "loss")
    assert curves.training is None
    assert [run.training.tolist() for run in curves.diverged] == [[3.0, 2.0]] * 2


def test_a_diverged_run_may_have_stopped_early(drawable, make_history) -> None:
    short = make_history([3, np.nan], [0.5, 0.1])
    drawable.add("a", [short, make_history([3, 2, 1], [0.5, 0.6, 0.7])])
    (curves,) = load_curves(drawable.plan, drawable.summary, "loss")
    assert curves.epochs.tolist() == [1, 2, 3]
    assert curves.diverged[0].training.tolist() == [3.0]


def test_without_validation_the_test_is_what_was_held_out(drawable, make_history) -> None:
    drawable.add("a", [make_history([3, 2], [0.5, 0.6], shift=1.0, fraction=0.0)])
    (curves,) = load_curves(drawable.plan, drawable.summary, "loss")
    assert curves.held_out_part == "test"
    assert curves.held_out.mean.tolist() == [6.0, 4.0]


def test_runs_of_one_configuration_hold_out_the_same_part(drawable, make_history) -> None:
    columns = ([3, 2], [0.5, 0.6])
    drawable.add("a", [make_history(*columns), make_history(*columns, fraction=0.0)])
    with pytest.raises(LabbookError, match="some hold out validation images and some do not"):
        load_curves(drawable.plan, drawable.summary, "loss")


def test_histories_of_different_lengths_are_refused(drawable, make_history) -> None:
    drawable.add("a", [make_history([3], [0.5]), make_history([3, 2], [0.5, 0.6])])
    with pytest.raises(LabbookError, match="histories of different lengths"):
        load_curves(drawable.plan, drawable.summary, "loss")


def test_a_history_without_a_column_is_named(drawable, make_history) -> None:
    drawable.add("a", [make_history([3], [0.5])])
    columns = {"train_loss": [3.0], "train_accuracy": [0.5], "val_accuracy": [0.5]}
    (run,) = drawable.summary.configurations[0].runs
    write_history(Path(run.directory) / "history.csv", History([1], columns))
    with pytest.raises(
        LabbookError, match=r"history\.csv has the columns .* where .*val_loss.* were expected"
    ):
        load_curves(drawable.plan, drawable.summary, "loss")
