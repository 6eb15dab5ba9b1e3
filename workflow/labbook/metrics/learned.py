"""What one run has learned: more than the commonest class, or too much of the training images."""

from collections.abc import Mapping

from labbook.artifacts.summary import Majority, RunSummary


def is_not_trained(run: RunSummary, majority: Majority) -> bool:
    """Whether nothing shows a run that did not diverge to be above the commonest answer.

    Nothing does if the lower end of its accuracy's Wilson interval over the test images does not
    lie above the accuracy of that answer.
    """
    return run.test_accuracy_interval[0] <= majority.accuracy


CLEAR = 0.10
MILD = 0.02


def overfitting(metrics: Mapping[str, float | None], epochs: int) -> str | None:
    """`clear`, `mild` or `none seen`, from a run's measures (metrics/curves.py).

    None below two epochs, or where the measures are not known.
    """
    rise, sustained = metrics["held_out_loss_rise"], metrics["held_out_loss_sustained_rise"]
    fall = metrics["train_loss_fall"]
    if epochs < 2 or rise is None or sustained is None or fall is None:
        return None
    smaller = min(rise, sustained)
    if fall <= 0 or smaller < MILD:
        return "none seen"
    return "clear" if smaller >= CLEAR else "mild"
