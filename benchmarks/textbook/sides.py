"""An epoch of either side: a step on all training images, and a look at the test images."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.spec import Spec
from labbook.scratch.full_batch import FullBatch
from labbook.scratch.initial_network import initial_network
from textbook.networks import LEARNING_RATE, targets_of
from textbook.textbook_network import TextbookNetwork


@dataclass(frozen=True)
class Epoch:
    """CPU seconds, of which `step` for the step; losses on training and test images."""

    seconds: float
    step: float
    losses: tuple[float, float]


def our_side(spec: Spec, dataset: Dataset) -> Callable[[], Epoch]:
    """A function that makes the next epoch with the project's `FullBatch`."""
    network = initial_network(spec, dataset.train_images[0].size)
    training = FullBatch(network, dataset.train_images, targets_of(spec, dataset.train_labels))
    test = FullBatch(network, dataset.test_images, targets_of(spec, dataset.test_labels))
    return _timed(lambda: training.step(LEARNING_RATE).loss, lambda: test.measure().loss)


def textbook_side(spec: Spec, dataset: Dataset) -> Callable[[], Epoch]:
    """The same with `TextbookNetwork`, from the same initial weights."""
    network = TextbookNetwork(initial_network(spec, dataset.train_images[0].size).weights)

    def numbers(images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return images.reshape(len(images), -1) / 255, targets_of(spec, labels).astype(np.float64)

    training = numbers(dataset.train_images, dataset.train_labels)
    test = numbers(dataset.test_images, dataset.test_labels)
    return _timed(
        lambda: network.step(*training, LEARNING_RATE)[0], lambda: network.measure(*test)[0]
    )


def _timed(step: Callable[[], float], measure: Callable[[], float]) -> Callable[[], Epoch]:
    def epoch() -> Epoch:
        start = time.process_time()
        trained = step()
        between = time.process_time()
        tested = measure()
        return Epoch(time.process_time() - start, between - start, (trained, tested))

    return epoch
