"""What is said of recorded gradients is what they were."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labbook.artifacts.gradients import Gradients
from labbook.artifacts.history import History, write_history
from labbook.artifacts.spec import EarlyStopping
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.topics.gradients.gradient_summary import read_gradient_summary, write_gradient_summary
from labbook.topics.gradients.summarize_job import (
    geometric_mean,
    passage,
    summarize_gradients,
)
from made_up_classes import summary_of
from made_up_gradients import recorded, write_recorded

HISTORY = History(
    [1, 2],
    {
        "train_loss": [0.9, 0.4],
        "train_accuracy": [0.5, 0.8],
        "val_loss": [0.7, 0.5],
        "val_accuracy": [0.6, 0.7],
    },
)
POSITIVE = arrays(np.float64, (3, 4), elements=st.floats(1e-30, 1e6))


def experiment(folder: Path, *runs: Gradients | None, record: bool = True) -> Summary:
    """One configuration; None is a run that diverged."""
    answers = np.zeros((4, 2), np.float32)
    found = [None if one is None else answers for one in runs]
    summary = summary_of(folder, np.zeros(4, np.uint8), {"only": found}, 2)
    (only,) = summary.configurations
    only = replace(only, settings=replace(only.settings, record_gradients=record))
    summary = replace(summary, configurations=(only,))
    for run, one in zip(summary.configurations[0].runs, runs, strict=True):
        if one is not None:
            write_recorded(Path(run.directory), one)
            write_history(Path(run.directory) / "history.csv", HISTORY)
    return summary


@given(POSITIVE, st.floats(1e-6, 1e6))
def test_a_factor_on_all_gradients_changes_no_ratio(norms: np.ndarray, factor: float) -> None:
    lengths = np.full(3, 25)
    one, other = passage(norms, lengths), passage(norms * factor, lengths)
    assert other.first == pytest.approx(one.first * factor)
    assert other.ratio == pytest.approx(one.ratio)
    assert other.change == pytest.approx(one.change, abs=1e-9)


@given(st.floats(1e-3, 1e3), st.integers(2, 40))
def test_a_geometric_row_of_layers_changes_by_its_factor(factor: float, layers: int) -> None:
    found = passage(factor ** np.arange(layers)[np.newaxis], np.array([25]))
    assert found.change == pytest.approx(abs(np.log10(factor)), abs=1e-9)
    assert found.ratio == pytest.approx(factor ** (1.0 - layers))


@given(POSITIVE, POSITIVE)
def test_a_geometric_mean_lies_between_and_does_not_care_for_order(
    one: np.ndarray, other: np.ndarray
) -> None:
    mean = geometric_mean([one, other])
    assert np.allclose(mean, geometric_mean([other, one]))
    assert (mean <= np.maximum(one, other) * (1 + 1e-9)).all()
    assert (mean >= np.minimum(one, other) * (1 - 1e-9)).all()


def test_zeros_are_left_out_of_a_mean_unless_there_is_nothing_else() -> None:
    runs = [np.array([[4.0, 0.0, 0.0]]), np.array([[9.0, 3.0, 0.0]])]
    assert geometric_mean(runs).tolist() == [[pytest.approx(6.0), pytest.approx(3.0), 0.0]]
    assert geometric_mean([]).shape == (0, 0)


def test_a_run_is_told_by_its_ends_and_its_largest_entry(tmp_path: Path) -> None:
    found = summarize_gradients(experiment(tmp_path, recorded([0.1, 1.0, 10.0], [2.0, 2.0, 1.0])))
    (run,) = found.configurations[0].runs
    assert (run.start.first, run.start.last) == pytest.approx((0.1, 10.0))
    assert run.start.ratio == pytest.approx(0.01)
    assert run.start.change == pytest.approx(1.0)
    assert run.end.ratio == pytest.approx(2.0)
    assert (run.largest.value, run.largest.layer, run.largest.part) == (5.0, 3, "weights")
    assert run.largest.step == 5
    assert run.first_loss == 0.7


def test_how_many_updates_beginning_and_end_are(tmp_path: Path) -> None:
    """Windows need not be equally long: 375 steps were recorded in 225 of them."""
    steps = np.array([2, 4, 5, 7, 9, 10, 12, 15, 19])
    norms = np.ones((9, 2), np.float32)
    found = summarize_gradients(experiment(tmp_path, Gradients(steps, *[norms] * 4)))
    (run,) = found.configurations[0].runs
    assert (run.start.updates, run.end.updates) == (7, 10)


def test_dead_layers_have_no_ratio_but_a_summary(tmp_path: Path) -> None:
    found = summarize_gradients(experiment(tmp_path, recorded([0.0, 0.0, 0.0])))
    (run,) = found.configurations[0].runs
    assert (run.start.first, run.start.ratio, run.start.change) == (0.0, None, None)
    assert not found.configurations[0].kernel_norm.any()


def test_runs_that_diverged_are_left_out_and_all_of_them_leave_nothing(tmp_path: Path) -> None:
    (one,) = summarize_gradients(
        experiment(tmp_path / "a", recorded([1.0, 2.0]), None)
    ).configurations
    assert [run.seed for run in one.runs] == [0]
    summary = summarize_gradients(experiment(tmp_path / "b", None))
    assert summary.configurations[0].runs == ()
    write_gradient_summary(tmp_path / "g.json", tmp_path / "g.npz", summary)
    assert (
        read_gradient_summary(tmp_path / "g.json", tmp_path / "g.npz").configurations[0].runs == ()
    )


def test_configurations_that_record_nothing_are_left_out(tmp_path: Path) -> None:
    assert summarize_gradients(experiment(tmp_path, None, record=False)).configurations == ()


def test_where_early_stopping_ended_runs_what_is_over_them_ends_with_the_first(
    tmp_path: Path,
) -> None:
    other = recorded([1.0, 2.0])
    short = Gradients(**{name: array[:4] for name, array in vars(other).items()})
    summary = experiment(tmp_path, other, short)
    (only,) = summary.configurations
    stopping = EarlyStopping("val_loss", 2, 0.0, True)
    only = replace(only, settings=replace(only.settings, early_stopping=stopping))
    (found,) = summarize_gradients(replace(summary, configurations=(only,))).configurations
    assert found.steps.tolist() == short.steps.tolist()
    assert len(found.kernel_norm) == len(found.bias_norm) == 4


def test_records_of_different_steps_are_refused(tmp_path: Path) -> None:
    other = recorded([1.0, 2.0])
    short = Gradients(**{name: array[:4] for name, array in vars(other).items()})
    with pytest.raises(LabbookError, match="only_seed-1: its gradients are not of the steps"):
        summarize_gradients(experiment(tmp_path, other, short))


def test_both_files_are_read_as_they_were_written(tmp_path: Path) -> None:
    summary = summarize_gradients(experiment(tmp_path, recorded([1.0, 2.0]), recorded([3.0, 0.0])))
    files = tmp_path / "gradients.json", tmp_path / "gradients.npz"
    write_gradient_summary(*files, summary)
    again = read_gradient_summary(*files)
    assert again.configurations[0].runs == summary.configurations[0].runs
    for name in ("steps", "kernel_norm", "bias_norm"):
        ours, theirs = (getattr(one.configurations[0], name) for one in (summary, again))
        assert np.array_equal(ours, theirs)
    files[0].write_text('{"configurations": [{}]}')
    with pytest.raises(LabbookError, match="not as this version writes it"):
        read_gradient_summary(*files)
