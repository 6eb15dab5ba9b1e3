"""Batch normalization, penalties, initial weights, smoothed labels, class weights: to a spec."""

from typing import Any

import pytest
import yaml

from labbook.artifacts.spec import Spec
from labbook.config.load import parse_config
from labbook.errors import LabbookError
from labbook.planning.plan import Plan, make_plan
from made_up_dataset import made_up_dataset
from real_build import ROOT

SETTINGS: dict[str, Any] = {
    "units": 16,
    "activation": "relu",
    "optimizer": "sgd",
    "batch_size": 32,
    "epochs": 1,
    "seeds": [0],
}
OFF: dict[str, Any] = {
    "batch_normalization": False,
    "kernel_initializer": "glorot_uniform",
    "l1": 0,
    "l2": 0,
    "label_smoothing": 0,
    "class_weight": {"3": 1},
}
ON: dict[str, Any] = {
    "batch_normalization": True,
    "kernel_initializer": "he_normal",
    "l1": 1,
    "l2": 0.001,
    "label_smoothing": 0.1,
    "class_weight": {"3": 2, "0": 0.5, "1": 1},
}


def plan_of(engine: str = "keras", lab: dict[str, Any] | None = None, **changes: Any) -> Plan:
    value = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    experiment = {"title": "One", "question": "Which?", **SETTINGS, **changes}
    lab = {"title": "A", "assignment": "A", "engine": engine, **(lab or {})}
    value |= {"labs": {"one": {**lab, "experiments": {"one": experiment}}}}
    return make_plan(parse_config(value), made_up_dataset())


def spec_of(**changes: Any) -> Spec:
    (run,) = plan_of(**changes).runs.values()
    assert isinstance(run.spec, Spec)
    return run.spec


def test_what_is_off_makes_the_same_run_as_what_is_not_set() -> None:
    plain = spec_of()
    assert spec_of(**OFF) == plain
    assert not plain.to_dict().keys() & ON.keys()


def test_what_is_on_is_in_the_spec_and_can_be_read_back() -> None:
    spec = spec_of(**ON)
    wanted = {**ON, "l1": 1.0, "class_weight": {"0": 0.5, "3": 2.0}}
    assert {key: spec.to_dict()[key] for key in ON} == wanted
    assert Spec.from_dict(spec.to_dict()) == spec


def test_only_normalization_decides_how_a_network_is_evaluated() -> None:
    plain = spec_of().network
    for key, value in ON.items():
        assert (spec_of(**{key: value}).network == plain) == (key != "batch_normalization"), key


def test_weight_decay_is_an_argument_of_the_optimizer() -> None:
    wanted = {"name": "sgd", "learning_rate": 0.01, "weight_decay": 0.1}
    assert spec_of(weight_decay=0.1).optimizer == wanted
    assert spec_of(optimizer={"name": "sgd", "weight_decay": 0.1}).optimizer == wanted


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"kernel_initializer": "he_norml"}, "no initializer known here; did you mean"),
        ({"l2": -1}, "l2 is -1"),
        ({"label_smoothing": 1.0}, "label_smoothing is 1.0"),
        ({"class_weight": "even"}, "class_weight is 'even'; it must be balanced, or a mapping"),
        ({"class_weight": {"x": 1}}, "has the class 'x'; a class is named by its number"),
        ({"class_weight": {"1": True}}, "has the weight True for class 1, which is not a number"),
        ({"class_weight": {"1": -2}}, "has the weight -2 for class 1; it must be from 0"),
        ({"class_weight": {"10": 2}}, "names class 10, but there are 10; their numbers go from 0"),
        ({"class_weight": {"2": 2}, "positive_class": 3}, "names class 2, but there are 2"),
        (
            {"label_smoothing": 0.1, "loss": "mean_squared_error"},
            "label_smoothing is 0.1, but Keras has none for the loss mean_squared_error",
        ),
        ({"batch_normalization": True, "units": []}, "has no hidden layer and no convolution"),
        ({"batch_normalization": True, "batch_size": 1}, "a batch of one image there is nothing"),
        (
            {"batch_normalization": True, "filters": [[64], [64]], "batch_size": 20_000},
            "batch_size is 20000, but batch_normalization needs a batch whole, and",
        ),
        (
            {"weight_decay": 0.1, "optimizer": {"name": "sgd", "weight_decay": 0.1}},
            "one.weight_decay stands in optimizer, too; leave one of the two out",
        ),
    ],
)
def test_what_cannot_be_gets_a_sentence(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        plan_of(**settings)
    assert sentence in str(refused.value)


def test_a_batch_is_never_larger_than_the_data() -> None:
    assert spec_of(batch_normalization=True, units=[500] * 10, batch_size=10**7)


@pytest.mark.parametrize("key", [*ON, "weight_decay"])
def test_engine_numpy_refuses_each_and_takes_what_is_off(key: str) -> None:
    settings = {"engine": "numpy", "optimizer": "sgd", "batch_size": None, "activation": "sigmoid"}
    with pytest.raises(LabbookError) as refused:
        plan_of(**settings, **{key: {**ON, "weight_decay": 0.1}[key]})
    assert f"one.{key} is " in str(refused.value)
    assert "but engine numpy " in str(refused.value)
    for off in ({**OFF, "weight_decay": 0, "class_weight": None}[key], None):
        assert plan_of(
            **settings,
            **{key: off},
            lab={"defaults": {key: ON.get(key, 0.1)} if off is None else {}},
        ).runs


@pytest.mark.parametrize("key", ON)
def test_a_notebook_is_not_written_for_it(key: str) -> None:
    notebook = {"notebook": {"template": "mlp", "experiment": "one"}}
    assert plan_of(lab=notebook).runs
    with pytest.raises(LabbookError, match=rf"one has {key} .* which a notebook does not have"):
        plan_of(lab=notebook, **{key: ON[key]})


def test_configurations_that_vary_it_have_labels_that_a_reader_understands() -> None:
    sweep = {
        "batch_normalization": [False, True],
        "l2": [0, 0.001],
        "kernel_initializer": ["glorot_uniform", "he_normal"],
        "class_weight": [None, "balanced", {"0": 2}],
    }
    (experiment,) = plan_of(sweep=sweep).experiments
    labels = [configuration.label for configuration in experiment.configurations]
    assert labels[0] == (
        "no batch normalization, L2 penalty 0, initial weights Glorot uniform, class weights none"
    )
    assert labels[-1] == (
        "batch normalization, L2 penalty 0.001, initial weights He normal, class weights (0: 2)"
    )
    assert "class weights balanced" in labels[-2]
    names = [configuration.name for configuration in experiment.configurations]
    assert len(set(names)) == len(names) == 24
