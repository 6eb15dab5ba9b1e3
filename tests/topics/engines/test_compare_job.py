"""The first steps of from-scratch runs, taken again with Keras."""

from pathlib import Path
from typing import Any

import pytest

from example_spec import EXAMPLE_SPEC
from job_process import run_job
from labbook.artifacts.json_file import write_json
from labbook.errors import LabbookError
from labbook.topics.engines.comparison_file import (
    EngineComparison,
    read_engine_comparisons,
    write_engine_comparisons,
)
from training_job import write_small_dataset

SIGMOID = {"activation": "sigmoid", "dropout": 0.0}
NETWORKS: dict[str, dict[str, Any]] = {
    "neuron": {
        "task": {"kind": "one_against_rest", "positive": 0},
        "hidden": [],
        "output": {"units": 1, "activation": "sigmoid"},
        "loss": "binary_crossentropy",
    },
    "multiclass": {"hidden": [{"units": 8, **SIGMOID}]},
    # Its losses leave all floats after a few steps: compared as long as they can be.
    "diverging": {
        "hidden": [{"units": 8, "activation": "linear", "dropout": 0.0}] * 3,
        "optimizer": {"name": "sgd", "learning_rate": 1e6},
    },
}
FROM_SCRATCH = EXAMPLE_SPEC | {
    "engine": "numpy",
    "optimizer": {"name": "sgd", "learning_rate": 0.05},
    "batch_size": None,
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, EngineComparison]:
    """By configuration; in a process of its own, as TensorFlow wants it."""
    folder = tmp_path_factory.mktemp("engines")
    dataset = write_small_dataset(folder)
    configurations = []
    for name, changes in NETWORKS.items():
        settings = {key: value for key, value in (FROM_SCRATCH | changes).items() if key != "seed"}
        configurations.append(
            {"name": name, "settings": settings, "runs": [{"key": f"key-{name}", "seed": 3}]}
        )
    write_json(folder / "plan.json", {"experiment": "one", "configurations": configurations})
    done = run_job(
        "labbook.topics.engines.compare_job",
        {
            "plan": folder / "plan.json",
            "dataset_file": dataset.file,
            "engines": folder / "engines.json",
        },
        {"dataset_sha256": dataset.sha256},
    )
    assert done.returncode == 0, done.stderr
    experiment, comparisons = read_engine_comparisons(folder / "engines.json")
    assert experiment == "one"
    return {one.configuration: one for one in comparisons}


@pytest.mark.parametrize("network", ["neuron", "multiclass"])
def test_numpy_takes_the_steps_that_keras_takes(found: Any, network: str) -> None:
    comparison = found[network]
    assert comparison.key == f"key-{network}"
    assert comparison.n_images == 400
    assert len(comparison.numpy_losses) == len(comparison.keras_losses) == 50
    assert comparison.numpy_losses[-1] < comparison.numpy_losses[0]
    assert comparison.largest_difference < 1e-10


def test_a_diverging_network_is_compared_as_long_as_its_losses_are_numbers(found: Any) -> None:
    assert 1 <= len(found["diverging"].numpy_losses) < 50


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "engines.json"
    write_json(path, {"experiment": "one", "comparisons": [{"configuration": "x"}]})
    with pytest.raises(LabbookError, match="is no whole comparison"):
        read_engine_comparisons(path)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    comparison = EngineComparison("x", "ab", 5, (0.5, 0.25), (0.5, 0.125))
    write_engine_comparisons(tmp_path / "engines.json", "one", [comparison])
    assert read_engine_comparisons(tmp_path / "engines.json") == ("one", [comparison])
    assert comparison.largest_difference == 0.125
