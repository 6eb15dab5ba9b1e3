"""A network in one line."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.typed_json import plain, typed
from labbook.report.settings import (
    blocks_text,
    further_text,
    hidden_text,
    input_size,
    minimized_text,
    network_text,
)
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


@pytest.mark.parametrize("hidden", [(), (64,), (64, 32)])
def test_inputs_of_a_network_with_batch_normalization(hidden: tuple[int, ...]) -> None:
    sizes = [784, *hidden, 1]
    kernels = sum(size * following for size, following in pairwise(sizes))
    normalized = replace(spec(*hidden), batch_normalization=True)
    assert input_size(normalized, kernels + 4 * sum(hidden) + 1) == 784


def test_what_a_plain_training_does_not_have_is_said_after_the_optimizer() -> None:
    assert further_text(spec(64)) == ""
    whole = replace(
        spec(64),
        batch_normalization=True,
        kernel_initializer="he_normal",
        l1=0.5,
        l2=0.0001,
        label_smoothing=0.1,
        class_weight={"0": 2.0, "4": 0.5},
    )
    assert further_text(whole) == (
        "; batch normalization; initial weights He normal; L1 penalty 0.5; L2 penalty 0.0001; "
        "label smoothing 0.1; class weights 0: 2, 4: 0.5"
    )
    assert minimized_text(replace(spec(64), class_weight="balanced", l2=0.5)) == (
        "the loss with L2 penalty 0.5, class weights balanced"
    )
    assert minimized_text(spec(64)) == "the loss alone"
