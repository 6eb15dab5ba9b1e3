"""What trained networks answer to a single image that is of no dataset."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.artifacts.weights import read_weights
from labbook.errors import LabbookError
from labbook.models import cnn, mlp
from labbook.scratch.saved_network import ENGINE as NUMPY
from labbook.scratch.saved_network import load_network
from labbook.topics.own_digit.answers_file import NetworkAnswers, RunAnswer

BUILDERS: dict[str, Callable[[Spec, tuple[int, ...]], Any]] = {"cnn": cnn.build, "mlp": mlp.build}
PROBABILITIES = {"sigmoid", "softmax"}


def digit_answers(
    experiment: str,
    configuration: ConfigurationSummary,
    n_planned: int,
    image: np.ndarray,
    digit: int | None,
) -> NetworkAnswers:
    """The answers of a configuration's runs to `image`, uint8 of their shape of input.

    After `start_tensorflow`, if Keras trained them. `digit`: what it shows, None if that is not
    known. Raises LabbookError if a run's directory does not hold a network of such inputs.
    """
    positive = configuration.settings.positive_class
    activation = configuration.settings.output.activation
    runs, given = [], []
    for run, outputs in _outputs(configuration, image):
        if not np.isfinite(outputs).all():
            continue
        answer, by_answer = _answer(outputs, positive)
        probability = by_answer[answer] if activation in PROBABILITIES else None
        right = None if digit is None else _is_right(answer, digit, positive)
        runs.append(RunAnswer(run.seed, run.key, answer, probability, right))
        given.append(by_answer)
    are_probabilities = bool(given) and activation in PROBABILITIES
    means = {name: float(np.mean([one[name] for one in given])) for name in (given or [{}])[0]}
    return NetworkAnswers(
        experiment=experiment,
        configuration=configuration.name,
        positive=positive,
        image_shape=image.shape,
        n_planned=n_planned,
        means=means if are_probabilities else {},
        runs=tuple(runs),
    )


def _answer(outputs: np.ndarray, positive: int | None) -> tuple[str, dict[str, float]]:
    """The answer with what each possible one was given; outputs: (n,).

    As metrics/classification.py has it for the test images: the first of the largest, or above one
    half.
    """
    if positive is None:
        by_answer = {str(name): float(one) for name, one in enumerate(outputs)}
        return str(int(outputs.argmax())), by_answer
    yes = float(outputs[0])
    names = {str(positive): yes, f"not {positive}": 1 - yes}
    return str(positive) if yes > 0.5 else f"not {positive}", names


def _is_right(answer: str, digit: int, positive: int | None) -> bool:
    if positive is None:
        return answer == str(digit)
    return (answer == str(positive)) == (digit == positive)


def _outputs(
    configuration: ConfigurationSummary, image: np.ndarray
) -> Iterator[tuple[RunSummary, np.ndarray]]:
    """Each run that did not diverge with its outputs, (n,) float64."""
    model = None
    for run in configuration.runs:
        if run.diverged:
            continue
        directory = Path(run.directory)
        spec = Spec.from_dict(read_json(directory / "spec.json"))
        if spec.engine == NUMPY:
            yield run, load_network(directory).predict(image[np.newaxis])[0].astype(np.float64)
            continue
        # The runs of a configuration differ in their seed alone.
        model = model or BUILDERS[spec.model](spec, image.shape)
        try:
            model.set_weights(read_weights(directory / "weights.npz"))
        except ValueError:
            raise LabbookError(
                f"{directory}/weights.npz does not hold the weights of the network in its "
                "spec.json; delete the run and build again."
            ) from None
        scaled = image[np.newaxis].astype(np.float32) / 255
        yield run, np.asarray(model(scaled, training=False))[0].astype(np.float64)
