"""The stages of networks with convolutions: what an image becomes from the input to the output."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import prod

from labbook.artifacts.experiment_plan import ConfigurationPlan, ExperimentPlan, RunSettings
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.text.names import activation_name

# So many equal dense layers in a row are one stage.
_FEWEST_TOGETHER = 3


@dataclass(frozen=True)
class StageLayer:
    """One layer with weights; `kernel` is the side of a convolution's, None of a dense layer.

    shape: what it passes on, (height, width, channels) or (units,).
    """

    name: str
    shape: tuple[int, ...]
    activation: str
    parameters: int
    kernel: int | None = None
    dropout: float = 0.0


@dataclass(frozen=True)
class Stage:
    """One column of a drawing: the input, a block of convolutions, or equal dense layers.

    shape: what is passed on behind it, after pooling.
    """

    name: str
    shape: tuple[int, ...]
    layers: tuple[StageLayer, ...] = ()
    dropout: float = 0.0

    @property
    def is_block(self) -> bool:
        return any(layer.kernel for layer in self.layers)

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)


@dataclass(frozen=True)
class StagedNetwork:
    """The configurations (labels) that have one network, stage by stage; what its outputs mean."""

    labels: tuple[str, ...]
    stages: tuple[Stage, ...]
    outcome: str

    @property
    def parameters(self) -> int:
        return sum(stage.parameters for stage in self.stages)


def staged_networks(plan: ExperimentPlan, summary: Summary) -> list[StagedNetwork]:
    """Each network of the plan once, in its order.

    Raises LabbookError where a configuration's number of parameters is not that of its layers.
    """
    totals = {
        configuration.name: configuration.parameters for configuration in summary.configurations
    }
    shape = plan.dataset.image_shape
    alike: dict[Hashable, list[ConfigurationPlan]] = {}
    for configuration in plan.configurations:
        settings = configuration.settings
        layers = (settings.blocks, settings.hidden, settings.output)
        alike.setdefault((layers, settings.task), []).append(configuration)
    networks = []
    for configurations in alike.values():
        settings = configurations[0].settings
        network = StagedNetwork(
            tuple(configuration.label for configuration in configurations),
            tuple(_stages(settings, shape)),
            _outcome(settings),
        )
        for configuration in configurations:
            name = configuration.name
            if totals.get(name, network.parameters) != network.parameters:
                raise LabbookError(
                    f"The figure `network` counts {network.parameters} parameters in "
                    f"{name}, but its runs have {totals[name]}; leave the figure out."
                )
        networks.append(network)
    return networks


def stage_layers(settings: RunSettings, image_shape: tuple[int, ...]) -> list[StageLayer]:
    """All layers with weights, first to last: those of the stages."""
    return [layer for stage in _stages(settings, image_shape) for layer in stage.layers]


def _stages(settings: RunSettings, image_shape: tuple[int, ...]) -> Iterator[Stage]:
    height, width, channels = (*image_shape, 1)[:3]
    shape: tuple[int, ...] = (height, width, channels)
    yield Stage("Input", shape)
    blocks = settings.blocks
    for number, block in enumerate(blocks, start=1):
        kernel = block.kernel_size
        layers = []
        for place, filters in enumerate(block.filters, start=1):
            # A kernel sees all channels; each filter has a bias.
            weights = (kernel**2 * channels + 1) * filters
            name = f"block {number} convolution {place}"
            full = (height, width, filters)
            rate = block.dropout if place == len(block.filters) else 0.0
            layers.append(StageLayer(name, full, block.activation, weights, kernel, rate))
            channels = filters
        height, width = height // 2, width // 2
        shape = (height, width, channels)
        name = f"Block {number}" if len(blocks) > 1 else "Block"
        yield Stage(name, shape, tuple(layers), block.dropout)
    yield from _dense_stages(settings, prod(shape))


def _dense_stages(settings: RunSettings, inputs: int) -> Iterator[Stage]:
    hidden, layers = settings.hidden, []
    for number, dense in enumerate(settings.dense, start=1):
        units = dense.units
        name = "output" if number > len(hidden) else f"hidden {number}"
        weights = (inputs + 1) * units
        layers.append(StageLayer(name, (units,), dense.activation, weights, dropout=dense.dropout))
        inputs = units
    for _, group in groupby(
        layers[:-1], lambda layer: (layer.shape, layer.activation, layer.dropout)
    ):
        equal = tuple(group)
        if len(equal) >= _FEWEST_TOGETHER:
            yield Stage(f"{len(equal)} hidden layers", equal[-1].shape, equal, equal[-1].dropout)
            continue
        for layer in equal:
            title = "Hidden layer" if len(hidden) == 1 else layer.name.capitalize()
            yield Stage(title, layer.shape, (layer,), layer.dropout)
    yield Stage("Output", layers[-1].shape, (layers[-1],))


def shape_words(shape: tuple[int, ...]) -> str:
    """ "32 × 32 pixels", "16 × 16 × 64", "128 units"."""
    if len(shape) == 1:
        return f"{shape[0]:,} unit{'' if shape[0] == 1 else 's'}"
    sides = " × ".join(map(str, shape[:2]))
    return f"{sides} pixels" if shape[2] == 1 else f"{sides} × {shape[2]}"


def stage_words(stage: Stage) -> list[str]:
    """What happens in a stage, line by line."""
    if not stage.layers:
        return []
    first = stage.layers[0]
    words = []
    if first.kernel:
        filters = " + ".join(str(layer.shape[2]) for layer in stage.layers)
        plural = "" if len(stage.layers) == 1 == first.shape[2] else "s"
        words += [f"{filters} filter{plural}", f"of {first.kernel} × {first.kernel}"]
    words.append(activation_name(first.activation))
    if first.kernel:
        words.append("max pooling")
    if stage.dropout:
        words.append(f"dropout {stage.dropout:g}")
    return words


def _outcome(settings: RunSettings) -> str:
    if settings.positive_class is not None:
        return f"{settings.positive_class} or not"
    return f"{settings.output.units} classes"
