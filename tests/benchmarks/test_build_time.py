"""What scripts with `model.fit` would take, from measured times."""

import json
from pathlib import Path

import pytest
from build_time import read_fit_times, scripts_cpu_seconds
from speed.configurations import lab3_configurations
from speed.side_times import SideTimes

from labbook.errors import LabbookError

FIT = {
    "per_epoch": 0.5,
    "start_up": 3.0,
    "compiling": 1.0,
    "after": 1.0,
    "beside_next": 5.0,
    "peak_memory_mib": 1300.0,
}


def test_every_run_of_every_configuration_counts(config: Path) -> None:
    configurations = lab3_configurations(config, "mnist")
    fit = {configuration.title: SideTimes(**FIT) for configuration in configurations}
    one_run = 3 + 1 + 10 * 0.5 + 1
    assert scripts_cpu_seconds(configurations, fit) == pytest.approx((1 + 3 + 3) * one_run)


def test_a_configuration_that_was_not_measured_is_named(config: Path) -> None:
    with pytest.raises(LabbookError, match="layer units-16"):
        scripts_cpu_seconds(lab3_configurations(config, "mnist"), {})


def test_times_of_another_dataset_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "speed.json"
    content = {"dataset": "mnist", "configurations": [{"title": "one", "fit": FIT}]}
    file.write_text(json.dumps(content))
    assert read_fit_times(file, "mnist") == {"one": SideTimes(**FIT)}
    with pytest.raises(LabbookError, match="mnist-5k"):
        read_fit_times(file, "mnist-5k")
