"""What a notebook may have measured, without a notebook."""

from collections.abc import Sequence
from typing import Any

from labbook.artifacts.typed_json import typed
from labbook.topics.notebook.results_file import NotebookResults
from made_up_plans import SETTINGS

CLASSES = 3


def made_up_results(**changes: Any) -> NotebookResults:
    """Three classes of ten test images; validation loss still falls at the end."""
    value: dict[str, Any] = {
        "experiment": "trial",
        "settings": SETTINGS,
        "seed": 0,
        "epochs": 6,
        "steps_per_epoch": 4,
        "seconds": [5.0, 1.5, 1.5, 1.5, 1.5, 1.5],
        "history": {
            "loss": [0.9, 0.5, 0.3, 0.2, 0.1, 0.05],
            "accuracy": [0.7, 0.8, 0.9, 0.95, 0.97, 0.98],
            "val_loss": [0.8, 0.6, 0.5, 0.4, 0.35, 0.3],
            "val_accuracy": [0.75, 0.8, 0.85, 0.9, 0.9, 0.91],
        },
        "training": {"images": 4000, "loss": 0.04, "accuracy": 0.985},
        "validation": {"images": 1000, "loss": 0.3, "accuracy": 0.91},
        "test": {"images": 30, "loss": 0.31, "accuracy": 0.9},
        "confusion_matrix": [[10, 0, 0], [0, 9, 1], [0, 2, 8]],
        "aucs": [1.0, 0.99, 0.97],
    }
    return typed(value | changes, NotebookResults)


def course(val_loss: Sequence[float], **columns: list[float]) -> dict[str, list[float]]:
    """Of a training with this validation loss; the training loss falls unless `columns` has one."""
    count = len(val_loss)
    falling = [1 - epoch / (2 * count) for epoch in range(count)]
    constant = [0.9] * count
    usual = {"loss": falling, "accuracy": constant, "val_accuracy": constant}
    return {**usual, "val_loss": list(val_loss), **columns}


def turned(rises: Sequence[float], at: int = 6, epochs: int = 12) -> list[dict[str, list[float]]]:
    """Trainings whose validation loss falls to a half in epoch `at`, and then rises by so much."""
    falling = [1 - epoch / (2 * at) for epoch in range(1, at + 1)]
    later = epochs - at
    return [
        course([*falling, *(0.5 * (1 + rise * (step + 1) / later) for step in range(later))])
        for rise in rises
    ]


def with_dips() -> list[dict[str, list[float]]]:
    """Trainings whose validation loss is level but for one low epoch, and ends up or down."""
    return [
        course([0.4 if epoch == dip else 0.5 for epoch in range(1, 10)] + [0.5 * (1 + change)] * 3)
        for dip, change in ((4, -0.05), (6, 0.05), (8, 0.08))
    ]


def trained_longer(*rises: float, **changes: Any) -> NotebookResults:
    return made_up_results(longer=turned(rises), **changes)


def size(hidden: int, accuracy: float, parameters: int, seconds: float) -> dict[str, Any]:
    return {
        "hidden_sizes": [hidden],
        "parameters": parameters,
        "seconds": seconds,
        "accuracy": 0.99,
        "val_accuracy": accuracy,
    }
