"""The stages that prepare data, and where their files are."""

from labbook.freshness.stage import PREPARE_DATA, WITHHOLD_TEST, Stage
from labbook.planning.dataset_identity import DatasetIdentity


def dataset_file(dataset: str) -> str:
    return PREPARE_DATA.outputs[0].format(dataset=dataset)


def training_file(dataset: str) -> str:
    """The same without the test images."""
    return WITHHOLD_TEST.outputs[0].format(dataset=dataset)


def prepare_data(dataset: DatasetIdentity) -> Stage:
    output, manifest = (pattern.format(dataset=dataset.name) for pattern in PREPARE_DATA.outputs)
    keywords = {**dataset.preparation.keywords, "output": output, "manifest": manifest}
    arguments = [
        argument
        for key, value in keywords.items()
        for argument in (f"--{key}", *(value if isinstance(value, list) else [value]))
    ]
    return Stage(
        PREPARE_DATA,
        {"dataset": dataset.name},
        tuple(arguments),
        modules=dataset.preparation.modules,
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
