"""Fewer points for a long curve, without losing a peak."""

from itertools import pairwise

import numpy as np

MAX_POINTS = 400


def thin_indices(
    values: np.ndarray, max_points: int = MAX_POINTS, *, logarithmic: bool = False
) -> np.ndarray:
    """Indices, ascending, of at most `max_points` values that draw the same curve.

    The values (n,) are cut into equal stretches; each keeps its lowest and its highest, and the
    first and the last value are kept too (min-max decimation). A curve of up to `max_points`
    values keeps all of them. `logarithmic`: the stretches are equal on a logarithmic axis whose
    first value stands at one.
    """
    if len(values) <= max_points:
        return np.arange(len(values))
    kept = {0, len(values) - 1}
    n_stretches = (max_points - 2) // 2
    stretches = np.array_split(np.arange(len(values)), n_stretches)
    if logarithmic:
        cuts = np.unique(np.geomspace(1, len(values), n_stretches + 1).astype(int))
        stretches = [np.arange(start, end) for start, end in pairwise(cuts)]
    for stretch in stretches:
        kept.add(int(stretch[np.argmin(values[stretch])]))
        kept.add(int(stretch[np.argmax(values[stretch])]))
    return np.array(sorted(kept))
