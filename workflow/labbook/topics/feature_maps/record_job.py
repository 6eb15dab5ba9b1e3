"""Record what the filters of a convolutional network answer: of its runs, for some test images."""

from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import RunSummary, read_summary
from labbook.artifacts.weights import read_weights
from labbook.topics.feature_maps.convolution_outputs import open_convolutions
from labbook.topics.feature_maps.maps_file import write_feature_maps
from labbook.topics.feature_maps.record_feature_maps import Answered, Network, record_feature_maps
from labbook.topics.feature_maps.statistics_file import write_feature_map_statistics
from labbook.training.tensorflow_process import start_tensorflow


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
