"""SVHN's cropped digits: two files, the official ones or others in their layout.

Y. Netzer, T. Wang, A. Coates, A. Bissacco, B. Wu and A. Ng, "Reading digits in natural images with
unsupervised feature learning", NIPS Workshop on Deep Learning and Unsupervised Feature Learning
(2011), section 3: format 2.
"""

import hashlib
import re
from dataclasses import dataclass, replace

from labbook.canonical_json import canonical_json
from labbook.data.known import KNOWN_DATASETS
from labbook.data.served_files import ServedFile, ServedFiles
from labbook.errors import LabbookError

TITLE = "SVHN"
IMAGE_SHAPE = (32, 32, 3)
TRAIN, TEST = FILE_NAMES = ("train_32x32.mat", "test_32x32.mat")


@dataclass(frozen=True)
class CroppedDigits:
    """The two files, by their SHA-256; `name` is for paths and keys, `title` for readers.

    `sizes` (bytes) and numbers of images are those of the official files, and else not known before
    the files are read.
    """

    name: str
    title: str
    train_sha256: str
    test_sha256: str
    sizes: tuple[int, int] | None = None
    n_train_total: int | None = None
    n_test: int | None = None

    @property
    def sha256(self) -> str:
        """What identifies the images made from these files."""
        files = {TRAIN: self.train_sha256, TEST: self.test_sha256}
        return hashlib.sha256(canonical_json(files).encode()).hexdigest()

    @property
    def is_official(self) -> bool:
        return self.sizes is not None

    @property
    def how_to_state(self) -> str:
        """What to do about files that are others than these."""
        if not self.is_official:
            return "replace the file, or correct its checksum under svhn in config.yaml"
        return (
            "replace the file, or give it a name and both files' checksums in config.yaml (svhn: "
            "name, train_sha256, test_sha256)"
        )

    @property
    def served(self) -> ServedFiles:
        """The official files as their address has them."""
        assert self.sizes is not None, "only the official files have an address"
        checksums = (self.train_sha256, self.test_sha256)
        return ServedFiles(
            title=self.title,
            files=[
                ServedFile(*file) for file in zip(FILE_NAMES, checksums, self.sizes, strict=True)
            ],
            otherwise=HOW_TO_GET_THEM + ".",
        )


OFFICIAL = CroppedDigits(
    name="svhn",
    title=TITLE,
    train_sha256="435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8",
    test_sha256="cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b",
    sizes=(182_040_794, 64_275_384),
    n_train_total=73_257,
    n_test=26_032,
)

HOW_TO_GET_THEM = (
    f"put {TRAIN} and {TEST} into data/svhn/, or name their folder in LABBOOK_DATA or as svhn.path "
    "in config.yaml"
)


def stated_digits(title: str, train_sha256: str, test_sha256: str) -> CroppedDigits:
    """Other files in the layout of the official ones, as a config states them.

    Raises LabbookError for a title that has no letter or digit to name a folder by, or is the name
    of a dataset that is known.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if not slug or slug in (*KNOWN_DATASETS, OFFICIAL.name):
        raise LabbookError(
            f'config.yaml: svhn.name is "{title}", which '
            f"{'is the name of other data' if slug else 'has no letter or digit'}; call the files "
            "otherwise."
        )
    digits = CroppedDigits(slug, title, train_sha256, test_sha256)
    # Other files of the same title have a place of their own.
    return replace(digits, name=f"{slug}-{digits.sha256[:8]}")


def training_identity(sha256: str) -> str:
    """What identifies the training images alone of the data that `sha256` identifies."""
    return hashlib.sha256(f"training images of {sha256}".encode()).hexdigest()
