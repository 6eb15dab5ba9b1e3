"""Fewer points for a long curve, without losing a peak."""

import numpy as np

MAX_POINTS = 400


def thin_indices(values: np.ndarray, max_points: int = MAX_POINTS) -> np.ndarray:
    """Indices, ascending, of at most `max_points` values that draw the same curve.

    The values (n,) are cut into equal stretches; each keeps its lowest and its highest, and the
    first and the last value are kept too (min-max decimation). A curve of up to `max_points`
    values keeps all of them.
    """
    if len(values) <= max_points:
        return np.arange(len(values))
    kept = {0, len(values) - 1}
    for stretch in np.array_split(np.arange(len(values)), (max_points - 2) // 2):
        kept.add(int(stretch[np.argmin(values[stretch])]))
        kept.add(int(stretch[np.argmax(values[stretch])]))
    return np.array(sorted(kept))
