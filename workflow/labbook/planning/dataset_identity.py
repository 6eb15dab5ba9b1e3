"""Which images an experiment uses, as far as it is known before they are read."""

from dataclasses import dataclass, replace

from labbook.data.cropped_digits import IMAGE_SHAPE, TITLE, CroppedDigits, training_identity
from labbook.data.known import KnownDataset


@dataclass(frozen=True)
class DatasetIdentity:
    """`sha256` identifies the images: their content, or the files that they are made from;
    `training_sha256` those without the test images. `image_shape`: (height, width), or with
    channels behind. Numbers of images are None where they are not known yet.

    `in_place`: the name of the data that an experiment asks for and that these are not.
    `is_fallback`: because those could not be had, and not because the config says so.
    """

    name: str
    sha256: str
    training_sha256: str = ""
    image_shape: tuple[int, ...] = (28, 28)
    title: str = ""
    n_train_total: int | None = None
    n_test: int | None = None
    is_subset: bool = False
    in_place: str | None = None
    is_fallback: bool = False

    @property
    def training(self) -> "DatasetIdentity":
        """What a search's trials are given."""
        return replace(self, name=f"{self.name}-training", sha256=self.training_sha256)

    def in_place_of(self, title: str) -> "DatasetIdentity":
        """The same images where the data called `title` could not be had."""
        return replace(self, in_place=title, is_fallback=True)


def known_identity(known: KnownDataset) -> DatasetIdentity:
    """Of a dataset that is known by its content."""
    return DatasetIdentity(
        name=known.name,
        sha256=known.content_sha256,
        training_sha256=known.training_sha256,
        image_shape=known.image_shape,
        title=known.title,
        n_train_total=known.n_train_total,
        n_test=known.n_test,
        is_subset=known.is_subset,
    )


def cropped_identity(digits: CroppedDigits) -> DatasetIdentity:
    """Of SVHN, or of other files in its layout, which the report calls by their own name."""
    return DatasetIdentity(
        name=digits.name,
        sha256=digits.sha256,
        training_sha256=training_identity(digits.sha256),
        image_shape=IMAGE_SHAPE,
        title=digits.title,
        n_train_total=digits.n_train_total,
        n_test=digits.n_test,
        in_place=None if digits.is_official else TITLE,
    )
