"""CPU times of one training on one core, in this process: the project's loop, or `model.fit`.

    python benchmarks/speed/one_training.py compiled|fit|xla SPEC_JSON DATASET_NPZ

Prints, as one line of JSON, the CPU seconds of this process from its start to the end of the
imports, to the end of each epoch, and to the end; the wall time at the end of each epoch; and its
peak memory in MiB. `compiled` then trains the next seed, as a build does in one process: what that
takes is `next`.
"""

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2] / "workflow"))

from labbook.artifacts.dataset import Dataset, content_sha256, read_dataset
from labbook.artifacts.spec import Augmentation, Spec

if TYPE_CHECKING:
    import keras


def use_one_core() -> None:
    """Where the system can: TensorFlow then makes its thread pools for one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def train_compiled(
    spec: Spec, dataset: Dataset, imported: Callable[[], None], epoch_ended: Callable[[], None]
) -> None:
    """As a training job of the project does."""
    from labbook.training.keras_run import train
    from labbook.training.tensorflow_process import start_tensorflow

    content_sha256(dataset)
    start_tensorflow(spec.seed)
    imported()
    train(spec, dataset, lambda epoch, metrics: epoch_ended())


def train_next_seed(spec: Spec, dataset: Dataset) -> None:
    """As the same job does after that."""
    from labbook.training.keras_run import train

    train(replace(spec, seed=spec.seed + 1), dataset, lambda epoch, metrics: None)


def train_with_fit(
    spec: Spec, dataset: Dataset, imported: Callable[[], None], epoch_ended: Callable[[], None]
) -> None:
    """As a script does that knows nothing of the project: Keras and TensorFlow as they come."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras

    from labbook.data.split import split_validation
    from labbook.training.objective import build_loss, build_optimizer
    from labbook.training.targets import targets

    imported()
    keras.utils.set_random_seed(spec.seed)
    train_rows, validation_rows = split_validation(
        dataset.train_labels, spec.validation_fraction, spec.split_seed
    )
    images = dataset.train_images.astype("float32") / 255
    answers = targets(dataset.train_labels, spec.task, spec.output.units)
    steps = -(-len(train_rows) // spec.batch_size)

    builder = importlib.import_module(f"labbook.models.{spec.model}")
    model = builder.build(spec, images.shape[1:])
    if spec.l1 or spec.l2:
        penalty = keras.regularizers.L1L2(spec.l1, spec.l2)
        for variable in model.trainable_variables:
            # As a layer made with `kernel_regularizer` does.
            variable.regularizer = penalty if len(variable.shape) > 1 else None
    if spec.augmentation:
        model = behind_layers(model, spec.augmentation)
    model.compile(
        build_optimizer(spec.optimizer, steps), build_loss(spec.loss), metrics=["accuracy"]
    )
    model.fit(
        images[train_rows],
        answers[train_rows],
        batch_size=spec.batch_size,
        epochs=spec.epochs,
        validation_data=(images[validation_rows], answers[validation_rows]),
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: epoch_ended())],
        verbose=0,
    )
    model.evaluate(
        dataset.test_images.astype("float32") / 255,
        targets(dataset.test_labels, spec.task, spec.output.units),
        verbose=0,
    )


def behind_layers(model: "keras.Model", asked: Augmentation) -> "keras.Model":
    """`model` behind Keras's layers for the same, each with zeros beyond the image."""
    import keras

    flips = {"both": "horizontal_and_vertical"}
    fill = {"fill_mode": "constant"}
    layers = [
        *([keras.layers.RandomFlip(flips.get(asked.flip, asked.flip))] if asked.flip else []),
        *([keras.layers.RandomZoom(asked.zoom, **fill)] if asked.zoom else []),
        *([keras.layers.RandomRotation(asked.rotation / 360, **fill)] if asked.rotation else []),
        *([keras.layers.RandomTranslation(asked.shift, asked.shift, **fill)] * bool(asked.shift)),
    ]
    shape = model.input_shape[1:]
    inputs = keras.Input(shape)
    images = keras.layers.Reshape((*shape[:2], -1))(inputs)
    for layer in layers:
        images = layer(images)
    return keras.Model(inputs, model(keras.layers.Reshape(shape)(images)))


def train_with_xla(
    spec: Spec, dataset: Dataset, imported: Callable[[], None], epoch_ended: Callable[[], None]
) -> None:
    """A network with convolutions in the loop of dense ones, which is possible where operations
    need not be deterministic; the test images are left alone."""
    from labbook.training.tensorflow_process import start_tensorflow

    start_tensorflow(spec.seed)
    from tensorflow.python.framework.config import disable_op_determinism

    from labbook.data.split import split_validation
    from labbook.training.compiled_epoch import compile_epoch
    from labbook.training.compiled_evaluation import compile_evaluations
    from labbook.training.objective import build_loss, build_optimizer
    from labbook.training.targets import targets

    disable_op_determinism()
    imported()
    train_rows, validation_rows = split_validation(
        dataset.train_labels, spec.validation_fraction, spec.split_seed
    )
    images, loss = dataset.train_images, build_loss(spec.loss)
    answers = targets(dataset.train_labels, spec.task, spec.output.units)
    builder = importlib.import_module(f"labbook.models.{spec.model}")
    model = builder.build(spec, images.shape[1:])
    batch_size = spec.batch_size or len(train_rows)
    optimizer = build_optimizer(spec.optimizer, -(-len(train_rows) // batch_size))
    train_epoch = compile_epoch(
        model, loss, optimizer, images[train_rows], answers[train_rows], batch_size
    )
    held_out = images[validation_rows], answers[validation_rows]
    [evaluate] = compile_evaluations(model, loss, [held_out])
    for epoch in range(1, spec.epochs + 1):
        train_epoch(spec.seed, epoch)
        evaluate()
        epoch_ended()


SIDES = {"compiled": train_compiled, "fit": train_with_fit, "xla": train_with_xla}


def main() -> None:
    side, spec, dataset_file = sys.argv[1:]
    use_one_core()
    import_ends: list[float] = []
    epoch_ends: list[float] = []
    epoch_wall_ends: list[float] = []

    def epoch_ended() -> None:
        epoch_ends.append(time.process_time())
        epoch_wall_ends.append(time.perf_counter())

    planned, dataset = Spec.from_dict(json.loads(spec)), read_dataset(Path(dataset_file))
    SIDES[side](planned, dataset, lambda: import_ends.append(time.process_time()), epoch_ended)
    end = time.process_time()
    following = {}
    if side == "compiled":
        train_next_seed(planned, dataset)
        following["next"] = time.process_time() - end
    # Linux counts in KiB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    measured = {
        "import_end": import_ends[0],
        "epoch_ends": epoch_ends,
        "epoch_wall_ends": epoch_wall_ends,
        "end": end,
        "peak_memory_mib": peak / 2**20 if sys.platform == "darwin" else peak / 2**10,
        **following,
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
