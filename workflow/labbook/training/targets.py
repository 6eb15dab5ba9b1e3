"""What the network should answer: labels as the loss wants them."""

import numpy as np

from labbook.artifacts.spec import Task


def task_labels(labels: np.ndarray, task: Task) -> np.ndarray:
    """The class of every image in this task, (n,) uint8: the digit, or 1 for `task.positive`."""
    if task.kind == "one_against_rest":
        is_positive: np.ndarray = labels == task.positive
        return is_positive.astype(np.uint8)
    return labels


def targets(labels: np.ndarray, task: Task, outputs: int) -> np.ndarray:
    """Float32 targets of shape (n, outputs): 0 or 1 for one output, else one-hot."""
    classes = task_labels(labels, task)
    if outputs == 1:
        return classes.astype(np.float32)[:, np.newaxis]
    one_hot: np.ndarray = np.eye(outputs, dtype=np.float32)[classes]
    return one_hot
