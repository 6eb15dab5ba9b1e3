"""Figure kind `network`: the network that an experiment trains, with its real layer sizes."""

from dataclasses import dataclass

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.summary import Summary
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.lettering import wrap
from labbook.figures.style import FONT_SIZE, SEMIBOLD, TEXT_WIDTH_MM, new_figure, page_axes
from labbook.topics.network.convolution_figure import has_convolutions
from labbook.topics.network.convolution_figure import illustrate as illustrate_stages
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
    total_parameters,
)

# So many networks of different depth fit on a page.
MOST_NETWORKS = 4
_LINE_MM = 3.6
_BETWEEN_MM = 4.0
HEADER = ["configuration", "layer", "units", "activation", "dropout", "parameters"]


@dataclass(frozen=True)
class NetworkData:
    """One network for each depth, the shallowest first; `left_out` are deeper than those shown."""

    shown: tuple[Network, ...]
    left_out: tuple[Network, ...]


def load(plan: ExperimentPlan, summary: Summary) -> NetworkData:
    """The networks of the plan; raises LabbookError if one is not fully connected."""
    networks = load_networks(plan, summary)
    return NetworkData(networks[:MOST_NETWORKS], networks[MOST_NETWORKS:])


def illustrate(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`."""
    if not summary.configurations:
        # The plan names the layers, but not how many inputs the images have.
        return nothing_drawn("Network", "Network", NO_RUN, [], HEADER)
    if has_convolutions(plan):
        return illustrate_stages(plan, summary)
    data = load(plan, summary)
    columns = [network_columns(network) for network in data.shown]
    titles = [_title(network) if len(data.shown) > 1 else [] for network in data.shown]
    heights = [
        network_height(of_network) + len(title) * _LINE_MM
        for of_network, title in zip(columns, titles, strict=True)
    ]
    top = sum(heights) + _BETWEEN_MM * (len(heights) - 1)
    figure = new_figure(TEXT_WIDTH_MM, top)
    ax = page_axes(figure, TEXT_WIDTH_MM, top)
    # Networks are drawn with heights upwards.
    ax.invert_yaxis()
    for network, of_network, title, height in zip(
        data.shown, columns, titles, heights, strict=True
    ):
        for number, line in enumerate(title):
            y = top - number * _LINE_MM
            ax.text(0.0, y, line, fontsize=FONT_SIZE, fontweight=SEMIBOLD, va="top")
        draw_network(ax, network, of_network, top - len(title) * _LINE_MM)
        top -= height + _BETWEEN_MM
    words = [network_in_words(network) for network in data.shown]
    return Illustration(
        figure,
        network_table(plan, summary),
        "Network" if len(data.shown) == 1 else "Networks",
        network_caption(data),
        f"Diagram of columns of neurons, each connected to all of the next: {' / '.join(words)}.",
    )


def network_caption(data: NetworkData) -> str:
    """What the drawing shows and what it leaves out."""
    parts = []
    for place, network in enumerate(data.shown):
        if len(data.shown) == 1:
            parts.append(f"Network: {network_in_words(network)}.")
        elif place == 0:
            # Which configurations each is of stands above its drawing.
            parts.append(f"From the top: {network_in_words(network)}.")
        else:
            words = beside_first_in_words(network, data.shown[0])
            parts.append(f"{words[:1].upper()}{words[1:]}.")
        if len(data.shown) == 1 and len(network.labels) > 1:
            varied = any(layer.varied for layer in network.layers)
            parts.append(
                f"Dashed: what differs between the {len(network.labels)} configurations."
                if varied
                else f"It is the same in all {len(network.labels)} configurations."
            )
    if any(layer.units[-1] > MOST_NEURONS for each in data.shown for layer in each.layers):
        parts.append(
            f"Of layers with more than {MOST_NEURONS} neurons, {2 * NEURONS_AT_AN_END} are drawn."
        )
    if data.left_out:
        labels = [label for network in data.left_out for label in network.labels]
        parts.append(f"Deeper networks are not drawn: {'; '.join(labels)}.")
    return " ".join(parts)


def network_table(plan: ExperimentPlan, summary: Summary) -> list[list[str]]:
    """One row for each layer of each configuration, drawn or not."""
    totals = total_parameters(plan, summary)
    rows = [HEADER]
    for configuration in plan.configurations:
        name, settings = configuration.name, configuration.settings
        sizes = layer_sizes(configuration, totals[name])
        rows.append([name, "input", str(sizes[0]), "", "", "0"])
        for index, layer in enumerate(settings.dense, start=1):
            kind = "output" if index == len(sizes) - 1 else f"hidden {index}"
            parameters = (sizes[index - 1] + 1) * sizes[index]
            units, dropout = str(sizes[index]), f"{layer.dropout:g}"
            rows.append([name, kind, units, layer.activation, dropout, str(parameters)])
    return rows


def _title(network: Network) -> list[str]:
    return wrap("; ".join(network.labels), TEXT_WIDTH_MM, FONT_SIZE, SEMIBOLD)
