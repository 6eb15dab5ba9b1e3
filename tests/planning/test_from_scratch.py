"""What a lab of engine `numpy` may ask for, and what its runs are then asked for."""

from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.spec import Spec
from labbook.config.engine_names import NUMPY_ACTIVATIONS, NUMPY_LOSSES
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning.plan import make_plan
from labbook.scratch import activations, losses
from made_up_dataset import made_up_dataset

ROOT = Path(__file__).parents[2]


def specs(experiment: dict[str, Any], **lab: Any) -> list[Spec]:
    """Of a lab with one experiment, whose settings are laid on those of a hidden layer."""
    config = read_yaml(ROOT / "config.yaml")
    whole = {"title": "One", "question": "Which?", "units": 8, "activation": "sigmoid", "epochs": 5}
    config["labs"] = {
        "lab2_numpy": config["labs"]["lab2_numpy"]
        | {"template": None, "experiments": {"one": whole | experiment}}
        | lab
    }
    runs = make_plan(parse_config(config), made_up_dataset()).runs.values()
    return [run.spec for run in runs if isinstance(run.spec, Spec)]


def test_the_names_are_those_of_the_networks() -> None:
    assert sorted(activations.ACTIVATIONS) == sorted(NUMPY_ACTIVATIONS)
    assert sorted(losses.LOSSES) == sorted(NUMPY_LOSSES)


def test_gradient_descent_on_all_images_goes_without_saying() -> None:
    (spec, *others) = specs({})
    assert len(others) == 2
    assert spec.engine == "numpy"
    assert spec.batch_size is None
    assert spec.optimizer == {"name": "sgd", "learning_rate": 1.0}
    assert spec.validation_fraction == 0.0


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"batch_size": 100}, "one.batch_size is 100, but engine numpy takes all training images"),
        ({"optimizer": "adam"}, "one.optimizer is adam, but engine numpy has plain gradient"),
        ({"optimizer": {"name": "sgd", "momentum": 0.9}}, "has plain gradient descent alone"),
        (
            {"learning_rate": {"schedule": "CosineDecay", "initial_learning_rate": 1.0}},
            "has no schedules; give a number",
        ),
        ({"early_stopping": {"patience": 3}}, "but engine numpy trains for all epochs; leave it"),
        ({"augmentation": {"shift": 0.1}}, "but engine numpy takes the images as they are; leave"),
        ({"device": "gpu"}, "but engine numpy computes on the processor; leave"),
        ({"dropout": 0.5}, "one.dropout is 0.5, but engine numpy has no dropout"),
        ({"activation": "selu"}, "one.activation is selu, but engine numpy does not have it; did"),
        ({"loss": "mean_squared_error"}, "one.loss is mean_squared_error, but engine numpy does"),
        ({"output_activation": "relu"}, "takes the loss together with softmax; leave it out"),
        ({"positive_class": 0, "output_activation": "softmax"}, "together with sigmoid"),
        (
            {"search": {"space": {"units": [8, 16]}, "trials": 1}},
            "has a search, but engine numpy has none; write a sweep",
        ),
    ],
)
def test_what_it_cannot_do_gets_a_sentence(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        specs(settings)
    assert sentence in str(refused.value)


def test_what_defaults_set_can_be_unset() -> None:
    with pytest.raises(LabbookError, match="set it to null if defaults set it"):
        specs({}, defaults={"batch_size": 100})
    assert specs({"batch_size": None}, defaults={"batch_size": 100})


def test_a_search_needs_validation_images() -> None:
    search = {"space": {"units": [8, 16]}, "trials": 1}
    settings = {"search": search, "optimizer": "sgd", "batch_size": 10}
    with pytest.raises(LabbookError, match="validation_fraction of 0, which leaves no images"):
        specs(settings, engine="keras")


def test_an_experiment_may_have_its_own_validation_fraction() -> None:
    assert {spec.validation_fraction for spec in specs({"validation_fraction": 0.5})} == {0.5}
    assert {spec.validation_fraction for spec in specs({}, defaults={})} == {0.2}
