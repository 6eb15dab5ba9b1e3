"""A run's directory gives back its network; docs/predicting.md says how."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import HiddenLayer, Spec
from labbook.artifacts.weights import write_weights
from labbook.errors import LabbookError
from labbook.scratch.initial_network import initial_network
from labbook.scratch.network import Network
from labbook.scratch.saved_network import load_network
from numpy_spec import ALL_DIGITS, NETWORKS

ROOT = Path(__file__).parents[2]


def write_run(directory: Path, spec: Spec) -> Network:
    """As much of a run as holds its network, which is given back."""
    network = initial_network(replace(spec, seed=5), 784)
    for layer in network.layers:
        layer.bias[...] = np.linspace(-1, 1, len(layer.bias))
    directory.mkdir(parents=True)
    write_json(directory / "spec.json", spec.to_dict())
    write_weights(directory / "weights.npz", network.weights)
    return network


def images(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, 28, 28)).astype(np.uint8)


@pytest.mark.parametrize("spec", NETWORKS.values(), ids=NETWORKS)
def test_a_loaded_network_predicts_what_the_trained_one_does(spec: Spec, tmp_path: Path) -> None:
    trained = write_run(tmp_path / "run", spec)
    loaded = load_network(tmp_path / "run")
    assert loaded.loss.name == spec.loss
    np.testing.assert_array_equal(loaded.predict(images(20)), trained.predict(images(20)))
    np.testing.assert_array_equal(
        load_network(str(tmp_path / "run")).predict(images(1)), trained.predict(images(1))
    )


def test_the_lines_of_the_document_do_as_it_says(tmp_path: Path) -> None:
    blocks = re.findall(
        r"^```python\n(.*?)^```",
        (ROOT / "docs/predicting.md").read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    three, path, data, _ = blocks
    assert len(list(filter(None, three.splitlines()))) == 3
    trained = write_run(tmp_path / "results/runs/lab2_numpy/multiclass/example", ALL_DIGITS)
    (tmp_path / "results/data/mnist").mkdir(parents=True)
    np.savez(tmp_path / "results/data/mnist/mnist.npz", test_images=images(20))
    (tmp_path / "workflow").symlink_to(ROOT / "workflow")
    program = f"{path}{data}{three.replace('<name>', 'example')}np.save('found', probabilities)\n"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = np.load(tmp_path / "found.npy")
    assert (found.shape, found.dtype) == ((20, 10), np.float32)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(found, trained.predict(images(20)))


def test_a_run_of_keras_is_refused(tmp_path: Path) -> None:
    write_run(tmp_path / "run", replace(ALL_DIGITS, engine="keras"))
    with pytest.raises(LabbookError, match=r'engine "keras"; .* "numpy"'):
        load_network(tmp_path / "run")


@pytest.mark.parametrize(
    "weights",
    [
        [],
        [np.zeros(784, np.float32)],
        [np.zeros((784, 64)), np.zeros(64), np.zeros((64, 9)), np.zeros(9)],
        [np.zeros((784, 64)), np.zeros(64)],
        [np.zeros((0, 64)), np.zeros(64), np.zeros((64, 10)), np.zeros(10)],
    ],
)
def test_weights_of_another_network_are_refused(tmp_path: Path, weights: list) -> None:
    write_run(tmp_path / "run", ALL_DIGITS)
    write_weights(tmp_path / "run/weights.npz", weights)
    with pytest.raises(LabbookError, match=r"weights\.npz .* not those of the network in .*spec"):
        load_network(tmp_path / "run")


@pytest.mark.parametrize("file", ["spec.json", "weights.npz"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    write_run(tmp_path / "run", ALL_DIGITS)
    (tmp_path / "run" / file).unlink()
    with pytest.raises(LabbookError, match=re.escape(file)):
        load_network(tmp_path / "run")


@pytest.mark.parametrize("changes", [{"hidden": None}, {"surprise": 1}, {"task": {"kinds": ""}}])
def test_a_spec_that_is_none_is_named(tmp_path: Path, changes: dict) -> None:
    write_run(tmp_path / "run", ALL_DIGITS)
    write_json(tmp_path / "run/spec.json", {**ALL_DIGITS.to_dict(), **changes})
    with pytest.raises(LabbookError, match=r"spec\.json is no whole spec"):
        load_network(tmp_path / "run")


def test_a_network_that_cannot_be_is_refused(tmp_path: Path) -> None:
    write_run(tmp_path / "run", ALL_DIGITS)
    impossible = replace(ALL_DIGITS, hidden=(HiddenLayer(64, "gelu"),))
    write_json(tmp_path / "run/spec.json", impossible.to_dict())
    with pytest.raises(LabbookError, match="gelu is none of"):
        load_network(tmp_path / "run")
