import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.artifacts.history import History
from labbook.metrics.curves import late_window, later_rises, measure_curves


def history(val_loss, train_loss=None, val_accuracy=None):
    epochs = list(range(1, len(val_loss) + 1))
    return History(
        epochs,
        {
            "train_loss": list(train_loss or val_loss),
            "train_accuracy": [0.5] * len(epochs),
            "val_loss": list(val_loss),
            "val_accuracy": list(val_accuracy or [0.5] * len(epochs)),
        },
    )


def test_lowest_loss_and_the_rise_after_it():
    curves = measure_curves(history([0.5, 0.2, 0.3, 0.4], train_loss=[0.6, 0.3, 0.2, 0.1]))
    assert (curves.lowest_held_out_loss, curves.lowest_held_out_loss_epoch) == (0.2, 2)
    assert curves.held_out_loss_rise == pytest.approx(1.0)
    assert curves.train_loss_fall == pytest.approx(0.2)


def test_the_first_of_equal_epochs_counts():
    curves = measure_curves(history([0.2, 0.2, 0.2], val_accuracy=[0.9, 0.95, 0.95]))
    assert (curves.lowest_held_out_loss_epoch, curves.best_held_out_accuracy_epoch) == (1, 2)


def test_one_spike_at_the_end_lasts_not():
    curves = measure_curves(history([0.2] * 49 + [0.4]))
    assert curves.held_out_loss_rise == pytest.approx(1.0)


def test_the_change_at_the_end_is_along_a_line_of_logarithms():
    losses = np.geomspace(1.0, 0.5, 100)
    curves = measure_curves(history(losses.tolist()))
    assert curves.late_held_out_loss_change == pytest.approx(losses[-1] / losses[-10] - 1)


@given(st.lists(st.floats(1e-6, 1e6), min_size=10, max_size=40))
def test_nothing_falls_by_more_than_all_of_it(losses):
    assert measure_curves(history(losses)).late_held_out_loss_change > -1


@pytest.mark.parametrize("loss", [1.0, 0.1, 1.5791])
def test_a_loss_that_stands_still_does_not_change(loss):
    curves = measure_curves(history([loss] * 20))
    assert curves.late_held_out_loss_change == pytest.approx(0, abs=1e-12)


def test_a_later_rise_is_measured_from_where_the_other_runs_turn():
    turning = np.array([3.0] * 5 + [1.0] * 5 + [2.0] * 10)
    early = np.array([1.5] * 5 + [3.0] * 5 + [2.0] * 10)
    assert later_rises([turning, early]) == pytest.approx([2 / 3 - 1, 2 / 3 - 1])
    # Its own lowest loss is no matter of the others'.
    assert later_rises([turning] * 5 + [early]) == pytest.approx([1.0] * 5 + [2 / 3 - 1])


def test_noise_alone_does_not_rise_on_average():
    noise = np.exp(np.random.default_rng(0).normal(0, 0.1, (200, 3, 40)))
    rises = [rise for runs in noise for rise in later_rises(list(runs))]
    assert np.mean(rises) == pytest.approx(0, abs=0.02)
    own = [np.median(run[-4:]) / run.min() - 1 for runs in noise for run in runs]
    assert np.mean(own) > 0.2


def test_one_run_or_few_epochs_have_no_later_rise():
    assert later_rises([np.ones(20)]) == [None]
    assert later_rises([np.ones(9)] * 2) == [None, None]
    assert later_rises([np.zeros(20)] * 2) == [None, None]


def test_a_straight_course_does_not_oscillate_and_noise_does():
    rng = np.random.default_rng(0)
    noise = rng.normal(scale=0.01, size=2000)
    course = np.linspace(2.0, 1.0, 2000)
    assert measure_curves(history(course.tolist())).held_out_loss_oscillation < 1e-12
    noisy = measure_curves(history((course + noise).tolist(), val_accuracy=(0.5 + noise).tolist()))
    assert noisy.held_out_accuracy_oscillation == pytest.approx(0.01, rel=0.1)
    assert noisy.held_out_loss_oscillation == pytest.approx(0.01 / 1.25, rel=0.1)


@pytest.mark.parametrize("n_epochs", [1, 2, 4, 5, 9, 10])
def test_short_histories_have_no_slope_and_no_oscillation(n_epochs):
    curves = measure_curves(history([0.5] * n_epochs))
    assert (curves.late_held_out_loss_change is None) == (n_epochs < 10)
    assert (curves.held_out_loss_oscillation is None) == (n_epochs < 10)
    assert curves.held_out_loss_rise == 0


def test_a_loss_of_zero_has_no_relative_rise():
    curves = measure_curves(history([0.0] * 10))
    assert curves.held_out_loss_rise is None
    assert curves.late_held_out_loss_change is None


@given(
    st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=40)
    | st.lists(st.sampled_from([0.5, 0.5000001]), min_size=1, max_size=40)
)
def test_measures_are_finite(losses):
    curves = measure_curves(history(losses))
    assert all(np.isfinite(value) for value in curves if value is not None)
    assert curves.held_out_loss_rise >= 0


def test_the_late_window_is_a_tenth_and_three_at_least():
    assert [late_window(n) for n in (1, 30, 31, 100, 105)] == [3, 3, 4, 10, 11]
