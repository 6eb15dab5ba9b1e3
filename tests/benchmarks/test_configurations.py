"""The benchmarks train what the config says."""

from pathlib import Path

import pytest
from speed.configurations import lab3_configurations

from labbook.errors import LabbookError

PROJECT_CONFIG = Path(__file__).parents[2] / "config.yaml"


def test_every_configuration_once_whatever_its_seeds(config: Path) -> None:
    found = lab3_configurations(config, "mnist")
    assert [configuration.title for configuration in found] == [
        "neuron",
        "layer units-8",
        "layer units-16",
    ]
    assert [configuration.runs for configuration in found] == [1, 3, 3]
    assert [configuration.spec.seed for configuration in found] == [0, 4, 4]


def test_only_some_and_for_fewer_epochs(config: Path) -> None:
    (found,) = lab3_configurations(config, "mnist-5k", "units-8")
    assert found.title == "layer units-8"
    assert found.for_epochs(3).epochs == 3
    assert found.spec.epochs == 10


def test_a_name_that_no_configuration_has(config: Path) -> None:
    with pytest.raises(LabbookError, match="neuron, layer units-8, layer units-16"):
        lab3_configurations(config, "mnist", "nothing")


def test_the_config_of_the_project_has_the_lab_that_is_measured() -> None:
    assert lab3_configurations(PROJECT_CONFIG, "mnist")
