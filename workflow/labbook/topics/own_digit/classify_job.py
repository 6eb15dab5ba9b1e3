"""Show one's own digit to every network of a lab."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from labbook.artifacts.findings_plan import read_findings_plan
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import ConfigurationSummary, RunSummary, read_summary
from labbook.errors import LabbookError
from labbook.models import own
from labbook.models.saved_model import BUILDERS, set_saved_weights
from labbook.scratch.saved_network import ENGINE as NUMPY
from labbook.scratch.saved_network import load_network
from labbook.topics.own_digit.own_digit_files import (
    NetworkAnswers,
    OwnDigit,
    RunAnswer,
    read_own_digit_images,
    write_own_digit,
)
from labbook.training.tensorflow_process import start_tensorflow

PROBABILITIES = {"sigmoid", "softmax"}


def make(
    *,
    plan: Path,
    images: Path,
    summaries: Mapping[str, Path],
    answers: Path,
    digit: int | None = None,
) -> None:
    """Read the images, the summaries by experiment and their runs' networks; write own_digit.json.

    `digit`: what was written, if the config says it. Raises LabbookError if the photograph was not
    prepared for the networks of an experiment.
    """
    prepared = read_own_digit_images(images)
    order = [experiment.name for experiment in read_findings_plan(plan).experiments]
    read = [read_summary(summaries[name]) for name in order]
    if any(network.settings.engine == "keras" for each in read for network in each.configurations):
        start_tensorflow(seed=0)
    networks = []
    for summary in read:
        shape = summary.dataset.image_shape
        if shape not in prepared.images:
            raise LabbookError(
                f"The digit was not prepared for images of shape {shape}, which the networks of "
                f"{summary.experiment} take; build again."
            )
        networks += [
            digit_answers(
                summary.experiment,
                planned.summary,
                len(planned.seeds),
                prepared.images[shape],
                digit,
            )
            for planned in summary.planned
            if planned.summary is not None
        ]
    width, height = prepared.size.tolist()
    write_own_digit(
        answers,
        OwnDigit(
            lab=read[0].lab,
            digit=digit,
            size=(width, height),
            is_dark=prepared.is_dark,
            is_widened=prepared.is_widened,
            is_sample=prepared.is_sample,
            networks=tuple(networks),
        ),
    )


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
    gives_probabilities = configuration.settings.output.activation in PROBABILITIES
    runs, given = [], []
    for run, outputs in _outputs(configuration, image):
        if not np.isfinite(outputs).all():
            continue
        answer, by_answer = _answer(outputs, positive)
        probability = by_answer[answer] if gives_probabilities else None
        right = None if digit is None else _is_right(answer, digit, positive)
        runs.append(RunAnswer(run.seed, run.key, answer, probability, right))
        given.append(by_answer)
    names = given[0] if given and gives_probabilities else {}
    return NetworkAnswers(
        experiment=experiment,
        configuration=configuration.name,
        positive=positive,
        image_shape=image.shape,
        n_planned=n_planned,
        means={name: float(np.mean([outputs[name] for outputs in given])) for name in names},
        runs=tuple(runs),
    )


def _answer(outputs: np.ndarray, positive: int | None) -> tuple[str, dict[str, float]]:
    """The answer with what each possible one was given; outputs: (n,).

    As metrics/classification.py has it for the test images: the first of the largest, or above one
    half.
    """
    if positive is None:
        by_answer = {str(name): output for name, output in enumerate(outputs.tolist())}
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
        set_saved_weights(model, directory)
        shown = image.reshape(own.with_channels(image.shape)) if spec.own else image
        scaled = shown[np.newaxis].astype(np.float32) / 255
        yield run, np.asarray(model(scaled, training=False))[0].astype(np.float64)
