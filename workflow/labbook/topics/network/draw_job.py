"""Draw the networks that an experiment trains, with their real layer sizes."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from labbook.artifacts.experiment_plan import ExperimentPlan, read_experiment_plan
from labbook.artifacts.summary import Summary, read_summary
from labbook.figures.figure_files import write_figures
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.style import FONT_SIZE, SEMIBOLD, TEXT_WIDTH_MM, new_figure, page_axes, wrap
from labbook.text.names import activation_name
from labbook.topics.network.convolution_network import (
    Stage,
    StagedNetwork,
    draw_stages,
    shape_words,
    stage_layers,
    staged_networks,
    stages_height,
)
from labbook.topics.network.dense_drawing import (
    MOST_NEURONS,
    NEURONS_AT_AN_END,
    draw_network,
    network_columns,
    network_height,
)
from labbook.topics.network.dense_layers import (
    Network,
    beside_first_in_words,
    layer_sizes,
    load_networks,
    network_in_words,
    of_layers,
)

# So many different networks with convolutions fit on a page; so many dense ones into a caption.
MOST_NETWORKS = 4
_BETWEEN_MM = 4.0
HEADER = ["configuration", "layer", "units", "activation", "dropout", "parameters"]
STAGES_HEADER = [
    *("configuration", "layer", "output_shape", "kernel_size", "activation", "dropout"),
    "parameters",
]

# The labels above a network, its height in millimeters, and what draws it downwards from there.
Part = tuple[Sequence[str], float, Callable[[Axes, float], None]]


def make(*, plan: Path, summary: Path, index: Path, choice: Path | None = None) -> None:
    """Read the plan and summary.json; write the figure and the index."""
    planned, summarized = read_experiment_plan(plan, choice), read_summary(summary)
    write_figures(index, {"network": partial(illustrate, planned, summarized)})


def illustrate(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    Raises LabbookError where runs have other numbers of parameters than the plan's networks.
    """
    if not summary.configurations:
        # The plan names the layers, but not how many inputs the images have.
        return nothing_drawn("Network", "Network", NO_RUN, [], HEADER)
    if any(configuration.settings.blocks for configuration in plan.configurations):
        return _illustrate_stages(plan, summary)
    networks = load_networks(plan, summary)
    # The others differ in how many hidden layers they have, and would look alike.
    first = networks[0]
    columns = network_columns(first)
    draw = partial(draw_network, network=first, columns=columns)
    words = network_in_words(first)
    return Illustration(
        _draw_stacked([(first.labels, network_height(columns), draw)], line_mm=3.6),
        _dense_table(plan, summary),
        "Network",
        _dense_caption(networks[:MOST_NETWORKS], networks[MOST_NETWORKS:]) + _normalized(plan),
        f"Diagram of columns of neurons, each connected to all of the next: {words}.",
    )


def _illustrate_stages(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """Where some networks have convolutions: drawn stage by stage."""
    networks = staged_networks(plan, summary)
    shown, left_out = networks[:MOST_NETWORKS], networks[MOST_NETWORKS:]
    parts: list[Part] = [
        (network.labels, stages_height(network), partial(draw_stages, network=network))
        for network in shown
    ]
    words = [_stages_in_words(network) for network in shown]
    return Illustration(
        _draw_stacked(parts, line_mm=3.5),
        _stages_table(plan),
        "Network" if len(shown) == 1 else "Networks",
        _stages_caption(words, shown, left_out) + _normalized(plan),
        f"Diagram of a network from the input to the output: {' / '.join(words)}.",
    )


def _draw_stacked(parts: Sequence[Part], line_mm: float) -> Figure:
    """One network below the other; of several, each below its labels."""
    titles = [
        wrap("; ".join(labels), TEXT_WIDTH_MM, FONT_SIZE, SEMIBOLD) if len(parts) > 1 else []
        for labels, _, _ in parts
    ]
    heights = [
        height + len(title) * line_mm for (_, height, _), title in zip(parts, titles, strict=True)
    ]
    top = sum(heights) + _BETWEEN_MM * (len(heights) - 1)
    figure = new_figure(TEXT_WIDTH_MM, top)
    ax = page_axes(figure, TEXT_WIDTH_MM, top)
    # Networks are drawn with heights upwards.
    ax.invert_yaxis()
    for (_, _, draw), title, height in zip(parts, titles, heights, strict=True):
        for number, line in enumerate(title):
            y = top - number * line_mm
            ax.text(0.0, y, line, fontsize=FONT_SIZE, fontweight=SEMIBOLD, va="top")
        draw(ax, top - len(title) * line_mm)
        top -= height + _BETWEEN_MM
    return figure


def _dense_caption(told: Sequence[Network], left_out: Sequence[Network]) -> str:
    """What the drawing shows, which is the first of `told`, and how the others differ from it."""
    first, *others = told
    whose = f" of {'; '.join(first.labels)}" if others else ""
    parts = [f"Network{whose}: {network_in_words(first)}."]
    if len(first.labels) > 1:
        varied = any(layer.varied for layer in first.layers)
        of_all = "" if others else "all "
        parts.append(
            f"Dashed: what differs between the {len(first.labels)} configurations."
            if varied
            else f"It is the same in {of_all}{len(first.labels)} configurations."
        )
    if any(layer.units[-1] > MOST_NEURONS for layer in first.layers):
        parts.append(
            f"Of layers with more than {MOST_NEURONS} neurons, {2 * NEURONS_AT_AN_END} are drawn."
        )
    for network in others:
        words = beside_first_in_words(network, first)
        parts.append(f"{'; '.join(network.labels)}: {words}.")
    if left_out:
        labels = [label for network in left_out for label in network.labels]
        parts.append(f"Deeper networks are not told: {'; '.join(labels)}.")
    return " ".join(parts)


def _normalized(plan: ExperimentPlan) -> str:
    """The end of a caption: which networks have batch normalization, which is not drawn."""
    labels = [one.label for one in plan.configurations if one.settings.batch_normalization]
    if not labels:
        return ""
    whose = "" if len(labels) == len(plan.configurations) else f" of {'; '.join(labels)}"
    return (
        f" Not drawn is batch normalization{whose}, before each activation but the output’s: in "
        "place of a bias, each unit or filter has four numbers there, which are counted."
    )


def _dense_table(plan: ExperimentPlan, summary: Summary) -> list[list[str]]:
    """One row for each layer of each configuration, drawn or not."""
    sizes_of = layer_sizes(plan, summary)
    rows = [HEADER]
    for configuration in plan.configurations:
        name, sizes = configuration.name, sizes_of[configuration.name]
        rows.append([name, "input", str(sizes[0]), "", "", "0"])
        parameters = of_layers(sizes, configuration.settings.beside_kernels)
        for index, layer in enumerate(configuration.settings.dense, start=1):
            kind = "output" if index == len(sizes) - 1 else f"hidden {index}"
            units, dropout = str(sizes[index]), f"{layer.dropout:g}"
            total = str(parameters[index - 1])
            rows.append([name, kind, units, layer.activation, dropout, total])
    return rows


def _stages_caption(
    words: Sequence[str], shown: Sequence[StagedNetwork], left_out: Sequence[StagedNetwork]
) -> str:
    parts = [f"{'Network' if len(words) == 1 else 'From the top'}: {'; '.join(words)}."]
    if len(shown) == 1 and len(shown[0].labels) > 1:
        parts.append(f"It is the same in all {len(shown[0].labels):,} configurations.")
    if any(stage.is_block for network in shown for stage in network.stages):
        parts.append(
            "Above each block stands what it passes on: height, width and number of feature maps."
        )
    if left_out:
        labels = [label for network in left_out for label in network.labels]
        parts.append(f"Not drawn: {'; '.join(labels)}.")
    return " ".join(parts)


def _stages_in_words(network: StagedNetwork) -> str:
    """ "input of 32 × 32 × 3; two blocks of convolutions that leave 8 × 8 × 64; …"."""
    blocks = [stage for stage in network.stages if stage.is_block]
    dense = [stage for stage in network.stages if stage.layers and not stage.is_block]
    parts = [f"an input of {shape_words(network.stages[0].shape)}"]
    if blocks:
        count = f"{len(blocks)} block{'' if len(blocks) == 1 else 's'} of convolutions"
        verb = "leaves" if len(blocks) == 1 else "leave"
        parts.append(f"{count} that {verb} {shape_words(blocks[-1].shape)}")
    return ", ".join([*parts, *_dense_in_words(dense)])


def _dense_in_words(stages: Sequence[Stage]) -> list[str]:
    parts = []
    for stage in stages:
        name = f"{len(stage.layers)} hidden layers" if len(stage.layers) > 1 else "a hidden layer"
        each = " each" if len(stage.layers) > 1 else ""
        name = "an output" if stage.name == "Output" else name
        word = activation_name(stage.layers[0].activation)
        parts.append(f"{name} of {shape_words(stage.shape)}{each} ({word})")
    return parts


def _stages_table(plan: ExperimentPlan) -> list[list[str]]:
    """One row for the input and each layer with weights of each configuration, drawn or not.

    `dropout` is that after the layer; of a block, it stands at its last convolution.
    """
    image = plan.dataset.image_shape
    rows = [STAGES_HEADER]
    for configuration in plan.configurations:
        name, settings = configuration.name, configuration.settings
        rows.append([name, "input", "x".join(map(str, image)), "", "", "", "0"])
        for layer in stage_layers(settings, image):
            shape, kernel = "x".join(map(str, layer.shape)), str(layer.kernel or "")
            rate, total = f"{layer.dropout:g}", str(layer.parameters)
            rows.append([name, layer.name, shape, kernel, layer.activation, rate, total])
    return rows
