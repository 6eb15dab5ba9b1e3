"""Show one's own digit to every network of a lab."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.artifacts.summary import Summary, read_summary
from labbook.errors import LabbookError
from labbook.topics.own_digit.answers_file import NetworkAnswers, OwnDigit, write_own_digit
from labbook.topics.own_digit.images_file import OwnDigitImages, read_own_digit_images
from labbook.topics.own_digit.network_answers import digit_answers
from labbook.training.tensorflow_process import start_tensorflow


def make(
    *,
    plan: Path,
    images: Path,
    summaries: Mapping[str, Path],
    answers: Path,
    digit: int | None = None,
) -> None:
    """Read the images, the summaries by experiment and their runs' networks; write own_digit.json.

    `digit`: what was written, if the config says it.
    """
    shown = read_own_digit_images(images)
    order = [experiment["name"] for experiment in read_json(plan)["experiments"]]
    read = [read_summary(summaries[name]) for name in order]
    if any(one.settings["engine"] == "keras" for each in read for one in each.configurations):
        start_tensorflow(seed=0)
    width, height = shown.size.tolist()
    write_own_digit(
        answers,
        OwnDigit(
            lab=read[0].lab,
            digit=digit,
            size=(width, height),
            is_dark=shown.is_dark,
            is_widened=shown.is_widened,
            is_sample=shown.is_sample,
            networks=tuple(
                network for summary in read for network in _networks(summary, shown, digit)
            ),
        ),
    )


def _networks(summary: Summary, digit: OwnDigitImages, written: int | None) -> list[NetworkAnswers]:
    shape = tuple(summary.dataset["image_shape"])
    if shape not in digit.images:
        raise LabbookError(
            f"The digit was not prepared for images of shape {shape}, which the networks of "
            f"{summary.experiment} take; build again."
        )
    return [
        digit_answers(summary.experiment, one.summary, len(one.seeds), digit.images[shape], written)
        for one in summary.planned
        if one.summary is not None
    ]
