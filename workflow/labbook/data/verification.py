"""A dataset is what its name promises, or it is refused."""

from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.entry import DatasetEntry
from labbook.errors import LabbookError


def verify_content(dataset: Dataset, entry: DatasetEntry, origin: str) -> None:
    """Raises LabbookError with both checksums if `dataset`, from `origin`, is not `entry`'s.

    A dataset that its files identify is as right as they are.
    """
    found = content_sha256(dataset)
    if entry.content_sha256 is not None and found != entry.content_sha256:
        raise LabbookError(
            f"the images and labels from {origin} are not {entry.name}: their SHA-256 is {found}, "
            f"expected is {entry.content_sha256}."
        )
