"""The limits and the tick marks of axes: a reader can count the ticks, and none touches another."""

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator

from labbook.text.numbers import power_of_ten, significant
from labbook.text.rounding import with_minus


@dataclass(frozen=True)
class ValueAxis:
    """Limits of the values drawn, in the metric's unit."""

    lower: float
    upper: float
    logarithmic: bool

    def height_of(self, value: float) -> float:
        """Where a value stands: 0 at the lower end, 1 at the upper, beyond them outside."""
        if not self.logarithmic:
            return (value - self.lower) / (self.upper - self.lower)
        if value <= 0:
            return -np.inf
        return float(np.log(value / self.lower) / np.log(self.upper / self.lower))


def epoch_ticks(last_epoch: int, most: int) -> list[int]:
    """At most about `most` whole epochs: 1, then round numbers up to `last_epoch`."""
    if last_epoch == 1:
        return [1]
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=True)
    ticks = [round(tick) for tick in locator.tick_values(0, last_epoch)]
    step = ticks[1] - ticks[0]
    ticks = [tick for tick in ticks if 1 <= tick <= last_epoch]
    if ticks[0] > 1 and step > 1:
        ticks.insert(0, 1)
    return ticks


def log_epoch_ticks(first: int, last: int, most: int) -> list[int]:
    """Round epochs of a logarithmic axis: at most `most`, at least the two ends."""
    powers = range(len(str(last)))
    for digits in ((1, 2, 5), (1, 3), (1,)):
        ticks = [digit * 10**power for power in powers for digit in digits]
        inside = [tick for tick in ticks if first <= tick <= last]
        if 1 < len(inside) <= most:
            return inside
    return [first, last]


def value_ticks(lower: float, upper: float, logarithmic: bool, most: int) -> dict[float, str]:
    """Values between the limits and their labels, at most `most`, at least two where it can be."""
    return _log_ticks(lower, upper, most) if logarithmic else _linear_ticks(lower, upper, most)


def _linear_ticks(lower: float, upper: float, most: int) -> dict[float, str]:
    locator = MaxNLocator(nbins=max(most - 1, 1), steps=[1, 2, 2.5, 5, 10])
    values = locator.tick_values(lower, upper)
    step = values[1] - values[0]
    inside = [value for value in values if lower <= value <= upper]
    if step < 1e-6 or max(abs(value) for value in inside) >= 1e5:
        return {float(value): significant(value, 4) for value in inside}
    decimals = next(d for d in range(12) if abs(step * 10**d - round(step * 10**d)) < 1e-6)
    return {float(value): with_minus(f"{value:.{decimals}f}") for value in inside}


def _log_ticks(lower: float, upper: float, most: int) -> dict[float, str]:
    """The densest of the 1-2-5, the 1-3, the decade and the k-decade series that fits."""
    first, last = math.floor(math.log10(lower)), math.ceil(math.log10(upper))
    for digits in ((1, 2, 5), (1, 3), (1,)):
        values = [digit * 10.0**power for power in range(first, last + 1) for digit in digits]
        inside = [value for value in values if lower <= value <= upper]
        if len(inside) <= most:
            break
    else:
        stride = math.ceil(len(inside) / most)
        inside = [value for value in inside if _power(value) % stride == 0]
    plain = min(inside) > 0.0009 and max(inside) < 9999
    return {
        value: f"{value:.{max(-_power(value), 0)}f}" if plain else power_label(value)
        for value in inside
    }


def power_label(value: float, digits: int = 1) -> str:
    """A positive value in powers of ten: 10⁻⁵, 3×10⁶; `digits` significant ones."""
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    tens = power_of_ten(int(power))
    return tens if float(mantissa) == 1 else f"{mantissa}×{tens}"


def _power(value: float) -> int:
    return math.floor(math.log10(value) + 1e-9)
