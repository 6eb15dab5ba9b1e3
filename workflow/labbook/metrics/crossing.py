"""From which epoch on the held-out loss stays above the training loss."""

import numpy as np


def crossing_row(train_loss: np.ndarray, held_out_loss: np.ndarray) -> int | None:
    """The first row (both n_epochs,) from which the second stays above the first to the end.

    None if it is not above at the end, or is above from the first row on.
    """
    below = np.flatnonzero(held_out_loss <= train_loss)
    if not len(below) or below[-1] == len(train_loss) - 1:
        return None
    return int(below[-1]) + 1
