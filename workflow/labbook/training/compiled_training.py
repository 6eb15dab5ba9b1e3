"""All that is built and compiled for a training, shared by the runs that can share it.

Compiling takes longer than many a training. An epoch is the same for all seeds: a seed only decides
which weights the network begins with, in which order the images come, and which units are dropped.
The evaluations are the same for all trainings of a network.
"""

import gc
import importlib
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.spec import Spec
from labbook.data.split import split_validation
from labbook.training.augmentation import compile_augmentation
from labbook.training.compiled_epoch import CompiledEpoch, compile_epoch
from labbook.training.compiled_evaluation import Evaluate, compile_evaluations
from labbook.training.fit_epoch import call_evaluation, eager_epoch, fit_epoch
from labbook.training.gradient_probe import GradientProbe
from labbook.training.graph_epoch import graph_epoch, whole_batches_epoch
from labbook.training.objective import (
    build_loss,
    build_objective,
    build_optimizer,
    variables_of,
)
from labbook.training.targets import targets, task_labels
from labbook.training.trained_run import EpochMetrics
from labbook.training.unit_probe import UnitProbe
from labbook.training.ways import BY_KERAS, COMPILED, EAGER, FIT, GRAPH, WHOLE_BATCHES, way_of

if TYPE_CHECKING:
    import keras


EPOCHS: dict[str, Callable[..., CompiledEpoch]] = {
    COMPILED: compile_epoch,
    GRAPH: graph_epoch,
    WHOLE_BATCHES: whole_batches_epoch,
    FIT: fit_epoch,
    EAGER: eager_epoch,
}


class EvaluatedNetwork:
    """The network of `spec` with its loss and its evaluations, on the images of `dataset`.

    It is made with the weights with which the run of `spec` begins: they are drawn from the seed
    that is set. `begin` gives it those of another run.
    """

    def __init__(self, spec: Spec, dataset: Dataset) -> None:
        train_rows, validation_rows = split_validation(
            dataset.train_labels, spec.validation_fraction, spec.split_seed
        )
        answers = targets(dataset.train_labels, spec.task, spec.output.units)
        self._kind = spec.network
        self._dataset = dataset
        self._is_own = spec.own is not None
        self._input_shape = dataset.train_images.shape[1:]
        self._module: Any = importlib.import_module(f"labbook.models.{spec.model}")
        self.model: keras.Model = self._module.build(spec, self._input_shape)
        self.loss = build_loss(spec.loss)
        self.way = way_of(spec)
        train_images, test_images = dataset.train_images, dataset.test_images
        if self._is_own and len(self._input_shape) == 2:
            train_images, test_images = train_images[..., None], test_images[..., None]
        self.train_images, self.train_targets = (train_images[train_rows], answers[train_rows])
        self.train_labels = task_labels(dataset.train_labels[train_rows], spec.task)
        self.n_train, self.n_validation = len(train_rows), len(validation_rows)
        test_targets = targets(dataset.test_labels, spec.task, spec.output.units)
        self.n_test = len(test_targets)
        held_out = train_images[validation_rows], answers[validation_rows]
        sets = [one for one in (held_out, (test_images, test_targets)) if len(one[0])]
        evaluations = (
            [call_evaluation(self.model, self.loss, *one) for one in sets]
            if self.way == EAGER
            else compile_evaluations(self.model, self.loss, sets, self.way == COMPILED)
        )
        self.evaluate_held_out = evaluations[0]
        self.evaluate_test: Evaluate = (
            evaluations[-1]
            if self.n_test
            else lambda: (EpochMetrics(math.nan, math.nan), np.zeros((0, spec.output.units), "f4"))
        )

    def serves(self, spec: Spec, dataset: Dataset) -> bool:
        """Whether a run of `spec` has such a network, and the same images."""
        return (
            dataset is self._dataset
            and spec.network == self._kind
            # What Keras itself compiles is made anew for each run.
            and self.way not in BY_KERAS
        )

    def begin(self, spec: Spec) -> None:
        """Give it the weights and the rates of dropout with which a run of `spec` begins.

        The weights are drawn as for a new network, layer by layer, from the seed that is set.
        """
        if self._is_own:
            fresh_model = self._module.build(spec, self._input_shape)
            # With them, the states of its random generators.
            for variable, fresh in zip(self.model.variables, fresh_model.variables, strict=True):
                variable.assign(fresh)
            return
        weights = []
        for layer, fresh in zip(
            self.model.layers, self._module.layers(spec, self._input_shape), strict=True
        ):
            fresh.build(layer.input.shape)
            weights += fresh.get_weights()
            if hasattr(layer, "rate"):
                layer.rate = fresh.rate
        self.model.set_weights(weights)


class CompiledTraining:
    """The epoch of `spec` for `network`, which is in the state in which the run of `spec` begins.

    `begin` puts it into the state in which another run that it serves begins.
    """

    def __init__(self, spec: Spec, network: EvaluatedNetwork) -> None:
        self.network = network
        self._compiled = spec.compiled
        self.batch_size = min(spec.batch_size or network.n_train, network.n_train)
        self.steps_per_epoch = math.ceil(network.n_train / self.batch_size)
        self._optimizer = build_optimizer(spec.optimizer, self.steps_per_epoch)
        self.probe = (
            GradientProbe(network.model.trainable_variables, self.steps_per_epoch, spec.epochs)
            if spec.record_gradients
            else None
        )
        self.units = (
            UnitProbe(network.model, spec, network.train_images) if spec.record_units else None
        )
        self.train_epoch = EPOCHS[network.way](
            network.model,
            network.loss,
            self._optimizer,
            network.train_images,
            network.train_targets,
            self.batch_size,
            self.probe,
            build_objective(spec, network.train_labels),
            compile_augmentation(spec.augmentation, network.train_images)
            if spec.augmentation
            else None,
        )

    def serves(self, spec: Spec, dataset: Dataset) -> bool:
        """Whether a run of `spec` differs at most in what is not compiled."""
        return self.network.serves(spec, dataset) and spec.compiled == self._compiled

    def begin(self, spec: Spec) -> None:
        """Give network and optimizer the state in which a run of `spec` begins."""
        self.network.begin(spec)
        self.train_epoch.take_up()
        # Of a new one, since an optimizer may begin with a copy of the weights, as schedule-free
        # AdamW does. The learning rate, or the one that a schedule begins with, is a variable.
        fresh = build_optimizer(spec.optimizer, self.steps_per_epoch)
        fresh.build(self.train_epoch.trained)
        old, new = variables_of(self._optimizer), variables_of(fresh)
        for variable, value in zip(old, new, strict=True):
            variable.assign(value)


_LATEST: list[CompiledTraining] = []


def compiled_training(spec: Spec, dataset: Dataset) -> CompiledTraining:
    """For `spec` in the state in which its run begins: with as much of the latest as fits.

    Only the latest is kept, since each holds its images and its compiled code.
    """
    import keras

    latest = _LATEST.pop() if _LATEST else None
    network = latest.network if latest and latest.network.serves(spec, dataset) else None
    if latest is None or not latest.serves(spec, dataset):
        latest = None
        if network:
            gc.collect()
        else:
            keras.backend.clear_session()
    keras.utils.set_random_seed(spec.seed)
    if latest:
        latest.begin(spec)
    else:
        if network:
            network.begin(spec)
        latest = CompiledTraining(spec, network or EvaluatedNetwork(spec, dataset))
    _LATEST.append(latest)
    return latest
