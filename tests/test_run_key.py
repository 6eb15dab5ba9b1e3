"""A run's key depends on all that determines the run, and on nothing else."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.spec import Spec
from labbook.run_key import Circumstances, circumstances

SPEC = Spec.from_dict(EXAMPLE_SPEC)
NOW = Circumstances("0" * 64, {"labbook": "1", "labbook.models.mlp": "2"}, {"keras": "3.12"})
KEY = NOW.key(SPEC)


@pytest.mark.parametrize(
    "change",
    [
        {"dataset": "1" * 64},
        {"code": {**NOW.code, "labbook.models.mlp": "3"}},
        {"code": {**NOW.code, "labbook.new": "1"}},
        {"code": {"labbook.models.mlp": "2"}},
        {"code": {"labbook": "2", "labbook.models.mlp": "1"}},
        {"versions": {"keras": "3.13"}},
        {"versions": {"keras": "3.12", "numpy": "2.0"}},
        {"versions": {}},
    ],
)
def test_other_circumstances_are_another_key(change: dict[str, Any]) -> None:
    assert replace(NOW, **change).key(SPEC) != KEY


CHANGES = {
    "engine": "numpy",
    "model": "cnn",
    "dataset": "mnist-5k",
    "task": {"kind": "one_against_rest", "positive": 0},
    "validation_fraction": 0.1,
    "split_seed": 1,
    "hidden": [],
    "output": {"units": 10, "activation": "sigmoid"},
    "loss": "mean_squared_error",
    "optimizer": {"name": "adam", "learning_rate": 0.02},
    "batch_size": 65,
    "epochs": 4,
    "seed": 2,
}


def test_a_change_of_each_part_of_a_spec_is_tried() -> None:
    assert CHANGES.keys() == EXAMPLE_SPEC.keys() == SPEC.to_dict().keys()


@pytest.mark.parametrize("part", sorted(CHANGES))
def test_another_spec_is_another_key(part: str) -> None:
    assert NOW.key(Spec.from_dict({**EXAMPLE_SPEC, part: CHANGES[part]})) != KEY


def test_two_parts_that_swap_values_are_another_key() -> None:
    swapped = replace(SPEC, batch_size=SPEC.epochs, epochs=SPEC.batch_size)
    assert NOW.key(swapped) != KEY


def test_a_key_is_twelve_hexadecimal_digits() -> None:
    assert re.fullmatch("[0-9a-f]{12}", KEY)


def test_asking_again_gives_the_same_key() -> None:
    """The hash is begun once, and no run may leave anything in it for the next."""
    NOW.key(replace(SPEC, seed=9))
    assert NOW.key(SPEC) == KEY


def shuffled(draw: st.DataObject, value: Any) -> Any:
    """The same with other orders of keys."""
    if isinstance(value, dict):
        keys = draw.draw(st.permutations(list(value)))
        return {key: shuffled(draw, value[key]) for key in keys}
    return [shuffled(draw, item) for item in value] if isinstance(value, list) else value


@given(data=st.data(), seed=st.integers(0, 2**31))
def test_the_key_is_of_the_values_and_not_of_their_order(data: st.DataObject, seed: int) -> None:
    spec = {**EXAMPLE_SPEC, "seed": seed}
    same = Circumstances(NOW.dataset, shuffled(data, NOW.code), shuffled(data, NOW.versions))
    assert same.key(Spec.from_dict(shuffled(data, spec))) == NOW.key(Spec.from_dict(spec))


@given(rate=st.floats(allow_nan=False, allow_infinity=False), seed=st.integers())
def test_a_spec_that_went_through_a_file_has_the_same_key(rate: float, seed: int) -> None:
    spec = replace(SPEC, optimizer={"name": "sgd", "learning_rate": rate}, seed=seed)
    read = Spec.from_dict(json.loads(json.dumps(spec.to_dict())))
    assert read == spec
    assert NOW.key(read) == NOW.key(spec)


def test_a_number_that_no_file_can_carry_has_no_key() -> None:
    with pytest.raises(ValueError, match="JSON"):
        NOW.key(replace(SPEC, validation_fraction=float("nan")))


def test_the_circumstances_of_now() -> None:
    now = circumstances(SPEC, "ab" * 32)
    assert now.dataset == "ab" * 32
    assert {"labbook.models.mlp", "labbook.commands.train_keras", "labbook.training.objective"} <= (
        now.code.keys()
    )
    assert now.versions.keys() == {"python", "tensorflow", "keras", "numpy"}
    assert now == circumstances(SPEC, "ab" * 32)


def test_a_model_that_is_not_there_is_refused() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"labbook\.models\.none"):
        circumstances(replace(SPEC, model="none"), "ab" * 32)


def test_a_numpy_run_hangs_on_no_library_of_the_other_engine() -> None:
    now = circumstances(replace(SPEC, engine="numpy"), "ab" * 32)
    assert now.versions.keys() == {"python", "numpy"}
    assert {"labbook.commands.train_numpy", "labbook.scratch.full_batch"} <= now.code.keys()
    assert not {"labbook.training.keras_run", "labbook.models.mlp"} & now.code.keys()
