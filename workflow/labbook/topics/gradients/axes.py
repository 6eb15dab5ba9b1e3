"""The axes of figures of gradients: training steps across, layers upwards."""

from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from labbook.figures.panel_grid import Panel

_MM_PER_STEP_LABEL = 12.0
_MOST_LAYER_LABELS = 5


def step_axis(ax: Axes, last_step: int, panel: Panel) -> None:
    """From step 0 to the last of any panel, labeled below the lowest panel of a column."""
    ax.set_xlim(0, last_step)
    most = max(int(panel.width / _MM_PER_STEP_LABEL), 2)
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=True)
    ticks = [round(tick) for tick in locator.tick_values(0, last_step) if 0 <= tick <= last_step]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{tick:,}" for tick in ticks]))
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)


def layer_ticks(layers: int) -> list[int]:
    """Some layers counted from 1, the first and the last among them."""
    if layers <= _MOST_LAYER_LABELS:
        return list(range(1, layers + 1))
    step = 5 if layers <= 20 else 10 * -(-layers // 50)
    between = [tick for tick in range(step, layers, step) if layers - tick > step // 2]
    return [1, *(tick for tick in between if tick > step // 2), layers]
