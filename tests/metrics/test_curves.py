import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.artifacts.history import History
from labbook.metrics.curves import late_window, later_rises, measure_curves, noise_above_p


def history(val_loss, val_accuracy=None):
    epochs = list(range(1, len(val_loss) + 1))
    return History(
        epochs,
        {
            "train_loss": list(val_loss),
            "train_accuracy": [0.5] * len(epochs),
            "val_loss": list(val_loss),
            "val_accuracy": list(val_accuracy or [0.5] * len(epochs)),
        },
    )


def test_lowest_loss_and_the_rise_after_it():
    curves = measure_curves(history([0.5, 0.2, 0.3, 0.4]))
    assert (curves.lowest_held_out_loss, curves.lowest_held_out_loss_epoch) == (0.2, 2)
    assert curves.held_out_loss_rise == pytest.approx(1.0)


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


def rises_of(losses):
    """Of the held-out losses, where each training loss is one that stays."""
    found = later_rises(losses, [np.ones(len(loss)) for loss in losses])
    assert all(one.training == 0 for one in found)
    return [one.held_out for one in found]


def test_a_later_rise_is_measured_from_where_the_other_runs_turn():
    turning = np.array([3.0] * 5 + [1.0] * 5 + [2.0] * 10)
    early = np.array([1.5] * 5 + [3.0] * 5 + [2.0] * 10)
    assert rises_of([turning, early]) == pytest.approx([2 / 3 - 1, 2 / 3 - 1])
    # Its own lowest loss is no matter of the others'.
    assert rises_of([turning] * 5 + [early]) == pytest.approx([1.0] * 5 + [2 / 3 - 1])


def test_the_training_loss_is_measured_between_the_same_epochs_and_spikes_do_not_count():
    """As in a run of Lab 3, whose training loss rises from almost nothing in its last epoch."""
    held_out = np.array([4.0] * 6 + [2.0] * 10 + [3.0] * 84)
    training = np.geomspace(1, 1e-6, 100)
    for one in (held_out, training):
        one[-1] += 1
    (found, _) = later_rises([held_out] * 2, [training] * 2)
    assert found.held_out == pytest.approx(0.5)
    assert found.training == pytest.approx((training[-6] - training[6]) / 2, rel=0.01)


@pytest.mark.parametrize("n_epochs", [10, 40])
def test_noise_alone_does_not_rise_on_average(n_epochs):
    noise = np.exp(np.random.default_rng(0).normal(0, 0.1, (200, 3, n_epochs)))
    rises = [rise for runs in noise for rise in rises_of(list(runs))]
    assert np.mean(rises) == pytest.approx(0, abs=0.02)
    own = [np.median(run[-4:]) / run.min() - 1 for runs in noise for run in runs]
    assert np.mean(own) > 0.1


def test_noise_that_fades_with_the_learning_rate_makes_no_rise_and_hides_little_of_one():
    """As large as in the searched network of Lab 3, whose learning rate goes to zero."""
    fading = 0.06 * (1 + np.cos(np.linspace(0, np.pi, 40))) / 2
    noise = np.exp(np.random.default_rng(0).normal(0, 1, (100, 3, 40)) * fading)
    course = 1 + 2 * np.exp(-np.arange(40) / 2)
    for end in (1.0, 1.2):
        losses = course * np.interp(np.arange(40), [10, 35], [1.0, end]) * noise
        rises = np.mean([rise for runs in losses for rise in rises_of(list(runs))])
        assert -0.05 < rises - (end - 1) < 0.01


def test_one_run_or_few_epochs_have_no_later_rise():
    for losses in ([np.ones(20)], [np.ones(9)] * 2, [np.zeros(20)] * 2):
        assert later_rises(losses, losses) == [None] * len(losses)


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


def test_noise_at_the_limit_is_seldom_shown_to_be_above_it():
    rng = np.random.default_rng(0)
    for n_epochs in (10, 100):
        noisy = 0.9 + 0.005 * rng.standard_normal((400, n_epochs))
        noises = [
            measure_curves(
                history([0.1] * n_epochs, val_accuracy=one)
            ).held_out_accuracy_oscillation
            for one in noisy.tolist()
        ]
        shown = np.mean([noise_above_p(one, 0.005, n_epochs) < 0.05 for one in noises])
        assert 0.02 < shown < 0.08
        assert noise_above_p(0.02, 0.005, n_epochs) < 0.001
    assert noise_above_p(None, 0.005, 100) == 1.0
