"""`hidden_layers`: so many equal layers, instead of a list of their units."""

from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from labbook.artifacts.spec import Spec
from labbook.config.load import parse_config
from labbook.data.entry import DIGITS
from labbook.errors import LabbookError
from labbook.planning.configurations import path_name
from labbook.planning.plan import Plan, make_plan
from labbook.planning.resolve import resolve
from labbook.text.names import reader_label
from made_up_dataset import made_up_dataset
from real_build import ROOT

WHERE = "config.yaml: labs.deep.experiments.depth"
DATASET = made_up_dataset()
SETTINGS: dict[str, Any] = {
    "activation": "relu",
    "optimizer": "sgd",
    "batch_size": 32,
    "epochs": 1,
    "seeds": [0],
}


def config(**changes: Any) -> Any:
    value = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    experiment = {"title": "Depth", "question": "How deep?", **SETTINGS, **changes}
    lab = {"title": "Deep", "assignment": "Deep", "experiments": {"depth": experiment}}
    return parse_config({**value, "labs": {"deep": lab}})


def spec_of(**settings: Any) -> Spec:
    return resolve({**SETTINGS, **settings}, "keras", config(units=1), DATASET, WHERE)


def shipped() -> Plan:
    value = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    lab = value["labs"]["assignment2_deep"]
    # Of its dense networks.
    lab["experiments"] = {name: lab["experiments"][name] for name in ("depth", "lecun")}
    labs = {"assignment2_deep": lab}
    return make_plan(parse_config({**value, "labs": labs}), DATASET)


def parameters(spec: Spec) -> int:
    sizes = [784, *(layer.units for layer in spec.hidden), spec.output.units]
    return sum((before + 1) * units for before, units in pairwise(sizes))


@given(st.integers(1, 60), st.integers(1, 600), st.sampled_from([0.0, 0.2]))
def test_it_stands_for_a_list(count: int, units: int, dropout: float) -> None:
    assert spec_of(hidden_layers=count, units=units, dropout=dropout) == spec_of(
        units=[units] * count, dropout=dropout
    )


def test_the_depths_of_the_assignment_count_the_output() -> None:
    specs = [run.spec for run in shipped().runs.values() if isinstance(run.spec, Spec)]
    assert {len(spec.hidden) + 1 for spec in specs} == {5, 20, 40}
    # The two smallest layers of the table that the assignment's source prints: 25,120 and 330.
    assert {parameters(spec) for spec in specs if len(spec.hidden) == 4} == {28_618}
    assert {parameters(spec) for spec in specs} == {28_618, 28_618 + 15 * 1056, 28_618 + 35 * 1056}


def test_the_shared_networks_are_trained_once() -> None:
    runs = shipped().runs.values()
    assert len(runs) == (9 + 3) * 5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"hidden_layers": 2, "units": [8, 8]},
            f"{WHERE}.hidden_layers is 2, but units is [8, 8], a list that says how many layers "
            "there are; give one number of units, or leave hidden_layers out (null, if defaults "
            "set it).",
        ),
        (
            {"hidden_layers": 2, "units": []},
            f"{WHERE}.hidden_layers is 2, but units is [], a list that says how many layers there "
            "are; give one number of units, or leave hidden_layers out (null, if defaults set it).",
        ),
        (
            {"hidden_layers": 2},
            f"{WHERE}.units is missing, and hidden_layers asks for 2 layers of so many units each.",
        ),
        (
            {"units": 8, "sweep": {"hidden_layers": [0]}},
            f"{WHERE}.sweep: hidden_layers is 0; it must be at least 1.",
        ),
        (
            {"hidden_layers": 2, "units": 8, "dropout": [0.1]},
            f"{WHERE}.dropout has 1 rates for 2 hidden layers; give one number, or one a layer.",
        ),
    ],
)
def test_what_does_not_go_together(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LabbookError) as error:
        make_plan(config(**changes), DATASET)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("count", "label"), [(1, "ReLU, 1 hidden layer"), (39, "ReLU, 39 hidden layers")]
)
def test_its_names_count_hidden_layers(count: int, label: str) -> None:
    varied = {"activation": "relu", "hidden_layers": count}
    assert reader_label(varied, "digit", DIGITS) == label
    assert path_name(varied) == f"activation-relu_hidden_layers-{count}"


def test_a_configuration_without_a_sweep_is_named_by_it() -> None:
    (found,) = make_plan(config(hidden_layers=3, units=8), DATASET).labs[0].experiments
    assert [one.label for one in found.configurations] == ["ReLU, 3 hidden layers, 8 units"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"activation": "lecun_tahn"},
            '.activation is "lecun_tahn", which is no activation known here; did you mean '
            '"lecun_tanh"?',
        ),
        (
            {"output_activation": "lecun_tanh"},
            '.output_activation is "lecun_tanh", which is no activation of Keras; ',
        ),
    ],
)
def test_an_activation_of_our_own_is_for_hidden_layers(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(LabbookError) as error:
        config(units=8, **changes)
    assert str(error.value).startswith(WHERE + sentence)


def test_lecuns_activation_is_trained_by_keras_alone() -> None:
    lecun = spec_of(units=8, hidden_layers=2, activation="lecun_tanh")
    assert {layer.activation for layer in lecun.hidden} == {"lecun_tanh"}
    value = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    scratch = {**value["labs"]["lab2_numpy"]["experiments"]["hidden_layer"], "published": []}
    lab = {**value["labs"]["lab2_numpy"]}
    lab["experiments"] = {"hidden_layer": {**scratch, "activation": "lecun_tanh"}}
    with pytest.raises(LabbookError, match="activation is lecun_tanh, but engine numpy does not"):
        make_plan(parse_config({**value, "labs": {"lab2_numpy": lab}}), DATASET)
