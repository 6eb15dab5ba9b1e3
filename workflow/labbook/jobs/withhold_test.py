"""Make a dataset's file without its test images, for the trials of a search."""

import argparse
from pathlib import Path

from labbook.artifacts.dataset import read_dataset, write_dataset
from labbook.command_line import run_command
from labbook.data.training_part import training_part
from labbook.errors import LabbookError


def main(argv: list[str] | None = None) -> None:
    """Write --output; raises LabbookError if its content is not what it should be."""
    parser = argparse.ArgumentParser(prog="withhold_test", description=__doc__)
    parser.add_argument("--dataset-file", required=True, type=Path)
    parser.add_argument("--training-sha256", required=True, help="checksum of what is written")
    parser.add_argument("--output", required=True, type=Path)
    arguments = parser.parse_args(argv)
    dataset = training_part(read_dataset(arguments.dataset_file))
    found = dataset.sha256
    if found != arguments.training_sha256:
        raise LabbookError(
            f"the training images of {arguments.dataset_file} have the checksum {found} instead "
            f"of {arguments.training_sha256}; delete the file and build again."
        )
    write_dataset(arguments.output, dataset)


if __name__ == "__main__":
    run_command(main)
