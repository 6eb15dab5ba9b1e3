"""Which experiments can be evaluated class by class, and that it trains nothing."""

import copy
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.typed_json import plain
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning.plan import make_plan
from labbook.planning.plan_files import experiment_plan, lab_plan
from made_up_dataset import made_up_dataset

SHIPPED = Path(__file__).parents[2] / "config.yaml"
DATASET = made_up_dataset()
LAB = "lab3_keras"
WHERE = f"config.yaml: labs.{LAB}.experiments."


def planned(experiment: str = "optimizers", **settings: Any) -> Any:
    config = copy.deepcopy(read_yaml(SHIPPED))
    config["labs"] = {LAB: config["labs"][LAB]}
    config["labs"][LAB]["experiments"][experiment].update(settings)
    typed = parse_config(config)
    return typed, make_plan(typed, DATASET)


def files(config: Any, plan: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    (lab,) = plan.labs
    return plain(lab_plan(lab, plan, config)), [experiment_plan(one) for one in lab.experiments]


@pytest.mark.parametrize("experiment", ["optimizers", "best_network", "network_search"])
def test_it_is_said_in_the_plan_of_the_lab_alone_and_trains_nothing(experiment: str) -> None:
    without, asked = planned(experiment, by_class=False), planned(experiment, by_class=True)
    assert without[1].runs == asked[1].runs
    (before, of_each), (after, of_each_asked) = files(*without), files(*asked)
    assert of_each == of_each_asked
    for one in after["experiments"]:
        assert one["by_class"] is (one["name"] == experiment)
        one["by_class"] = False
    assert before["experiments"] == after["experiments"]


def test_one_output_is_refused() -> None:
    with pytest.raises(LabbookError) as refused:
        planned("single_neuron", by_class=True)
    assert str(refused.value) == (
        f"{WHERE}single_neuron has by_class and a configuration with a positive_class, which "
        "answers yes or no; leave one of the two out."
    )
    one_of_two = {"a": {"optimizer": "adam"}, "b": {"optimizer": "adam", "positive_class": 3}}
    with pytest.raises(LabbookError, match="has by_class and a configuration with a positive_cla"):
        planned(by_class=True, variants=one_of_two, published=[])


def test_without_validation_images_one_configuration_alone_will_do() -> None:
    with pytest.raises(LabbookError) as refused:
        planned(by_class=True, validation_fraction=0)
    assert str(refused.value) == (
        f"{WHERE}optimizers has by_class and several configurations without validation images, so "
        "none can be chosen to be shown; set a validation_fraction above 0."
    )
    planned(by_class=True, validation_fraction=0, variants={"a": {}}, published=[], optimizer="sgd")


def test_other_validation_images_cannot_be_compared() -> None:
    variants = {"a": {"validation_fraction": 0.1}, "b": {"validation_fraction": 0.2}}
    with pytest.raises(LabbookError, match="give all of them the same validation_fraction"):
        planned(by_class=True, variants=variants, published=[], optimizer="sgd")


def test_it_is_a_yes_or_a_no() -> None:
    with pytest.raises(LabbookError, match=r"optimizers\.by_class is 'always'"):
        planned(by_class="always")
