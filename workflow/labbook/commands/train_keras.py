"""Train one run with Keras and leave its directory, whole."""

import argparse
from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.planned_spec import read_planned_spec
from labbook.command_line import run_command
from labbook.run_key import circumstances
from labbook.training.keras_run import train
from labbook.training.recorded_run import Clock, Origin, record_run
from labbook.training.tensorflow_process import start_tensorflow
from labbook.training.tensorflow_processor import of_tensorflow


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", required=True, type=Path, help="the experiment's plan")
    parser.add_argument("--key", required=True, help="which of its runs")
    parser.add_argument("--dataset-file", required=True, type=Path)
    parser.add_argument("--dataset-sha256", required=True, help="content checksum it must have")
    parser.add_argument("--output-directory", required=True, type=Path)
    arguments = parser.parse_args(argv)
    clock = Clock()

    spec = read_planned_spec(arguments.plan, arguments.key)
    sha256 = arguments.dataset_sha256
    dataset = read_checked_dataset(arguments.dataset_file, sha256)
    now = circumstances(spec, sha256)
    now.check(spec, arguments.key)
    start_tensorflow(spec.seed, spec.device)
    origin = Origin(arguments.key, sha256, now.code, now.versions, of_tensorflow())
    record_run(train, spec, dataset, origin, arguments.output_directory, clock)


if __name__ == "__main__":
    run_command(main)
