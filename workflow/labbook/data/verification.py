"""A dataset is what its name promises, or it is refused."""

from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.known import KnownDataset
from labbook.errors import LabbookError


def verify_content(dataset: Dataset, known: KnownDataset, origin: str) -> None:
    """Raises LabbookError with both checksums if `dataset`, from `origin`, is not `known`."""
    found = content_sha256(dataset)
    if found != known.content_sha256:
        raise LabbookError(
            f"the images and labels from {origin} are not {known.name}: their SHA-256 is {found}, "
            f"expected is {known.content_sha256}."
        )
