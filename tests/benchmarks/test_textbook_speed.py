"""Both sides train the same network, and their times and shares are told as they are."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from textbook.comparison import Comparison, Round, Share, table_lines, verdict_lines
from textbook.machine_rates import MATRIX_RATES, READ_RATES
from textbook.networks import NETWORKS, chosen_networks, product_operations
from textbook.sides import Epoch, our_side, textbook_side

from labbook.artifacts.dataset import Dataset, write_dataset
from labbook.errors import LabbookError

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "textbook_speed.py"


@pytest.fixture
def dataset() -> Dataset:
    labels = (np.arange(300) % 10).astype(np.uint8)
    noise = np.random.default_rng(0).integers(0, 100, (300, 28, 28))
    images = (noise + 15 * labels[:, None, None]).astype(np.uint8)
    return Dataset(images, labels, images[:70], labels[:70])


def epoch(seconds: float, step: float = 0.01, losses: tuple[float, float] = (2.0, 4.0)) -> Epoch:
    return Epoch(seconds, step, losses)


def comparison(title: str, *ratios: float) -> Comparison:
    return Comparison(title, tuple(Round((epoch(0.1),), (epoch(0.1 * one),), {}) for one in ratios))


@pytest.mark.parametrize("spec", NETWORKS.values(), ids=NETWORKS)
def test_the_two_sides_have_the_same_losses(spec, dataset: Dataset) -> None:
    ours, textbook = our_side(spec, dataset), textbook_side(spec, dataset)
    rounds = tuple(Round((ours(),), (textbook(),), {}) for _ in range(20))
    found = Comparison("", rounds)
    found.check()
    first, last = rounds[0].ours[0].losses, rounds[-1].ours[0].losses
    assert last[0] < 0.95 * first[0], "nothing was learned, so nothing was compared"
    assert first[0] != first[1]


@pytest.mark.parametrize("losses", [(2.0, 4.01), (2.01, 4.0), (float("nan"), 4.0)])
def test_sides_that_differ_are_no_comparison(losses: tuple[float, float]) -> None:
    found = Comparison("layer", (Round((epoch(1.0, losses=losses),), (epoch(1.0),), {}),))
    with pytest.raises(LabbookError, match="layer: the losses"):
        found.check()


def test_ratios_are_compared_within_their_round() -> None:
    calm = Round((epoch(1.0),), (epoch(2.0),), {})
    busy = Round((epoch(3.0),), (epoch(6.6),), {})
    found = Comparison("", (calm, busy, calm))
    assert found.ratio == 2.0
    assert (found.ours, found.textbook) == (1.0, 2.0)


def test_operations_are_those_of_the_products() -> None:
    # Forward 6 * 1, and as many for the kernel's gradient, each a multiplication and an addition.
    assert product_operations(NETWORKS["single_neuron"], 6) == 2 * 2 * 6
    # The second layer's, besides, for the gradient of its inputs.
    assert product_operations(NETWORKS["multiclass"], 6) == 2 * (2 * 6 * 64 + 3 * 64 * 10)


def test_only_one_network() -> None:
    assert list(chosen_networks("neuron")) == ["single_neuron"]
    with pytest.raises(LabbookError, match="nothing"):
        chosen_networks("nothing")


def test_numbers_stand_beside_their_targets() -> None:
    comparisons = [comparison("a", 1.9, 2.0, 2.1), comparison("other", 1.7)]
    heading, names, a, other = table_lines(comparisons)
    assert len({len(line) for line in (heading, names, a, other)}) == 1
    assert a.split() == ["a", "200.0", "100.0", "2.00", "0e+00"]
    least, met, missed = verdict_lines(
        comparisons,
        [Share("a", "x", "Gflop", 80.0, 99.0, 0.8), Share("b", "y", "GB", 10.0, 20.0, 0.5)],
    )
    assert least == "Least ratio 1.70, of other (target at least 1.8: NOT met)."
    assert met == "A step of a: 80.0 Gflop/s; x: 99.0; share 80% (target at least 70%: met)."
    assert missed.endswith("10.0 GB/s; y: 20.0; share 50% (target at least 70%: NOT met).")


def test_rates_are_of_this_universe() -> None:
    """A mistake in the units would be a thousandfold."""
    images = np.ones((1000, 28, 28), np.uint8)
    for measure in (*MATRIX_RATES.values(), *READ_RATES.values()):
        assert 1e8 < measure(images) < 1e14


def test_a_share_is_of_the_rate_in_the_same_round() -> None:
    def with_rate(step: float, rate: float) -> Round:
        return Round((epoch(1.0, step),), (epoch(1.0),), {"x": rate})

    calm, busy = with_rate(0.5, 20e9), with_rate(1.0, 10e9)
    share = Comparison("a", (calm, busy, busy)).share(5e9, "x", "GB")
    assert share == Share("a", "x", "GB", reached=5.0, possible=10.0, share=0.5)


def test_the_whole_comparison(dataset: Dataset, tmp_path: Path) -> None:
    write_dataset(tmp_path / "mnist.npz", dataset)
    few = ("--epochs", "2", "--rounds", "2", "--json", tmp_path / "numbers.json")
    done = subprocess.run(
        [sys.executable, SCRIPT, "--dataset-file", tmp_path / "mnist.npz", *few],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    numbers = json.loads((tmp_path / "numbers.json").read_text())
    assert [one["title"] for one in numbers["networks"]] == list(NETWORKS)
    assert [one["title"] for one in numbers["shares"]] == [
        *("single_neuron", "single_neuron", "hidden_layer", "multiclass")
    ]
    for one in numbers["networks"]:
        assert one["ratio"] > 0
        assert [len(found["ours"]) for found in one["rounds"]] == [2, 2]
    assert numbers["images"] == 300
    assert "target at least 1.8" in done.stdout
