"""What is measured after each epoch, whatever the engine."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EpochMetrics:
    """Loss and accuracy averaged over the samples of one epoch."""

    loss: float
    accuracy: float
