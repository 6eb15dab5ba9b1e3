"""The drawing of networks with convolutions."""

from itertools import combinations
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from labbook.errors import LabbookError
from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.text.numbers import in_groups
from labbook.topics.network import draw_job as network
from made_up_plans import experiment_plan_of
from made_up_summary import summary_of

RELU = {"kernel_size": 3, "activation": "relu"}
BLOCKS = [{**RELU, "filters": [4, 6], "dropout": 0.25}, {**RELU, "filters": [8], "dropout": 0.0}]
# Of 28 x 28 gray pixels: 28 -> 14 -> 7.
PARAMETERS = [10 * 4, 37 * 6, 55 * 8, (49 * 8 + 1) * 16, 17 * 10]


def settings(blocks: list[dict[str, Any]], *units: int) -> dict[str, Any]:
    return {
        "model": "cnn" if blocks else "mlp",
        "blocks": blocks,
        "hidden": [{"units": one, "activation": "relu", "dropout": 0.5} for one in units],
        "output": {"units": 10, "activation": "softmax"},
        "task": {"kind": "multiclass"},
    }


def drawn(
    *of_each: dict[str, Any], shape: tuple[int, ...] = (28, 28), parameters: int | None = None
) -> Illustration:
    names = [f"c{place}" for place in range(len(of_each))]
    plan = experiment_plan_of(
        *(
            {"name": name, "label": f"Network {name}", "settings": one}
            for name, one in zip(names, of_each, strict=True)
        ),
        dataset={"name": "mnist", "sha256": "0" * 64, "image_shape": shape},
    )
    counted = sum(PARAMETERS) if parameters is None else parameters
    with drawing_style():
        summary = summary_of(plan, [{"name": "c0", "parameters": counted}])
        illustration = network.illustrate(plan, summary)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def words(illustration: Illustration) -> list[str]:
    return [text.get_text() for text in illustration.figure.axes[0].texts if text.get_text()]


def test_a_block_says_what_it_is_and_what_it_passes_on() -> None:
    illustration = drawn(settings(BLOCKS, 16))
    shown = words(illustration)
    assert {"Input", "28 × 28 pixels", "Block 1", "14 × 14 × 6", "Block 2", "7 × 7 × 8"} <= {*shown}
    assert {"4 + 6 filters", "of 3 × 3", "max pooling", "dropout 0.25", "Hidden layer"} <= {*shown}
    assert f"{in_groups(sum(PARAMETERS))} parameters in total; 10 classes" in shown
    assert "2 blocks of convolutions that leave 7 × 7 × 8" in illustration.caption
    assert "2 blocks of convolutions" in illustration.alternative


def test_every_layer_has_a_row() -> None:
    rows = drawn(settings(BLOCKS, 16)).table
    assert rows[1] == ["c0", "input", "28x28", "", "", "", "0"]
    assert rows[3] == ["c0", "block 1 convolution 2", "28x28x6", "3", "relu", "0.25", "222"]
    assert [row[1] for row in rows[4:]] == ["block 2 convolution 1", "hidden 1", "output"]
    assert [int(row[-1]) for row in rows[2:]] == PARAMETERS


def test_color_has_three_channels() -> None:
    convolutions = [28 * 4, 37 * 6, 55 * 8, (64 * 8 + 1) * 16, 17 * 10]
    illustration = drawn(settings(BLOCKS, 16), shape=(32, 32, 3), parameters=sum(convolutions))
    assert "32 × 32 × 3" in words(illustration)
    assert [int(row[-1]) for row in illustration.table[2:]] == convolutions


def test_networks_that_differ_are_drawn_each_with_its_label() -> None:
    deep = settings([], *[32] * 4)
    illustration = drawn(settings(BLOCKS, 16), settings(BLOCKS[:1]), deep, settings(BLOCKS, 16))
    shown = words(illustration)
    assert {"Network c0; Network c3", "Network c1", "Network c2"} <= {*shown}
    assert {"4 hidden layers", "32 units each", "Block"} <= {*shown}
    assert "1 block of convolutions that leaves 14 × 14 × 6" in illustration.caption


def test_more_than_fit_are_told() -> None:
    several = [settings(BLOCKS, units) for units in (16, 17, 18, 19, 20)]
    illustration = drawn(*several)
    assert illustration.caption.endswith("Not drawn: Network c4.")
    assert {row[0] for row in illustration.table[1:]} == {"c0", "c1", "c2", "c3", "c4"}


def test_other_numbers_of_parameters_than_counted_are_refused() -> None:
    with pytest.raises(LabbookError, match="counts 7160 parameters in c0, but its runs have 7161"):
        drawn(settings(BLOCKS, 16), parameters=sum(PARAMETERS) + 1)


def test_no_words_overlap_in_the_widest_network() -> None:
    block = {**RELU, "filters": [128, 128, 128], "dropout": 0.25}
    convolutions = [10 * 128, *[(9 * 128 + 1) * 128] * 11]
    dense = [129 * 1000, 1001 * 500, 501 * 10]
    widest = settings([block] * 4, 1000, 500)
    illustration = drawn(widest, parameters=sum(convolutions) + sum(dense))
    boxes = [
        text.get_window_extent() for text in illustration.figure.axes[0].texts if text.get_text()
    ]
    # Lines of a column stand as close as lines of text do: those beside one another count.
    beside = [pair for pair in combinations(boxes, 2) if abs(pair[0].y1 - pair[1].y1) < 1]
    assert beside
    assert not [pair for pair in beside if pair[0].overlaps(pair[1])]


def test_batch_normalization_is_counted_and_told() -> None:
    normalized = {**settings(BLOCKS, 16), "batch_normalization": True}
    counted = [13 * 4, 40 * 6, 58 * 8, (49 * 8 + 4) * 16, 17 * 10]
    illustration = drawn(normalized, parameters=sum(counted))
    assert "Not drawn is batch normalization, before each activation" in illustration.caption
    assert [row[-1] for row in illustration.table[2:]] == list(map(str, counted))
    assert "batch normalization" not in drawn(settings(BLOCKS, 16)).caption
