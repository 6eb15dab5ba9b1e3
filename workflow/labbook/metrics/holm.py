"""Correct p-values for the number of tests in a family."""

from collections.abc import Sequence

import numpy as np


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjust p-values by Holm's step-down procedure; None stays None and does not count.

    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    tested = np.array([p for p in p_values if p is not None], dtype=float)
    order = tested.argsort()
    adjusted = np.empty_like(tested)
    weights = np.arange(len(tested), 0, -1)
    adjusted[order] = np.maximum.accumulate(tested[order] * weights).clip(max=1.0)
    in_turn = iter(adjusted.tolist())
    return [None if p is None else next(in_turn) for p in p_values]
