"""Networks with convolutions: which settings make one, and which do not go together."""

from typing import Any

import pytest
import yaml

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.spec import ConvolutionBlock, Spec
from labbook.config.load import parse_config
from labbook.data.entry import DIGITS
from labbook.errors import LabbookError
from labbook.planning.configurations import path_name
from labbook.planning.plan import Plan, make_plan
from labbook.planning.work import CONVOLUTION_FACTOR, training_work
from labbook.text.names import reader_label
from made_up_dataset import made_up_dataset
from real_build import ROOT

WHERE = "config.yaml: labs.seen.experiments.cnn"
SETTINGS: dict[str, Any] = {
    "filters": [[4, 4], [8]],
    "units": 16,
    "activation": "relu",
    "optimizer": "adam",
    "batch_size": 32,
    "epochs": 2,
    "seeds": [0],
}


def planned(
    engine: str = "keras", shape: tuple[int, ...] = (28, 28), without: str = "", **changes: Any
) -> Plan:
    value = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    experiment = {"title": "CNN", "question": "What is it?", **SETTINGS, **changes}
    experiment.pop(without, None)
    lab = {"title": "Seen", "assignment": "Seen", "engine": engine}
    config = parse_config({**value, "labs": {"seen": {**lab, "experiments": {"cnn": experiment}}}})
    return make_plan(config, made_up_dataset(image_shape=shape))


def spec_of(**changes: Any) -> Spec:
    (run,) = planned(**changes).runs.values()
    assert isinstance(run.spec, Spec)
    return run.spec


def test_blocks_with_all_that_belongs_to_them() -> None:
    spec = spec_of(kernel_size=5, block_dropout=[0.1, 0.2], dropout=0.5)
    assert spec.model == "cnn"
    assert spec.blocks == (
        ConvolutionBlock((4, 4), 5, "relu", 0.1),
        ConvolutionBlock((8,), 5, "relu", 0.2),
    )
    assert [layer.dropout for layer in spec.hidden] == [0.5]
    assert Spec.from_dict(spec.to_dict()) == spec


def test_what_is_not_said_of_a_block() -> None:
    spec = spec_of(block_dropout=0.25, units=[])
    assert [(block.kernel_size, block.dropout) for block in spec.blocks] == [(3, 0.25), (3, 0.25)]
    assert spec.hidden == ()
    assert [block.dropout for block in spec_of().blocks] == [0.0, 0.0]


def test_one_class_against_the_rest() -> None:
    spec = spec_of(positive_class=3)
    assert (spec.model, spec.output.units, spec.loss) == ("cnn", 1, "binary_crossentropy")


def test_a_search_over_filters() -> None:
    space = {"filters": [[[4]], [[4, 4], [8]], [[4], [4, 8]]]}
    plan = planned(
        without="filters",
        validation_fraction=0.2,
        search={"space": space, "trials": 3, "trial": {"epochs": 1}},
    )
    (experiment,) = plan.labs[0].experiments
    assert experiment.search is not None
    found = {one.name: one.label for one in experiment.search.trials}
    assert found == {
        "filters-4": "4 filters",
        "filters-4x4+8": "4 + 4 → 8 filters",
        "filters-4+4x8": "4 → 4 + 8 filters",
    }
    (chosen,) = [run.spec for run in plan.runs.values() if isinstance(run.spec, ChosenSpec)]
    assert all(candidate.spec.model == "cnn" for candidate in chosen.candidates)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"filters": [[4]] * 5},
            f"{WHERE}.filters has 5 blocks, each of which halves the images, but those of mnist "
            "have 28 × 28 pixels; give at most 4 blocks.",
        ),
        (
            {"filters": [[4]] * 6, "shape": (32, 40, 3)},
            f"{WHERE}.filters has 6 blocks, each of which halves the images, but those of mnist "
            "have 32 × 40 pixels; give at most 5 blocks.",
        ),
        (
            {"block_dropout": [0.1]},
            f"{WHERE}.block_dropout has 1 rates for 2 blocks; give one number, or one a block.",
        ),
        (
            {"without": "filters", "kernel_size": 3},
            f"{WHERE}.kernel_size is 3, but the network has no convolutions; give their filters, "
            "or leave it out (null, if defaults set it).",
        ),
        (
            {"without": "filters", "block_dropout": 0.5},
            f"{WHERE}.block_dropout is 0.5, but the network has no convolutions; give their "
            "filters, or leave it out (null, if defaults set it).",
        ),
        (
            {"without": "activation", "units": []},
            f"{WHERE}.activation is missing, and the network has convolutions.",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        planned(**changes)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("shape", [(28, 28), (31, 16, 3)])
def test_as_many_blocks_as_the_images_can_be_halved(shape: tuple[int, ...]) -> None:
    assert planned(filters=[[4]] * 4, shape=shape).runs


def test_numpy_has_no_convolutions() -> None:
    with pytest.raises(LabbookError, match=r"filters .*numpy|numpy.* has no convolutions"):
        planned(engine="numpy", optimizer="sgd", batch_size=None)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([32, 64], "such as [[32, 32], [64, 64]]"),
        ([], "such as [[32, 32], [64, 64]]"),
        ([[]], "such as [[32, 32], [64, 64]]"),
        ([[32, "64"]], "holds '64'; a number of filters is a whole number"),
        ([[True]], "holds True; a number of filters is a whole number"),
        ([[0]], "holds 0; it must be from 1 to"),
    ],
)
def test_no_list_of_blocks(value: object, words: str) -> None:
    with pytest.raises(LabbookError) as refused:
        planned(filters=value)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("varied", "path", "label"),
    [
        ({"filters": [[32, 32], [64]]}, "filters-32x32+64", "32 + 32 → 64 filters"),
        ({"kernel_size": 5}, "kernel_size-5", "kernels of 5 × 5"),
        ({"block_dropout": 0.25}, "block_dropout-0.25", "dropout after blocks 0.25"),
    ],
)
def test_names(varied: dict[str, Any], path: str, label: str) -> None:
    assert (path_name(varied), reader_label(varied, "digit", DIGITS)) == (path, label)


def test_a_network_alone_is_named_by_its_filters() -> None:
    (experiment,) = planned().labs[0].experiments
    assert [one.label for one in experiment.configurations] == ["4 + 4 → 8 filters, ReLU, 16 units"]


def test_work_counts_the_convolutions() -> None:
    """784 x 9 x 4 and 784 x 9 x 4 x 4 in the first block, 196 x 9 x 4 x 8 in the second."""
    without_steps = training_work(spec_of(batch_size=10_000_000))
    convolutions = 784 * 9 * 4 + 784 * 9 * 16 + 196 * 9 * 32
    products = CONVOLUTION_FACTOR * convolutions + 49 * 8 * 16 + 16 * 10
    assert without_steps == pytest.approx(2 * 48_000 * products / 1e9, rel=1e-4)
    assert training_work(spec_of(filters=[[32]])) > training_work(spec_of())
