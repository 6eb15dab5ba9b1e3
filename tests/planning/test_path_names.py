"""A configuration has a name of its own, for paths in ASCII, and as written for readers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning.configurations import path_names
from labbook.planning.plan import PlannedConfiguration, make_plan
from made_up_dataset import made_up_dataset
from real_build import ROOT

AT = "config.yaml: labs.lab3_keras.experiments.mine"


def configurations(**experiment: Any) -> list[PlannedConfiguration]:
    """Of one experiment in place of those of the shipped Lab 3."""
    config = read_yaml(ROOT / "config.yaml")
    lab = config["labs"]["lab3_keras"]
    both = {"title": "Mine", "question": "What?", "optimizer": "sgd", "batch_size": 10}
    lab["experiments"] = {"mine": {**both, **experiment}}
    plan = make_plan(parse_config({**config, "labs": {"lab3_keras": lab}}), made_up_dataset())
    return plan.experiments[0].configurations


@given(st.lists(st.text(min_size=1), min_size=1, max_size=6, unique=True))
def test_every_variant_has_a_name_for_a_file(variants: list[str]) -> None:
    names = path_names([{"variant": variant} for variant in variants])
    assert len(set(names)) == len(variants)
    for name in names:
        assert 0 < len(name) <= 100
        assert set(name) <= {*"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-"}
        assert name.strip("-.") == name


def test_names_without_a_letter_of_ascii_are_told_apart() -> None:
    one, two = configurations(variants={"学习率一": {"epochs": 2}, "学习率二": {"epochs": 3}})
    assert (one.label, two.label) == ("学习率一", "学习率二")
    # The name does not hang on what else there is.
    (alone,) = configurations(variants={"学习率一": {"epochs": 2}})
    assert alone.name == one.name != two.name


def test_what_alike_names_become_is_told_apart() -> None:
    found = configurations(variants={"SGD, 0.1": {"epochs": 2}, "SGD (0.1)": {"epochs": 3}})
    assert len({configuration.name for configuration in found}) == 2
    assert all(configuration.name.startswith("SGD-0.1-") for configuration in found)


def test_numbers_that_are_nearly_the_same_are_told_apart() -> None:
    rates = [0.1, 0.30000000000000004, 0.3, 1e-05]
    found = configurations(sweep={"learning_rate": rates})
    assert [configuration.label for configuration in found] == [
        "learning rate 0.1",
        "learning rate 0.30000000000000004",
        "learning rate 0.3",
        "learning rate 1e-05",
    ]


def test_all_classes_may_be_one_of_the_values() -> None:
    found = configurations(sweep={"positive_class": [None, 3]})
    assert [configuration.label for configuration in found] == ["all classes", "digit 3"]


@pytest.mark.parametrize(
    ("experiment", "label"),
    [
        ({"sweep": {"optimizer": ["adam", {"name": "adam"}]}}, "Adam"),
        ({"variants": {"é": {"epochs": 2}, "e\u0301": {"epochs": 3}}}, "é"),
        ({"variants": {"a b": {"epochs": 2}, "a  b": {"epochs": 3}}}, "a b"),
    ],
)
def test_what_a_reader_could_not_tell_apart_is_refused(experiment: Any, label: str) -> None:
    with pytest.raises(LabbookError) as error:
        configurations(**experiment)
    assert str(error.value) == (
        f'{AT} has two configurations that the report would call "{label}"; leave one out, or give '
        "them names in variants."
    )


@pytest.mark.parametrize("kind", ["sweep", "search"])
def test_a_slip_of_the_finger_is_refused_by_its_count(kind: str) -> None:
    space = {"epochs": [*range(1, 201)], "batch_size": [*range(1, 1001)]}
    asked = {"search": {"space": space, "trials": 3}} if kind == "search" else {"sweep": space}
    with pytest.raises(LabbookError, match=r"stands for 200,000 combinations; at most 100,000"):
        configurations(**asked)


def test_a_slip_of_the_finger_in_the_number_of_runs_is_refused() -> None:
    with pytest.raises(LabbookError, match=r"^config\.yaml asks for more than 20,000 runs;"):
        configurations(sweep={"batch_size": [*range(1, 22)]}, seeds=[*range(1000)])
