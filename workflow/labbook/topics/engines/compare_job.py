"""Train the first steps of an experiment's from-scratch runs again with Keras, and compare."""

from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.spec import Spec
from labbook.topics.engines.compare_engines import compare_engines
from labbook.topics.engines.comparison_file import write_engine_comparisons
from labbook.training.tensorflow_process import start_tensorflow


def make(*, plan: Path, dataset_file: Path, dataset_sha256: str, engines: Path) -> None:
    """Write one comparison for each configuration, with the first of its seeds."""
    planned = read_experiment_plan(plan)
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    start_tensorflow(seed=0)
    found = []
    for configuration in planned["configurations"]:
        first = configuration["runs"][0]
        spec = Spec.from_dict({**configuration["settings"], "seed": first["seed"]})
        found.append(compare_engines(configuration["name"], first["key"], spec, dataset))
    write_engine_comparisons(engines, planned["experiment"], found)
