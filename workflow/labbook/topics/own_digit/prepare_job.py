"""Find the digit in one's own photograph, and make of it what networks are shown."""

import argparse
from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.command_line import run_command
from labbook.topics.own_digit.images_file import write_own_digit_images
from labbook.topics.own_digit.preparation import prepare_digit

PROJECT = Path(__file__).resolve().parents[4]


def main(argv: list[str] | None = None) -> None:
    """Read the photograph, from the working directory or the project; write own_digit.npz."""
    parser = argparse.ArgumentParser(prog="prepare_own_digit", description=__doc__)
    parser.add_argument("--photograph", required=True, type=Path)
    parser.add_argument("--in-project", action="store_true", help="its path is within the project")
    parser.add_argument("--sample", required=True, type=Path, help="the sample, in the project")
    parser.add_argument("--image-shape", required=True, nargs="+", type=_shape, help="as 28x28")
    parser.add_argument("--output", required=True, type=Path)
    arguments = parser.parse_args(argv)
    path = PROJECT / arguments.photograph if arguments.in_project else arguments.photograph
    sample = PROJECT / arguments.sample
    is_sample = path.is_file() and sample.is_file() and sha256_file(path) == sha256_file(sample)
    write_own_digit_images(arguments.output, prepare_digit(path, arguments.image_shape, is_sample))


def _shape(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split("x")))


if __name__ == "__main__":
    run_command(main)
