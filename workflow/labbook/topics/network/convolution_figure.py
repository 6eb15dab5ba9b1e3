"""The figure of an experiment's networks where some have convolutions: drawn stage by stage."""

from collections.abc import Sequence

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.summary import Summary
from labbook.figures.illustration import Illustration
from labbook.figures.lettering import wrap
from labbook.figures.style import FONT_SIZE, SEMIBOLD, TEXT_WIDTH_MM, new_figure, page_axes
from labbook.text.names import activation_name
from labbook.topics.network.convolution_drawing import LINE_MM, draw_stages, stages_height
from labbook.topics.network.convolution_layers import (
    Stage,
    StagedNetwork,
    shape_words,
    stage_layers,
    staged_networks,
)

# So many fit on a page.
MOST_NETWORKS = 4
_BETWEEN_MM = 4.0
HEADER = [
    *("configuration", "layer", "output_shape", "kernel_size", "activation", "dropout"),
    "parameters",
]


def has_convolutions(plan: ExperimentPlan) -> bool:
    return any(configuration.settings.blocks for configuration in plan.configurations)


def illustrate(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    Raises LabbookError where runs have other numbers of parameters than the plan's networks.
    """
    networks = staged_networks(plan, summary)
    shown, left_out = networks[:MOST_NETWORKS], networks[MOST_NETWORKS:]
    titles = [
        wrap("; ".join(one.labels), TEXT_WIDTH_MM, FONT_SIZE, SEMIBOLD) if len(networks) > 1 else []
        for one in shown
    ]
    heights = [
        stages_height(one) + len(title) * LINE_MM for one, title in zip(shown, titles, strict=True)
    ]
    top = sum(heights) + _BETWEEN_MM * (len(heights) - 1)
    figure = new_figure(TEXT_WIDTH_MM, top)
    ax = page_axes(figure, TEXT_WIDTH_MM, top)
    # Networks are drawn with heights upwards.
    ax.invert_yaxis()
    for network, title, height in zip(shown, titles, heights, strict=True):
        for number, line in enumerate(title):
            y = top - number * LINE_MM
            ax.text(0.0, y, line, fontsize=FONT_SIZE, fontweight=SEMIBOLD, va="top")
        draw_stages(ax, network, top - len(title) * LINE_MM)
        top -= height + _BETWEEN_MM
    words = [_in_words(network) for network in shown]
    return Illustration(
        figure,
        _table(plan),
        "Network" if len(shown) == 1 else "Networks",
        _caption(words, shown, left_out),
        f"Diagram of a network from the input to the output: {' / '.join(words)}.",
    )


def _caption(words: list[str], shown: list[StagedNetwork], left_out: list[StagedNetwork]) -> str:
    parts = [f"{'Network' if len(words) == 1 else 'From the top'}: {'; '.join(words)}."]
    if len(shown) == 1 and len(shown[0].labels) > 1:
        parts.append(f"It is the same in all {len(shown[0].labels)} configurations.")
    if any(stage.is_block for network in shown for stage in network.stages):
        parts.append(
            "Above each block stands what it passes on: height, width and number of feature maps."
        )
    if left_out:
        labels = [label for network in left_out for label in network.labels]
        parts.append(f"Not drawn: {'; '.join(labels)}.")
    return " ".join(parts)


def _in_words(network: StagedNetwork) -> str:
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


def _table(plan: ExperimentPlan) -> list[list[str]]:
    """One row for the input and each layer with weights of each configuration, drawn or not.

    `dropout` is that after the layer; of a block, it stands at its last convolution.
    """
    image = plan.dataset.image_shape
    rows = [HEADER]
    for configuration in plan.configurations:
        name, settings = configuration.name, configuration.settings
        rows.append([name, "input", "x".join(map(str, image)), "", "", "", "0"])
        for layer in stage_layers(settings, image):
            shape, kernel = "x".join(map(str, layer.shape)), str(layer.kernel or "")
            rate, total = f"{layer.dropout:g}", str(layer.parameters)
            rows.append([name, layer.name, shape, kernel, layer.activation, rate, total])
    return rows
