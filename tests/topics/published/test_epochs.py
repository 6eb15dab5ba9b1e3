"""Published epochs at which the course of the test loss changes, beside ours."""

import pytest

from labbook.topics.published.entries import CROSSING, OUR_EPOCHS, TURN
from labbook.topics.published.epochs import find_published_turns
from labbook.topics.published.section import told_together

OTHER_DATA = "MNIST in place of SVHN"
RISES = {"held_out_loss_later_rise": 0.3}


def table_of(experiment, configuration, epochs, metric=TURN, rise=0.3, entry=None, **more):
    """A configuration of a thousand epochs, with the epoch of each seed, and a published one."""
    ours = configuration(
        "a",
        [0.98] * len(epochs),
        epochs=1000,
        train_loss_later_rise=-0.1,
        by_seed=[
            {OUR_EPOCHS[metric]: epoch, "held_out_loss_later_rise": rise + place / 1e6}
            for place, epoch in enumerate(epochs)
        ],
    )
    return experiment(ours, published=({"of": {}, metric: 400, **(entry or {})},), **more)


@pytest.mark.parametrize("metric", [TURN, CROSSING])
@pytest.mark.parametrize(
    ("epochs", "verdict"),
    [
        ([300, 310, 320], "earlier"),
        ([500, 510, 520], "later"),
        ([300, 310, 520], "consistent"),
        # All three are earlier, which one more run need not be: its interval is 325 to 415.
        ([360, 370, 380], "consistent"),
        # Epochs are whole: seeds that agree are no surer than that.
        ([400, 400, 400], "consistent"),
        ([398, 398, 398], "earlier"),
    ],
)
def test_an_epoch_is_judged_as_one_more_run(experiment, configuration, metric, epochs, verdict):
    (found,) = find_published_turns(table_of(experiment, configuration, epochs, metric))
    assert (found.verdict, found.details["crosses"]) == (verdict, metric == CROSSING)
    (other,) = find_published_turns(
        table_of(experiment, configuration, epochs, metric, other_data=OTHER_DATA)
    )
    assert (other.verdict, other.details["course"]) == ("other data", verdict)


def test_the_interval_is_students(experiment, configuration) -> None:
    (found,) = find_published_turns(table_of(experiment, configuration, [360, 370, 380]))
    # Mean 370, standard deviation 10; t of two degrees of freedom is 4.3027.
    assert found.numbers["interval"] == pytest.approx([320.32, 419.68], abs=0.01)


@pytest.mark.parametrize(
    ("epochs", "metric", "rise", "verdict"),
    [
        # Where no rise is shown over the runs, the lowest loss may be a matter of noise.
        ([390, 400, 410], TURN, 0.01, "no turn shown"),
        ([400], TURN, 0.3, "no turn shown"),
        ([400], CROSSING, 0.3, "one seed"),
        ([400, 401, None], CROSSING, 0.3, "not in every run"),
        ([None, None], CROSSING, 0.3, "not in every run"),
    ],
)
def test_what_ours_do_not_show_is_not_judged(
    experiment, configuration, say, epochs, metric, rise, verdict
):
    (found,) = find_published_turns(table_of(experiment, configuration, epochs, metric, rise))
    assert (found.verdict, found.details["fits"]) == (verdict, None)
    assert "interval" not in found.numbers
    assert "consistent" not in say(found)


def test_where_our_losses_cross_in_some_runs_alone(experiment, configuration, say) -> None:
    (some,) = find_published_turns(table_of(experiment, configuration, [400, None, 410], CROSSING))
    assert "within 1000 epochs, ours ends above it in 2 of 3 runs." in say(some)
    (none,) = find_published_turns(table_of(experiment, configuration, [None, None], CROSSING))
    assert "ours ends above it in no run." in say(none)


def test_a_setting_that_is_not_stated_is_not_judged(experiment, configuration, say) -> None:
    entry = {"unstated": ("learning_rate",)}
    for epochs, fits in (([360, 370, 380], True), ([300, 310, 320], False)):
        (found,) = find_published_turns(table_of(experiment, configuration, epochs, entry=entry))
        assert (found.verdict, found.details["fits"]) == ("not judged", fits)
        text = say(found)
        assert "rises after epoch 400 (its learning rate is not printed); ours with" in text
        assert ("does not fit" in text) != fits


def test_about_an_epoch_is_given_a_twentieth(experiment, configuration, say) -> None:
    epochs = [415, 416, 417]
    exact, about = (
        find_published_turns(
            table_of(experiment, configuration, epochs, entry={"approximate": approximate})
        )[0]
        for approximate in (False, True)
    )
    assert (exact.verdict, about.verdict) == ("later", "consistent")
    assert "rises after about epoch 400;" in say(about)


@pytest.mark.parametrize(
    ("crossing", "entry", "said"),
    [
        (410, {}, "The published epochs are consistent with ours"),
        (410, {"unstated": ("learning_rate",)}, "The published epochs fit ours"),
        (900, {}, None),
    ],
)
def test_two_epochs_of_one_course_share_a_sentence(
    experiment, configuration, say, crossing, entry, said
):
    """Unless one of them is consistent with ours and the other is not."""
    ours = configuration(
        "a",
        [0.98] * 3,
        epochs=1000,
        train_loss_fall=0.1,
        by_seed=[
            {OUR_EPOCHS[TURN]: 200 + n, OUR_EPOCHS[CROSSING]: 400 + 9 * n, **RISES}
            for n in range(3)
        ],
    )
    published = {"of": {}, TURN: 201, CROSSING: crossing, **entry}
    groups = told_together(find_published_turns(experiment(ours, published=(published,))))
    assert len(groups) == (1 if said else 2)
    if said:
        text = say(groups[0])
        assert "rises after epoch 201 and stays above the training loss from epoch 410 on" in text
        assert "does so from epoch 201 and 409 on, on average over the seeds" in text
        assert said in text
