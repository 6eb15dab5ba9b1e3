"""Record what the filters of a convolutional network answer: of its runs, for some test images."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.json_file import read_json
from labbook.artifacts.predictions import Predictions, read_predictions
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import RunSummary, Statistic, Summary, read_summary
from labbook.artifacts.weights import read_weights
from labbook.errors import LabbookError
from labbook.metrics.best_configuration import choose_configuration, counted_runs
from labbook.metrics.classification import predicted_classes
from labbook.metrics.statistic import describe
from labbook.models.cnn import build
from labbook.models.weighted_layer import answers_of_layers
from labbook.topics.feature_maps.feature_map_files import (
    ConvolutionLayer,
    FeatureMaps,
    FeatureMapStatistics,
    LayerMaps,
    OverImages,
    RunMaps,
    ShownImage,
    write_feature_map_statistics,
    write_feature_maps,
)
from labbook.topics.feature_maps.map_statistics import (
    MeasuredMaps,
    is_silent,
    mean_absolute,
    measure_maps,
)
from labbook.training.compiled_epoch import as_network_input
from labbook.training.tensorflow_process import start_tensorflow

SAMPLE = 1000
# So many images are answered at a time: the maps of a thousand would take a gigabyte.
BATCH = 50
# The rebuilt network is compiled in another way than when it was trained, so that its probabilities
# differ in their last digits. Those of another network differ by more than this.
SAME_ANSWER = 0.01


class Answered(NamedTuple):
    """To n images: the maps of each convolution, and the probabilities (n, outputs)."""

    maps: Sequence[np.ndarray]
    probabilities: np.ndarray


class Network(NamedTuple):
    """A run's network: its spec, the first kernels (size, size, channels, maps), and a function
    from images (n, ...) uint8 to what it answers.
    """

    spec: Spec
    kernels: np.ndarray
    answer: Callable[[np.ndarray], Answered]


def record_feature_maps(
    summary: Summary,
    images: np.ndarray,
    labels: np.ndarray,
    digits: Sequence[int],
    open_network: Callable[[RunSummary], Network],
) -> tuple[FeatureMapStatistics, FeatureMaps]:
    """Of the configuration of the highest mean validation accuracy, or of the only one.

    `images` (n_test, height, width) or (n_test, height, width, channels), `labels` (n_test,): the
    test images and their digits. Statistics are over SAMPLE of them, spread evenly, or all if they
    are fewer. Raises LabbookError if no image is of one of `digits`, and if a network does not
    answer as the run did.
    """
    configuration, chosen_by = choose_configuration(summary)
    n_images = min(SAMPLE, len(images))
    sample = np.linspace(0, len(images), n_images, endpoint=False).astype(int)
    layers: tuple[ConvolutionLayer, ...] = ()
    runs: list[RunMaps] = []
    shown: tuple[ShownImage, ...] = ()
    maps = FeatureMaps(images[:0], (), np.zeros((0, 0, 0, 0), dtype=np.float32))
    for run in counted_runs(configuration):
        network = open_network(run)
        predictions = read_predictions(Path(run.directory) / "predictions.npz")
        if not runs:
            shown = tuple(
                replace(
                    _first_image(digit, labels, predictions),
                    name=summary.dataset.class_name(digit),
                )
                for digit in digits
            )
            rows = [image.row for image in shown]
            answered = _checked(network, images[rows], predictions.probabilities[rows], run)
            layers = _layers(network.spec, answered.maps)
            maps = FeatureMaps(images[rows], tuple(answered.maps), network.kernels)
        measured = _measure(network, layers, images[sample], predictions.probabilities[sample], run)
        runs.append(RunMaps(run.key, run.seed, tuple(map(_summarized, measured))))
    return FeatureMapStatistics(
        lab=summary.lab,
        experiment=summary.experiment,
        configuration=configuration.name,
        chosen_by=chosen_by,
        n_images=n_images,
        n_test=len(images),
        layers=layers,
        runs=tuple(runs),
        silent_shares=_over_runs(runs, layers, lambda layer, _: layer.silent_share.mean),
        dead_shares=_over_runs(runs, layers, lambda layer, shape: layer.n_dead / shape.n_maps),
        correlations=_over_runs(runs, layers, lambda layer, _: layer.correlation.mean),
        images=shown,
        noun=summary.dataset.noun or "digit",
    ), maps


def _first_image(digit: int, labels: np.ndarray, predictions: Predictions) -> ShownImage:
    """The first image of the digit that is answered right; the first one if none is."""
    of_digit = np.flatnonzero(labels == digit)
    if not len(of_digit):
        raise LabbookError(
            f"feature_maps names {digit}, but no test image is of it; name what the data have."
        )
    answers = predicted_classes(predictions.probabilities)
    right = of_digit[answers[of_digit] == predictions.labels[of_digit]]
    return ShownImage(digit, int(right[0] if len(right) else of_digit[0]), bool(len(right)))


def _layers(spec: Spec, maps: Sequence[np.ndarray]) -> tuple[ConvolutionLayer, ...]:
    blocks = [(place, block) for place, block in enumerate(spec.blocks) for _ in block.filters]
    return tuple(
        ConvolutionLayer(
            n_maps=answers.shape[3],
            height=answers.shape[1],
            width=answers.shape[2],
            kernel_size=block.kernel_size,
            activation=block.activation,
            n_halvings=place,
        )
        for (place, block), answers in zip(blocks, maps, strict=True)
    )


def _checked(
    network: Network, images: np.ndarray, probabilities: np.ndarray, run: RunSummary
) -> Answered:
    answered = network.answer(images)
    found = answered.probabilities
    if found.shape != probabilities.shape or not np.allclose(
        found, probabilities, rtol=0, atol=SAME_ANSWER
    ):
        raise LabbookError(
            f"Run {run.name}: the network of its weights does not answer as the run did, so its "
            f"maps would be another's; delete {run.directory} and build again."
        )
    return answered


def _measure(
    network: Network,
    layers: Sequence[ConvolutionLayer],
    images: np.ndarray,
    probabilities: np.ndarray,
    run: RunSummary,
) -> list[MeasuredMaps]:
    """Of each layer, over all of the images."""
    parts: list[list[MeasuredMaps]] = [[] for _ in layers]
    most_halvings = layers[-1].n_halvings
    for start in range(0, len(images), BATCH):
        batch = slice(start, start + BATCH)
        answered = _checked(network, images[batch], probabilities[batch], run)
        for part, layer, maps in zip(parts, layers, answered.maps, strict=True):
            part.append(measure_maps(maps, images[batch], layer.n_halvings, most_halvings))
    return [
        MeasuredMaps(
            np.concatenate([measured.peaks for measured in part]),
            np.concatenate([measured.correlations for measured in part]),
        )
        for part in parts
    ]


def _summarized(measured: MeasuredMaps) -> LayerMaps:
    """Silent maps do not count for the correlation: they hold rounding errors."""
    silent = is_silent(measured.peaks)
    return LayerMaps(
        largest=float(measured.peaks.max()),
        silent_share=_over_images(silent.mean(axis=1)),
        n_dead=int(np.count_nonzero(silent.all(axis=0))),
        correlation=_over_images(
            mean_absolute(np.where(silent, np.nan, measured.correlations)),
        ),
    )


def _over_images(values: np.ndarray) -> OverImages:
    known = values[~np.isnan(values)]
    return OverImages(
        mean=float(known.mean()) if len(known) else None,
        std=float(known.std(ddof=1)) if len(known) > 1 else None,
        n=len(known),
    )


def _over_runs(
    runs: Sequence[RunMaps],
    layers: Sequence[ConvolutionLayer],
    value: Callable[[LayerMaps, ConvolutionLayer], float | None],
) -> tuple[Statistic, ...]:
    return tuple(
        describe([value(run.layers[place], layer) for run in runs])
        for place, layer in enumerate(layers)
    )


# Of images (n, ...) uint8: for each convolution its maps (n, height, width, maps), after the
# activation, and the network's own outputs (n, outputs); float32 all.
Outputs = Callable[[np.ndarray], tuple[list[np.ndarray], np.ndarray]]


def open_convolutions(
    spec: Spec, weights: Sequence[np.ndarray], image_shape: tuple[int, ...]
) -> Outputs:
    """The function that runs the network of `spec` with these weights, after `start_tensorflow`.

    image_shape: (height, width), or with channels behind. Raises LabbookError if the weights are
    not those of such a network.
    """
    import keras
    import tensorflow as tf

    model = build(spec, image_shape)
    shapes = [tuple(weight.shape) for weight in model.weights]
    given = [array.shape for array in weights]
    if given != shapes:
        raise LabbookError(
            f"weights of shapes {given} are not those of the network of the spec, {shapes}; "
            "delete the run and build again."
        )
    model.set_weights(weights)
    convolutions = answers_of_layers(model, keras.layers.Conv2D)
    opened = keras.Model(model.inputs, [*convolutions, *model.outputs])

    signature = [tf.TensorSpec((None, *image_shape), tf.uint8)]

    @tf.function(input_signature=signature, autograph=False)  # type: ignore[untyped-decorator]
    def run(images: Any) -> Any:
        return opened(as_network_input(images), training=False)

    def outputs(images: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        *maps, answers = (tensor.numpy() for tensor in run(tf.constant(images)))
        return maps, answers

    return outputs


def make(
    *,
    summary: Path,
    dataset_file: Path,
    dataset_sha256: str,
    digits: list[int],
    statistics: Path,
    maps: Path,
) -> None:
    """Read the summary, the data and what its runs have left; write both files.

    `digits`: the classes of which an image is shown.
    """
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    images = dataset.test_images
    start_tensorflow(seed=0)

    def open_network(run: RunSummary) -> Network:
        directory = Path(run.directory)
        spec = Spec.from_dict(read_json(directory / "spec.json"))
        weights = read_weights(directory / "weights.npz")
        outputs = open_convolutions(spec, weights, images.shape[1:])
        return Network(spec, weights[0], lambda some: Answered(*outputs(some)))

    found, answers = record_feature_maps(
        read_summary(summary), images, dataset.test_labels, digits, open_network
    )
    write_feature_map_statistics(statistics, found)
    write_feature_maps(maps, answers)
