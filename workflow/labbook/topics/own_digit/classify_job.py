"""Show one's own digit to every network of a lab."""

import argparse
from pathlib import Path

from labbook.artifacts.summary import Summary, read_summary
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.topics.own_digit.answers_file import NetworkAnswers, OwnDigit, write_own_digit
from labbook.topics.own_digit.images_file import OwnDigitImages, read_own_digit_images
from labbook.topics.own_digit.network_answers import digit_answers
from labbook.training.tensorflow_process import start_tensorflow


def main(argv: list[str] | None = None) -> None:
    """Read the images, the summaries and their runs' networks; write own_digit.json."""
    parser = argparse.ArgumentParser(prog="classify_own_digit", description=__doc__)
    parser.add_argument("--images", required=True, type=Path, help="own_digit.npz")
    parser.add_argument("--digit", type=int, help="what was written")
    parser.add_argument("--summary", required=True, nargs="+", action="extend", type=Path)
    parser.add_argument("--output", required=True, type=Path)
    arguments = parser.parse_args(argv)
    images = read_own_digit_images(arguments.images)
    summaries = [read_summary(path) for path in arguments.summary]
    if any(one.settings.engine == "keras" for each in summaries for one in each.configurations):
        start_tensorflow(seed=0)
    width, height = images.size.tolist()
    write_own_digit(
        arguments.output,
        OwnDigit(
            lab=summaries[0].lab,
            digit=arguments.digit,
            size=(width, height),
            is_dark=images.is_dark,
            is_widened=images.is_widened,
            is_sample=images.is_sample,
            networks=tuple(
                network
                for summary in summaries
                for network in _networks(summary, images, arguments.digit)
            ),
        ),
    )


def _networks(summary: Summary, digit: OwnDigitImages, written: int | None) -> list[NetworkAnswers]:
    shape = summary.dataset.image_shape
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


if __name__ == "__main__":
    run_command(main)
