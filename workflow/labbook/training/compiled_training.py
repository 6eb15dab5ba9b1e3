"""All that is built and compiled for a training, shared by the runs that differ only in their seed.

Compiling takes longer than many a training, and it is the same for all seeds: a seed only decides
which weights the network begins with, in which order the images come, and which units are dropped.
"""

import importlib
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.spec import Spec
from labbook.data.split import split_validation
from labbook.training.compiled_epoch import compile_epoch
from labbook.training.compiled_evaluation import compile_evaluation
from labbook.training.gradient_probe import GradientProbe
from labbook.training.graph_epoch import graph_epoch
from labbook.training.objective import build_loss, build_optimizer
from labbook.training.targets import targets
from labbook.training.trained_run import EpochMetrics
from labbook.training.unit_probe import UnitProbe

if TYPE_CHECKING:
    import keras

Evaluate = Callable[[], tuple[EpochMetrics, np.ndarray]]


class CompiledTraining:
    """The network of `spec` with its epoch and its evaluations, on the images of `dataset`.

    It is made in the state in which the run of `spec` begins: its weights are drawn from the seed
    that is set. `begin` puts it into the state in which another run begins.
    """

    def __init__(self, spec: Spec, dataset: Dataset) -> None:
        train_rows, validation_rows = split_validation(
            dataset.train_labels, spec.validation_fraction, spec.split_seed
        )
        answers = targets(dataset.train_labels, spec.task, spec.output.units)
        self.settings = spec.settings
        self.dataset = dataset
        self.n_train, self.n_validation = len(train_rows), len(validation_rows)
        self.batch_size = min(spec.batch_size or self.n_train, self.n_train)
        self.steps_per_epoch = math.ceil(self.n_train / self.batch_size)
        self.model = self._build(spec)
        loss = build_loss(spec.loss)
        self._optimizer = build_optimizer(spec.optimizer, self.steps_per_epoch)
        self.probe = (
            GradientProbe(self.model.trainable_variables, self.steps_per_epoch, spec.epochs)
            if spec.record_gradients
            else None
        )
        train_images = dataset.train_images[train_rows]
        self.units = UnitProbe(self.model, spec, train_images) if spec.record_units else None
        with_xla = not spec.blocks
        self.train_epoch = (compile_epoch if with_xla else graph_epoch)(
            self.model,
            loss,
            self._optimizer,
            train_images,
            answers[train_rows],
            self.batch_size,
            self.probe,
        )
        self._before_the_first_step = [variable.numpy() for variable in self._optimizer.variables]
        test_targets = targets(dataset.test_labels, spec.task, spec.output.units)
        self.n_test = len(test_targets)
        self.evaluate_test: Evaluate = (
            compile_evaluation(self.model, loss, dataset.test_images, test_targets, with_xla)
            if self.n_test
            else lambda: (EpochMetrics(math.nan, math.nan), np.zeros((0, spec.output.units), "f4"))
        )
        self.evaluate_held_out = (
            compile_evaluation(
                self.model,
                loss,
                dataset.train_images[validation_rows],
                answers[validation_rows],
                with_xla,
            )
            if spec.validation_fraction
            else self.evaluate_test
        )

    def begin(self, spec: Spec) -> None:
        """Give network and optimizer the state in which a run of `spec` begins."""
        self.model.set_weights(self._build(spec).get_weights())
        for variable, value in zip(
            self._optimizer.variables, self._before_the_first_step, strict=True
        ):
            variable.assign(value)
        self.train_epoch.take_up()

    def _build(self, spec: Spec) -> "keras.Model":
        builder = importlib.import_module(f"labbook.models.{spec.model}")
        model: keras.Model = builder.build(spec, self.dataset.train_images.shape[1:])
        return model


_LATEST: list[CompiledTraining] = []


def compiled_training(spec: Spec, dataset: Dataset) -> CompiledTraining:
    """For `spec` in the state in which its run begins: the latest one, if that fits.

    Only the latest is kept, since each holds its images and its compiled code.
    """
    import keras

    if _LATEST and _LATEST[0].settings == spec.settings and _LATEST[0].dataset is dataset:
        keras.utils.set_random_seed(spec.seed)
        _LATEST[0].begin(spec)
    else:
        _LATEST.clear()
        keras.backend.clear_session()
        keras.utils.set_random_seed(spec.seed)
        _LATEST.append(CompiledTraining(spec, dataset))
    return _LATEST[0]
