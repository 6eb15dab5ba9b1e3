"""Train the first steps of an experiment's from-scratch runs again with Keras, and compare."""

import argparse
from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.command_line import run_command
from labbook.topics.engines.compare_engines import compare_engines
from labbook.topics.engines.comparison_file import write_engine_comparisons
from labbook.training.tensorflow_process import start_tensorflow


def main(argv: list[str] | None = None) -> None:
    """One comparison for each configuration, with the first of its seeds."""
    parser = argparse.ArgumentParser(prog="compare_engines", description=__doc__)
    parser.add_argument("--plan", required=True, type=Path, help="the experiment's plan")
    parser.add_argument("--dataset-file", required=True, type=Path)
    parser.add_argument("--dataset-sha256", required=True, help="content checksum it must have")
    parser.add_argument("--output", required=True, type=Path)
    arguments = parser.parse_args(argv)
    plan = read_experiment_plan(arguments.plan)
    dataset = read_checked_dataset(arguments.dataset_file, arguments.dataset_sha256)
    start_tensorflow(seed=0)
    found = []
    for configuration in plan.configurations:
        first = configuration.runs[0]
        spec = configuration.settings.spec(first.seed)
        found.append(compare_engines(configuration.name, first.key, spec, dataset))
    write_engine_comparisons(arguments.output, plan.experiment, found)


if __name__ == "__main__":
    run_command(main)
