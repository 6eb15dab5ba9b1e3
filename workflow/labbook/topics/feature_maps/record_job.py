"""Record what the filters of a convolutional network answer: of its runs, for some test images."""

import argparse
from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import RunSummary, read_summary
from labbook.artifacts.weights import read_weights
from labbook.command_line import run_command
from labbook.topics.feature_maps.convolution_outputs import open_convolutions
from labbook.topics.feature_maps.maps_file import write_feature_maps
from labbook.topics.feature_maps.record_feature_maps import Answered, Network, record_feature_maps
from labbook.topics.feature_maps.statistics_file import write_feature_map_statistics
from labbook.training.tensorflow_process import start_tensorflow


def main(argv: list[str] | None = None) -> None:
    """Read the summary, the data and what its runs have left; write both files."""
    parser = argparse.ArgumentParser(prog="record_feature_maps", description=__doc__)
    parser.add_argument("--summary", required=True, type=Path, help="the experiment's summary")
    parser.add_argument("--dataset-file", required=True, type=Path)
    parser.add_argument("--dataset-sha256", required=True, help="content checksum it must have")
    parser.add_argument("--digits", required=True, type=int, nargs="+", help="whose maps to show")
    parser.add_argument("--output-statistics", required=True, type=Path)
    parser.add_argument("--output-maps", required=True, type=Path)
    arguments = parser.parse_args(argv)
    dataset = read_checked_dataset(arguments.dataset_file, arguments.dataset_sha256)
    images = dataset.test_images
    start_tensorflow(seed=0)

    def open_network(run: RunSummary) -> Network:
        directory = Path(run.directory)
        spec = Spec.from_dict(read_json(directory / "spec.json"))
        weights = read_weights(directory / "weights.npz")
        outputs = open_convolutions(spec, weights, images.shape[1:])
        return Network(spec, weights[0], lambda some: Answered(*outputs(some)))

    statistics, maps = record_feature_maps(
        read_summary(arguments.summary),
        images,
        dataset.test_labels,
        arguments.digits,
        open_network,
    )
    write_feature_map_statistics(arguments.output_statistics, statistics)
    write_feature_maps(arguments.output_maps, maps)


if __name__ == "__main__":
    run_command(main)
