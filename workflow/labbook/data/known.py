"""The datasets Labbook knows by name, each with the checksum of its content."""

from dataclasses import dataclass

from labbook.errors import LabbookError


@dataclass(frozen=True)
class KnownDataset:
    """`content_sha256` is that of `artifacts.dataset.content_sha256`, `training_sha256` that of the
    dataset without its test images; sizes count images; an image has `image_shape`, (height, width)
    or with channels behind.
    """

    name: str
    title: str
    content_sha256: str
    training_sha256: str
    n_train_total: int
    n_test: int
    is_subset: bool
    image_shape: tuple[int, ...] = (28, 28)


MNIST = KnownDataset(
    name="mnist",
    title="MNIST",
    content_sha256="ad6ed701136b03c0f9b0d133b957f1d5289e09c208aff105d5329631b44f9b3d",
    training_sha256="cca435437230d334e8fc82ee7236775a9e0d1e178177499fa062d3e89173f2ae",
    n_train_total=60_000,
    n_test=10_000,
    is_subset=False,
)

MNIST_5K = KnownDataset(
    name="mnist-5k",
    title="MNIST, 5,000-digit subset",
    content_sha256="f41c027d67e4b4ae4cf0b9afbc203b1a05d025d1b27e98a09070dfdca67fc277",
    training_sha256="a1465256d4f26e0198acee6c04245d4ba30dda7a7603e749deb2d4d8018a053d",
    n_train_total=4_000,
    n_test=1_000,
    is_subset=True,
)

KNOWN_DATASETS = {dataset.name: dataset for dataset in (MNIST, MNIST_5K)}


def known_dataset(name: str) -> KnownDataset:
    """The dataset of that name; raises LabbookError listing the known names."""
    try:
        return KNOWN_DATASETS[name]
    except KeyError:
        raise LabbookError(
            f"there is no dataset {name!r}; the known ones are {', '.join(KNOWN_DATASETS)}."
        ) from None
