"""The vertical axis of a figure."""

from dataclasses import dataclass

import numpy as np


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
