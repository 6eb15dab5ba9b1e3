from dataclasses import replace
from itertools import combinations, pairwise
from types import SimpleNamespace

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from labbook.errors import LabbookError
from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.text.numbers import in_groups
from labbook.topics.network import draw_job as network

SOFTMAX = {"units": 10, "activation": "softmax"}
MULTICLASS = {"kind": "multiclass"}


def hidden(units: int, activation: str = "relu", dropout: float = 0.0) -> dict:
    return {"units": units, "activation": activation, "dropout": dropout}


def parameters(*sizes: int) -> int:
    return sum((before + 1) * units for before, units in pairwise(sizes))


def drawn(drawable) -> Illustration:
    with drawing_style():
        illustration = network.illustrate(drawable.plan, drawable.summary)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def words(illustration: Illustration) -> list[str]:
    return [text.get_text() for text in illustration.figure.axes[0].texts if text.get_text()]


def test_a_single_neuron(drawable, make_history) -> None:
    columns = make_history([0.5], [0.5])
    illustration = drawn(drawable.add("a", [columns]).add("b", [columns]))
    assert {"Input", "784 values", "28 × 28 pixels", "Output", "1 unit", "sigmoid"} <= set(
        words(illustration)
    )
    assert "785 parameters in total" in words(illustration)
    assert "It is the same in all 2 configurations." in illustration.caption
    assert illustration.table[1:3] == [
        ["configuration-0", "input", "784", "", "", "0"],
        ["configuration-0", "output", "1", "sigmoid", "0", "785"],
    ]


def test_the_outputs_are_called_by_the_names_of_the_classes(drawable, make_history) -> None:
    task = {"kind": "one_against_rest", "positive": 1}
    added = drawable.add("a", [make_history([0.5], [0.5])], task=task)
    named = replace(
        added.plan.dataset, classes=("Shirt", "Trouser"), noun="garment", image_shape=(14, 56)
    )
    plan = replace(added.plan, dataset=named)
    illustration = drawn(SimpleNamespace(plan=plan, summary=added.summary))
    assert "Trouser or not" in words(illustration)
    # As many pixels as a square has are no square for that.
    assert not any("pixels" in word for word in words(illustration))


def test_varied_units_and_activations_are_listed(drawable, make_history) -> None:
    for units, activation in ((8, "sigmoid"), (64, "relu"), (512, "relu")):
        drawable.add(
            f"{activation} {units}",
            [make_history([0.5], [0.5])],
            hidden=[hidden(units, activation)],
            parameters=parameters(784, units, 1),
        )
    illustration = drawn(drawable)
    shown = words(illustration)
    assert "8 … 512 units, varied" in shown
    assert "8, 64 or 512 units" in shown
    assert "sigmoid or ReLU, varied" in shown
    assert "6,289 … 402,433 parameters in total" in shown
    assert "Dashed: what differs between the 3 configurations." in illustration.caption


def test_several_hidden_layers_with_dropout(drawable, make_history) -> None:
    drawable.add(
        "deep",
        [make_history([0.5], [0.5])],
        hidden=[hidden(256, dropout=0.2), hidden(64, "tanh")],
        output=SOFTMAX,
        task=MULTICLASS,
        parameters=parameters(784, 256, 64, 10),
    )
    illustration = drawn(drawable)
    shown = words(illustration)
    assert {"Hidden layer 1", "256 units", "dropout 0.2", "Hidden layer 2", "tanh"} <= set(shown)
    assert [str(digit) for digit in range(10)] == [word for word in shown if word.isdigit()]
    assert "hidden layer 1 of 256 units (ReLU; dropout 0.2)" in illustration.alternative


def test_many_hidden_layers_are_drawn_in_part_and_told_in_full(drawable, make_history) -> None:
    sizes = [1024, 512, 256, 128, 64, 32, 16]
    drawable.add(
        "very deep",
        [make_history([0.5], [0.5])],
        hidden=[hidden(units) for units in sizes],
        output=SOFTMAX,
        task=MULTICLASS,
        parameters=parameters(784, *sizes, 10),
    )
    illustration = drawn(drawable)
    assert "3 more" in words(illustration)
    assert all(f"of {in_groups(units)} units" in illustration.caption for units in sizes)
    figure = illustration.figure
    boxes = [
        (text.get_text(), text.get_window_extent())
        for text in figure.axes[0].texts
        if text.get_text()
    ]
    for (first, a), (second, b) in combinations(boxes, 2):
        overlap = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert min(overlap) <= 1, (first, second)


def test_of_networks_of_different_depth_the_first_is_drawn_and_the_next_are_told(
    drawable, make_history
) -> None:
    for depth in range(6):
        drawable.add(
            f"depth {depth}",
            [make_history([0.5], [0.5])],
            hidden=[hidden(16)] * depth,
            parameters=parameters(784, *[16] * depth, 1),
        )
    illustration = drawn(drawable)
    assert words(illustration).count("Input") == 1
    assert not [word for word in words(illustration) if word.startswith("Hidden")]
    assert illustration.caption.startswith("Network of depth 0: input of 784 values")
    assert all(f"depth {depth}: " in illustration.caption for depth in (1, 2, 3))
    assert "Deeper networks are not told: depth 4; depth 5." in illustration.caption


@pytest.mark.parametrize(("inputs", "image"), [(1024, "32 × 32 pixels"), (30, None), (1, None)])
def test_only_square_inputs_are_called_images(
    drawable, make_history, inputs: int, image: str | None
) -> None:
    added = drawable.add("a", [make_history([0.5], [0.5])], parameters=inputs + 1)
    unknown = replace(added.plan, dataset=replace(added.plan.dataset, image_shape=()))
    illustration = drawn(SimpleNamespace(plan=unknown, summary=added.summary))
    shown = [word for word in words(illustration) if "pixels" in word]
    assert shown == ([image] if image else [])


@pytest.mark.parametrize("total", [64, 50_891])
def test_a_network_that_is_not_fully_connected_is_refused(
    drawable, make_history, total: int
) -> None:
    drawable.add("a", [make_history([0.5], [0.5])], hidden=[hidden(64)], parameters=total)
    with pytest.raises(LabbookError, match="draws fully connected networks"):
        drawn(drawable)


def test_a_configuration_whose_runs_all_failed_is_drawn_from_the_plan(
    drawable, make_history
) -> None:
    for units in (8, 64):
        drawable.add(
            f"{units} units",
            [make_history([0.5], [0.5])],
            hidden=[hidden(units)],
            parameters=parameters(784, units, 1),
        )
    illustration = drawn(drawable.fail(1, 0))
    assert "8 or 64 units, varied" in words(illustration)
    total = str(parameters(784, 64, 1))
    rows = [row for row in illustration.table if row[0] == "configuration-1"]
    assert sum(int(row[-1]) for row in rows) == int(total)


def add_deep(drawable, make_history, depth: int, *activations: str) -> None:
    for activation in activations:
        drawable.add(
            f"{activation} {depth}",
            [make_history([0.5], [0.5])],
            hidden=[hidden(32, activation)] * depth,
            output=SOFTMAX,
            task=MULTICLASS,
            parameters=parameters(784, *[32] * depth, 10),
        )


def test_many_equal_layers_are_drawn_as_one(drawable, make_history) -> None:
    add_deep(drawable, make_history, 39, "tanh")
    assert {"35 more", "32 units each", "Hidden 39"} <= set(words(drawn(drawable)))


def test_many_equal_layers_are_told_once(drawable, make_history) -> None:
    for depth in (4, 39):
        add_deep(drawable, make_history, depth, "tanh", "lecun_tanh")
    caption = drawn(drawable).caption
    assert caption.startswith(
        "Network of tanh 4; lecun_tanh 4: input of 784 values (28 × 28 pixels); hidden layers 1 to "
        "4 of 32 units"
    )
    assert (
        "tanh 39; lecun_tanh 39: in between, hidden layers 1 to 39 of 32 units each (tanh or "
        "LeCun’s tanh); 65,578 parameters" in caption
    )


def test_networks_with_other_ends_are_told_in_full(drawable, make_history) -> None:
    for depth, output in ((1, SOFTMAX), (2, {"units": 10, "activation": "sigmoid"})):
        drawable.add(
            f"depth {depth}",
            [make_history([0.5], [0.5])],
            hidden=[hidden(32)] * depth,
            output=output,
            task=MULTICLASS,
            parameters=parameters(784, *[32] * depth, 10),
        )
    assert "depth 2: input of 784 values" in drawn(drawable).caption


def test_batch_normalization_is_counted_and_told(drawable, make_history) -> None:
    columns = make_history([0.5], [0.5])
    drawable.add("plain", [columns], hidden=[hidden(64)], parameters=parameters(784, 64, 1))
    drawable.add(
        "normalized",
        [columns],
        hidden=[hidden(64)],
        parameters=(784 + 4) * 64 + 65,
        batch_normalization=True,
    )
    illustration = drawn(drawable)
    assert "Not drawn is batch normalization of normalized, before each" in illustration.caption
    assert [row[-1] for row in illustration.table[2:4]] == ["50240", "65"]
    assert [row[-1] for row in illustration.table[5:7]] == ["50432", "65"]
