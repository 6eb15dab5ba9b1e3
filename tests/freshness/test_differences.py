import pytest

from labbook.freshness.differences import (
    code_changes,
    setting_changes,
    shortened,
    version_changes,
)

SPEC = {
    "epochs": 100,
    "hidden": [{"units": 64, "activation": "relu", "dropout": 0.0}],
    "optimizer": {"name": "adam", "learning_rate": 0.001},
    "task": {"kind": "multiclass"},
}
LAYER = {"units": 8, "activation": "tanh", "dropout": 0.0}
COSINE = {"schedule": "CosineDecay", "decay_steps": 9}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"epochs": 50}, ["epochs 100 -> 50"]),
        ({"hidden": [{**SPEC["hidden"][0], "units": 32}]}, ["hidden[0].units 64 -> 32"]),
        (
            {"hidden": [*SPEC["hidden"], LAYER]},
            ["hidden[1] added: {units: 8, activation: tanh, dropout: 0.0}"],
        ),
        (
            {"hidden": []},
            ["hidden[0] removed (was {units: 64, activation: relu, dropout: 0.0})"],
        ),
        (
            {"optimizer": {"name": "sgd", "learning_rate": 0.01, "nesterov": True}},
            [
                "optimizer adam -> sgd",
                "optimizer.learning_rate 0.001 -> 0.01",
                "optimizer.nesterov added: true",
            ],
        ),
        (
            {"optimizer": {"name": "adam", "learning_rate": COSINE}},
            ["optimizer.learning_rate 0.001 -> {schedule: CosineDecay, decay_steps: 9}"],
        ),
        (
            {"task": {"kind": "one_against_rest", "positive": 0}},
            ["task.kind multiclass -> one_against_rest", "positive_class added: 0"],
        ),
        # Equal in Python, and not in a key.
        ({"epochs": 100.0}, ["epochs 100 -> 100.0"]),
    ],
)
def test_a_setting_is_said_by_its_path_with_both_values(change, said) -> None:
    assert list(setting_changes(SPEC, {**SPEC, **change})) == said


def test_a_setting_that_is_gone_is_said_with_what_it_was() -> None:
    after = {**SPEC, "optimizer": {"name": "adam"}}
    assert list(setting_changes(SPEC, after)) == ["optimizer.learning_rate removed (was 0.001)"]


def test_versions_are_said_by_library() -> None:
    before = {"keras": "3.12.0", "tensorflow": "2.20.0", "theano": "1"}
    after = {"keras": "3.12.0", "numpy": "2.0", "tensorflow": "2.21.0"}
    assert version_changes(before, after) == [
        "numpy none -> 2.0",
        "tensorflow 2.20.0 -> 2.21.0",
        "theano 1 -> none",
    ]


def test_code_is_said_by_file_those_that_changed_first() -> None:
    before = {"labbook.a": "1", "labbook.training.objective": "1", "labbook.same": "1"}
    after = {"labbook.b": "1", "labbook.training.objective": "2", "labbook.same": "1"}
    assert code_changes(before, after) == [
        "labbook/training/objective.py changed",
        "labbook/b.py is new",
        "labbook/a.py is gone",
    ]


@pytest.mark.parametrize(
    ("items", "said"),
    [([], []), (["a", "b"], ["a", "b"]), (["a", "b", "c", "d"], ["a", "b and 2 more files"])],
)
def test_a_long_list_is_cut_short_and_says_so(items, said) -> None:
    assert shortened(items, 2, "file") == said
