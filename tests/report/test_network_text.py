"""A network in one line."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.typed_json import plain, typed
from labbook.report.settings import blocks_text, hidden_text, input_size, network_text
from made_up_plans import run_settings


def spec(*units: int, outputs: int = 1, dropout: float = 0.0) -> RunSettings:
    hidden = [{"units": size, "activation": "relu", "dropout": dropout} for size in units]
    output = {"units": outputs, "activation": "sigmoid"}
    return run_settings(model="mlp", hidden=hidden, output=output)


@settings(deadline=None)
@given(st.integers(1, 5000), st.lists(st.integers(1, 600), max_size=3), st.integers(1, 20))
def test_inputs_follow_from_the_parameters(inputs: int, hidden: list[int], outputs: int) -> None:
    sizes = [inputs, *hidden, outputs]
    parameters = sum((size + 1) * following for size, following in pairwise(sizes))
    assert input_size(spec(*hidden, outputs=outputs), parameters) == inputs


def test_a_count_that_fits_no_network_gives_no_inputs() -> None:
    assert input_size(spec(64), 50306) is None
    assert input_size(replace(spec(64), model="cnn"), 50305) is None


@pytest.mark.parametrize(
    ("units", "text"), [((), "784 → 1 sigmoid"), ((64,), "784 → 64 ReLU → 1 sigmoid")]
)
def test_network(units: tuple[int, ...], text: str) -> None:
    parameters = {(): 785, (64,): 50305}[units]
    assert network_text(spec(*units), parameters).replace("\u00a0", " ") == text


def test_dropout_is_said() -> None:
    assert hidden_text(spec(64, dropout=0.25)).endswith("ReLU (dropout 0.25)")
    assert hidden_text(spec()) == "none"


@pytest.mark.parametrize(
    ("units", "text"),
    [
        ((32,) * 3, "32 ReLU → 32 ReLU → 32 ReLU"),
        ((32,) * 39, "39 layers of 32 ReLU"),
        ((64, *(32,) * 4, 16), "64 ReLU → 4 layers of 32 ReLU → 16 ReLU"),
    ],
)
def test_many_equal_layers_are_counted(units: tuple[int, ...], text: str) -> None:
    assert hidden_text(spec(*units)).replace("\u00a0", " ") == text
    assert network_text(spec(*units), None).replace("\u00a0", " ") == f"{text} → 1 sigmoid"


def test_blocks_of_convolutions() -> None:
    first = {"filters": [32, 32], "kernel_size": 3, "activation": "relu", "dropout": 0.25}
    second = {"filters": [1], "kernel_size": 5, "activation": "tanh", "dropout": 0.0}
    text = (
        "32 + 32 filters of 3 × 3 (ReLU), max pooling, dropout 0.25 → "
        "1 filter of 5 × 5 (tanh), max pooling"
    )
    known = plain(spec(64)) | {"model": "cnn", "blocks": [first, second]}
    network = typed(known, RunSettings)
    assert blocks_text(network).replace("\u00a0", " ") == text
    whole = network_text(network, 12345).replace("\u00a0", " ")
    assert whole == f"{text} → 64 ReLU → 1 sigmoid"
    assert blocks_text(spec(64)) == "none"
