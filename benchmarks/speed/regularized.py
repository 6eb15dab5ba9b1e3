"""Networks with batch normalization and an L2 penalty, each beside the same network without."""

from collections.abc import Sequence
from dataclasses import replace

from labbook.artifacts.spec import HiddenLayer
from labbook.errors import LabbookError
from speed.comparison import Comparison
from speed.configurations import Configuration
from speed.dropout import network_spec

# Units of each hidden layer.
NETWORKS = ((64,), (128, 64), (512, 512))
L2 = 0.0001
RATIO_TARGET = 4.0


def regularized_configurations(dataset: str, only: str = "") -> list[Configuration]:
    """Pairs, without and with, of networks with `only` in their title.

    Raises LabbookError if there is none.
    """
    found = []
    for units in NETWORKS:
        title = "-".join(map(str, (784, *units, 10)))
        plain = network_spec(dataset, tuple(HiddenLayer(size, "relu") for size in units))
        regularized = replace(plain, batch_normalization=True, l2=L2)
        if only in title:
            found.append(Configuration(title, title, plain, runs=1))
            found.append(Configuration(title, "normalized, L2", regularized, runs=1))
    if not found:
        raise LabbookError(f'No regularized network has "{only}" in its title.')
    return found


def regularized_lines(comparisons: Sequence[Comparison]) -> list[str]:
    """By how much an epoch takes longer on either side, from pairs as above, and the target."""
    lines = []
    for plain, other in zip(comparisons[::2], comparisons[1::2], strict=True):
        loop = other.compiled.per_epoch / plain.compiled.per_epoch
        fit = other.fit.per_epoch / plain.fit.per_epoch
        met = "met" if other.ratio >= RATIO_TARGET else "NOT met"
        lines.append(
            f"{other.title}: an epoch takes {loop:.2f} times as long as without in the loop, "
            f"{fit:.2f} times with model.fit; model.fit to the loop {other.ratio:.2f} (target at "
            f"least {RATIO_TARGET:g}: {met})."
        )
    return lines
