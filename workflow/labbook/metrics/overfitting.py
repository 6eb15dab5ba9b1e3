"""A run over-fits if its held-out loss rises from its lowest while its training loss falls.

The rise is relative to the lowest held-out loss. It is measured to the last epoch and to the median
of the late window (metrics/curves.py); the smaller rise counts.
"""

from collections.abc import Mapping

CLEAR = 0.10
MILD = 0.02
# Over the runs, a rise is measured as medians over several epochs and so comes out too small; no
# over-fitting of MILD is said of a rise that is shown to be below this.
NONE = 0.005


def overfitting(metrics: Mapping[str, float | None], epochs: int) -> str | None:
    """`clear`, `mild` or `none seen`, from a run's measures (metrics/curves.py).

    None below two epochs, or if a measure is not known.
    """
    rise, sustained = metrics["held_out_loss_rise"], metrics["held_out_loss_sustained_rise"]
    fall = metrics["train_loss_fall"]
    if epochs < 2 or rise is None or sustained is None or fall is None:
        return None
    smaller = min(rise, sustained)
    if fall <= 0 or smaller < MILD:
        return "none seen"
    return "clear" if smaller >= CLEAR else "mild"
