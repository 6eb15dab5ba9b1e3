"""All that is built and compiled for a training, shared by the runs that can share it.

Compiling takes longer than many a training. An epoch is the same for all seeds: a seed only decides
which weights the network begins with, in which order the images come, and which units are dropped.
The evaluations are the same for all trainings of a network.
"""

import gc
import importlib
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.spec import Spec
from labbook.data.split import split_validation
from labbook.training.augmentation import compile_augmentation
from labbook.training.compiled_epoch import compile_epoch
from labbook.training.compiled_evaluation import Evaluate, compile_evaluations
from labbook.training.gradient_probe import GradientProbe
from labbook.training.graph_epoch import graph_epoch
from labbook.training.objective import build_loss, build_optimizer
from labbook.training.targets import targets
from labbook.training.trained_run import EpochMetrics
from labbook.training.unit_probe import UnitProbe

if TYPE_CHECKING:
    import keras


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
        self._input_shape = dataset.train_images.shape[1:]
        self._module: Any = importlib.import_module(f"labbook.models.{spec.model}")
        self.model: keras.Model = self._module.build(spec, self._input_shape)
        self.loss = build_loss(spec.loss)
        # For convolutions, a plain graph is quicker.
        self.with_xla = not spec.blocks
        self.train_images, self.train_targets = (
            dataset.train_images[train_rows],
            answers[train_rows],
        )
        self.n_train, self.n_validation = len(train_rows), len(validation_rows)
        test_targets = targets(dataset.test_labels, spec.task, spec.output.units)
        self.n_test = len(test_targets)
        held_out = dataset.train_images[validation_rows], answers[validation_rows]
        sets = [held_out, (dataset.test_images, test_targets)]
        evaluations = compile_evaluations(
            self.model, self.loss, [one for one in sets if len(one[0])], self.with_xla
        )
        self.evaluate_held_out = evaluations[0]
        self.evaluate_test: Evaluate = (
            evaluations[-1]
            if self.n_test
            else lambda: (EpochMetrics(math.nan, math.nan), np.zeros((0, spec.output.units), "f4"))
        )

    def serves(self, spec: Spec, dataset: Dataset) -> bool:
        """Whether a run of `spec` has such a network, and the same images."""
        return dataset is self._dataset and spec.network == self._kind

    def begin(self, spec: Spec) -> None:
        """Give it the weights and the rates of dropout with which a run of `spec` begins.

        The weights are drawn as for a new network, layer by layer, from the seed that is set.
        """
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

    `begin` puts it into the state in which a run with another seed begins.
    """

    def __init__(self, spec: Spec, network: EvaluatedNetwork) -> None:
        self.network = network
        self._settings = spec.settings
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
        self.train_epoch = (compile_epoch if network.with_xla else graph_epoch)(
            network.model,
            network.loss,
            self._optimizer,
            network.train_images,
            network.train_targets,
            self.batch_size,
            self.probe,
            compile_augmentation(spec.augmentation, network.train_images)
            if spec.augmentation
            else None,
        )
        self._before_the_first_step = [variable.numpy() for variable in self._optimizer.variables]

    def serves(self, spec: Spec, dataset: Dataset) -> bool:
        """Whether a run of `spec` differs at most in its seed."""
        return self.network.serves(spec, dataset) and spec.settings == self._settings

    def begin(self, spec: Spec) -> None:
        """Give network and optimizer the state in which a run of `spec` begins."""
        self.network.begin(spec)
        for variable, value in zip(
            self._optimizer.variables, self._before_the_first_step, strict=True
        ):
            variable.assign(value)
        self.train_epoch.take_up()


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
