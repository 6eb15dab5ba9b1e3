"""The histories of made-up runs."""

import numpy as np

from labbook.artifacts.history import History, history_columns


def curves_with_validation(
    random: np.random.Generator, n_epochs: int, accuracy: float, *, constant: bool
) -> History:
    """Curves that fall, and a validation loss that rises again where accuracy is high."""
    epochs = np.arange(1, n_epochs + 1)
    error = 1 - accuracy
    train_loss = 4 * error / epochs**0.5 * np.exp(-epochs / 80) + 1e-5
    noise = 1 + 0.01 * random.standard_normal(n_epochs)
    val_loss = 3 * error * (1 + 1 / epochs) * noise + 0.002 * accuracy * epochs / 20
    val_accuracy = accuracy - 0.5 * error / epochs + 0.0003 * random.standard_normal(len(epochs))
    if constant:
        train_loss, val_loss = 1.5 + 0 * train_loss, 1.52 + 1e-6 * noise
        val_accuracy = 0.902 + 0 * val_accuracy
    train_accuracy = np.minimum(1, accuracy + 0.6 * error * (1 - np.exp(-epochs / 30)))
    return _history(0.2, train_loss, train_accuracy, val_loss, np.minimum(1, val_accuracy))


def curves_watching_the_test(
    random: np.random.Generator, n_epochs: int, accuracy: float
) -> History:
    """As of a logistic neuron under full-batch gradient descent: the training loss falls ever more
    slowly, the test loss turns up after some two thousand epochs and crosses it.
    """
    epochs = np.arange(1, n_epochs + 1)
    scale = (1 - accuracy) / 0.008 * (1 + 0.01 * random.standard_normal())
    rise = 3.8e-7 * (1 + 0.1 * random.standard_normal())
    train_loss = scale * (0.0195 + 0.18 * epochs**-0.45)
    test_loss = scale * (0.0219 + 0.15 * epochs**-0.6 + rise * epochs)
    wave = 0.0001 * np.round(2 * np.sin(epochs / 300))
    train_accuracy = accuracy + 0.001 - 0.09 * epochs**-0.6
    test_accuracy = accuracy - 0.09 * epochs**-0.6 + wave
    return _history(0.0, train_loss, train_accuracy, test_loss, np.round(test_accuracy, 4))


def _history(fraction: float, *columns: np.ndarray) -> History:
    lists = [values.tolist() for values in columns]
    epochs = list(range(1, len(lists[0]) + 1))
    return History(epochs, dict(zip(history_columns(fraction), lists, strict=True)))
