"""What is told of trainings that early stopping ended."""

from dataclasses import replace

import pytest

from labbook.artifacts.history import History, history_columns
from labbook.artifacts.spec import EarlyStopping
from labbook.metrics.curves import measure_curves
from labbook.topics.curves.findings import find_early_stopping, find_updates

STOPPING = EarlyStopping("val_loss", 3, 0.0, True)


@pytest.fixture
def stopped(configuration):
    """Of at most 20 epochs; each run has its number of epochs and the one that counts."""

    def make(name, *runs, asked=STOPPING):
        one = configuration(name, [0.98] * len(runs), epochs=20)
        return replace(
            one,
            settings=replace(one.settings, early_stopping=asked),
            runs=tuple(
                replace(run, epochs=epochs, restored_epoch=counted)
                for run, (epochs, counted) in zip(one.runs, runs, strict=True)
            ),
        )

    return make


@pytest.mark.parametrize(
    ("runs", "asked", "sentence"),
    [
        (
            [(11, 8), (17, 14), (9, 6)],
            STOPPING,
            "Every run of <em>&lt;a&gt;</em> was stopped early, after 9 to 17 of at most 20 "
            "epochs, when its validation loss had not improved for 3 epochs; the values that "
            "count are those of the epoch with the lowest validation loss, 6 to 14.",
        ),
        (
            [(11, 8)],
            replace(STOPPING, monitor="val_accuracy"),
            "The run of <em>&lt;a&gt;</em> was stopped early, after 11 of at most 20 epochs, when "
            "its validation accuracy had not improved for 3 epochs; the values that count are "
            "those of the epoch with the highest validation accuracy, 8.",
        ),
        (
            [(11, None), (20, None)],
            EarlyStopping("val_loss", 3, 0.01, False),
            "Of the 2 runs of <em>&lt;a&gt;</em>, 1 was stopped early, after 11 of at most 20 "
            "epochs, when its validation loss had not improved by more than 0.01 for 3 epochs; "
            "the values that count are those of its last epoch.",
        ),
        (
            [(20, 19), (20, 20)],
            EarlyStopping("val_loss", 3, 0.01, True),
            "No run of <em>&lt;a&gt;</em> was stopped early: each had all of its 20 epochs; the "
            "values that count are those of the last epoch that improved it so much, 19 to 20.",
        ),
    ],
)
def test_each_verdict_in_words(say, experiment, stopped, runs, asked, sentence) -> None:
    (found,) = find_early_stopping(experiment(stopped("a", *runs, asked=asked)))
    assert say(found) == sentence


def test_one_sentence_for_each_setting(experiment, stopped, configuration) -> None:
    table = experiment(
        stopped("a", (11, 8)),
        configuration("to its end", [0.98]),
        stopped("b", (20, 18)),
        stopped("c", (9, 2), asked=replace(STOPPING, patience=7)),
    )
    found = find_early_stopping(table)
    assert [(one.id, one.subject, one.verdict) for one in found] == [
        ("trial.early_stopping.1", ("a", "b"), "some runs"),
        ("trial.early_stopping.2", ("c",), "every run"),
    ]
    assert find_early_stopping(experiment(configuration("to its end", [0.98]))) == []


def test_batch_sizes_are_not_compared_after_equally_many_updates(experiment, stopped) -> None:
    rows = [
        replace(stopped(f"batch-{size}", (9, 6)), varied={"batch_size": size}) for size in (10, 100)
    ]
    assert find_updates(experiment(*rows)) == []


def test_the_values_at_the_end_are_of_the_epoch_that_counts() -> None:
    losses = {"train_loss": [0.9, 0.5, 0.3, 0.2], "val_loss": [0.8, 0.6, 0.4, 0.1]}
    columns = dict.fromkeys(history_columns(0.2), [0.5] * 4) | losses
    found = measure_curves(History([1, 2, 3, 4], columns), 3)
    assert found.held_out_loss == 0.4
    # Validation stays above training to the third epoch, though not to the fourth.
    assert found.held_out_loss_crossing_epoch == 2
    assert found.lowest_held_out_loss == 0.1
