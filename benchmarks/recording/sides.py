"""An epoch with the gradient probe and one without, of the same network, in one process."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.spec import Spec
from labbook.models.mlp import build
from labbook.training.compiled_epoch import compile_epoch
from labbook.training.gradient_probe import GradientProbe
from labbook.training.objective import build_loss, build_optimizer

TARGET = 1.5


@dataclass(frozen=True)
class Times:
    """CPU seconds of epochs that took turns, after one of each in which both compiled.

    `same`: after the last epoch both networks had the same weights, bit by bit.
    """

    title: str
    plain: tuple[float, ...]
    probed: tuple[float, ...]
    same: bool

    @property
    def ratio(self) -> float:
        """The median over the turns of the ratio within a turn."""
        return median(probed / plain for plain, probed in zip(self.plain, self.probed, strict=True))


def compare(title: str, spec: Spec, dataset: Dataset, epochs: int) -> Times:
    """Train both for `epochs` epochs after the first; the plain one begins each turn."""
    (plain_weights, plain), (probed_weights, probed) = (
        _side(spec, dataset, with_probe) for with_probe in (False, True)
    )
    seconds: tuple[list[float], list[float]] = ([], [])
    for epoch in range(1, epochs + 2):
        for found, train in zip(seconds, (plain, probed), strict=True):
            begun = time.process_time()
            train(spec.seed, epoch)
            found.append(time.process_time() - begun)
    same = all(
        one.tobytes() == other.tobytes()
        for one, other in zip(plain_weights(), probed_weights(), strict=True)
    )
    return Times(title, tuple(seconds[0][1:]), tuple(seconds[1][1:]), same)


def _side(
    spec: Spec, dataset: Dataset, with_probe: bool
) -> tuple[Callable[[], list[np.ndarray]], Callable[[int, int], object]]:
    """What gives the weights, and what trains an epoch."""
    import keras

    keras.utils.set_random_seed(spec.seed)
    model = build(spec, dataset.train_images.shape[1:])
    batch_size = spec.batch_size or len(dataset.train_images)
    steps = math.ceil(len(dataset.train_images) / batch_size)
    probe = GradientProbe(model.trainable_variables, steps, spec.epochs) if with_probe else None
    epoch = compile_epoch(
        model,
        build_loss(spec.loss),
        build_optimizer(spec.optimizer, steps),
        dataset.train_images,
        np.eye(spec.output.units, dtype=np.float32)[dataset.train_labels],
        batch_size,
        probe,
    )
    return model.get_weights, epoch


def table_lines(found: list[Times]) -> list[str]:
    width = max(len(one.title) for one in found)
    return [
        f"{'':{width}}  CPU seconds an epoch   ratio  same bits",
        f"{'':{width}}     plain    recorded",
        *(
            f"{one.title:{width}}  {median(one.plain):8.3f}  {median(one.probed):10.3f}"
            f"  {one.ratio:6.2f}  {'yes' if one.same else 'NO'}"
            for one in found
        ),
    ]


def verdict_line(found: list[Times]) -> str:
    slowest = max(found, key=lambda one: one.ratio)
    met = "met" if slowest.ratio <= TARGET else "NOT met"
    return (
        f"Largest ratio {slowest.ratio:.2f}, of {slowest.title} (target at most {TARGET}: {met})."
    )
