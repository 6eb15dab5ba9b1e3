"""Make a dataset's file without its test images, for the trials of a search."""

from pathlib import Path

from labbook.artifacts.dataset import read_dataset, write_dataset
from labbook.data.prepared_images import training_part
from labbook.errors import LabbookError


def make(*, whole: Path, training: Path, training_sha256: str) -> None:
    """Write `training`; raises LabbookError if its content has another checksum than it should."""
    dataset = training_part(read_dataset(whole))
    found = dataset.sha256
    if found != training_sha256:
        raise LabbookError(
            f"the training images of {whole} have the checksum {found} instead of "
            f"{training_sha256}; delete the file and build again."
        )
    write_dataset(training, dataset)
