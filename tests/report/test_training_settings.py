"""How the table of settings tells early stopping and augmentation."""

from dataclasses import replace

import pytest

from labbook.artifacts.spec import Augmentation, EarlyStopping
from labbook.artifacts.summary import Gap, PlannedConfiguration
from labbook.report.settings import augmentation_text, early_stopping_text, shared_settings
from labbook.text.names import reader_label
from made_up_plans import run_settings


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (None, "none"),
        (
            Augmentation(0.1, 10.0, 0.2, "both"),
            "shifted by up to 0.1 of its height and width, turned by up to 10°, zoomed by up to "
            "0.2, flipped both ways",
        ),
        (Augmentation(flip="horizontal"), "flipped horizontally"),
    ],
)
def test_augmentation(asked: Augmentation | None, text: str) -> None:
    assert augmentation_text(replace(run_settings(), augmentation=asked)) == text


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (None, "none"),
        (
            EarlyStopping("val_accuracy", 5, 0.001, False),
            "validation accuracy, patience 5, least change 0.001, weights of the last epoch",
        ),
        (
            EarlyStopping("val_loss", 5, 0.0, True),
            "validation loss, patience 5, weights of the best epoch",
        ),
    ],
)
def test_early_stopping(asked: EarlyStopping | None, text: str) -> None:
    found = str(early_stopping_text(replace(run_settings(), early_stopping=asked)))
    assert " ".join(found.split()) == text


def test_a_swept_mapping_is_a_label() -> None:
    def label(**varied: object) -> str:
        return reader_label(varied, "digit", [])

    assert label(early_stopping={"patience": 3}) == "early stopping (patience 3)"
    assert label(augmentation={"shift": 0.1, "flip": "both"}) == (
        "augmentation (shift 0.1, flip both)"
    )
    assert label(early_stopping=None, augmentation=None) == "no early stopping, no augmentation"


def test_what_all_networks_have_stands_below_their_table() -> None:
    def planned(units: list[int], **settings: object) -> PlannedConfiguration:
        hidden = [{"units": one, "activation": "relu", "dropout": 0.0} for one in units]
        known = Gap("a", "a", {}, run_settings(hidden=hidden, **settings), 0, (), ())
        return PlannedConfiguration(None, known)

    def shared(*found: PlannedConfiguration) -> list[str]:
        return [str(one).replace("\xa0", " ") for one in shared_settings(found)]

    adam = "Adam, learning rate 0.001"
    assert shared(planned([64])) == ["64 units a layer", adam, "batch size 100"]
    sizes = planned([64]), planned([64], batch_size=10)
    assert shared(*sizes) == ["hidden layer 64 ReLU", adam]
    depths = planned([32] * 2), planned([32] * 3)
    assert shared(*depths) == ["32 units a layer", adam, "batch size 100"]
    sgd = {"name": "sgd", "learning_rate": 0.01}
    assert shared(planned([32]), planned([64], optimizer=sgd)) == ["batch size 100"]
    assert shared(planned([])) == [adam, "batch size 100"]
