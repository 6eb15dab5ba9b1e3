"""The stages that prepare data, and where their files are."""

from collections.abc import Sequence

from labbook.freshness.stage import PREPARE_DATA, PREPARE_SVHN, WITHHOLD_TEST, Stage
from labbook.planning.dataset_identity import DatasetIdentity


def dataset_file(dataset: str) -> str:
    return PREPARE_DATA.outputs[0].format(dataset=dataset)


def training_file(dataset: str) -> str:
    """The same without the test images."""
    return WITHHOLD_TEST.outputs[0].format(dataset=dataset)


def prepare_data(dataset: str, source: str | None) -> Stage:
    output, manifest = (pattern.format(dataset=dataset) for pattern in PREPARE_DATA.outputs)
    arguments = ["--dataset", dataset, "--output", output, "--manifest", manifest]
    return Stage(
        PREPARE_DATA,
        {"dataset": dataset},
        (*arguments, *(["--source", source] if source else [])),
    )


def prepare_svhn(name: str, options: Sequence[str]) -> Stage:
    output, manifest = (pattern.format(dataset=name) for pattern in PREPARE_SVHN.outputs)
    return Stage(
        PREPARE_SVHN,
        {"dataset": name},
        (*options, "--output", output, "--manifest", manifest),
    )


def withhold_test(dataset: DatasetIdentity) -> Stage:
    whole, training = dataset_file(dataset.name), training_file(dataset.name)
    arguments = ("--dataset-file", whole, "--training-sha256", dataset.training.sha256)
    return Stage(
        WITHHOLD_TEST, {"dataset": dataset.name}, (*arguments, "--output", training), (whole,)
    )


def data_arguments(dataset: DatasetIdentity) -> tuple[str, ...]:
    """As with a run, the data count by their content, and need not be there once it is made."""
    file = dataset_file(dataset.name)
    return ("--dataset-file", file, "--dataset-sha256", dataset.sha256)
