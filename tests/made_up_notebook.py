"""What a notebook may have measured, without a notebook."""

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
        "seconds": 12.5,
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


def with_validation_loss(*values: float, **changes: Any) -> NotebookResults:
    """Of as many epochs, the training loss falling evenly unless `changes` have a `loss`."""
    count = len(values)
    history = {
        "loss": changes.pop("loss", [1 - epoch / (2 * count) for epoch in range(count)]),
        "accuracy": [0.9] * count,
        "val_loss": list(values),
        "val_accuracy": [0.9] * count,
    }
    return made_up_results(epochs=count, history=history, **changes)
