"""The four files that MNIST is published as, with their checksums."""

from collections.abc import Mapping
from dataclasses import dataclass

from labbook.data.served_files import ServedFile, ServedFiles


@dataclass(frozen=True)
class CanonicalFile:
    """One idx file; `gz_sha256` and `gz_size` (bytes) describe it as the mirrors serve it."""

    name: str
    sha256: str
    gz_sha256: str
    gz_size: int

    @property
    def gz_name(self) -> str:
        return f"{self.name}.gz"

    @property
    def served(self) -> ServedFile:
        return ServedFile(self.gz_name, self.gz_sha256, self.gz_size)

    @property
    def accepted_names(self) -> tuple[str, ...]:
        """The names it goes by: compressed or not, and with the dot some programs put in."""
        dotted = self.name.replace("-idx", ".idx")
        return (self.gz_name, f"{dotted}.gz", self.name, dotted)


CanonicalFiles = Mapping[str, CanonicalFile]

MNIST_FILES: CanonicalFiles = {
    "train_images": CanonicalFile(
        name="train-images-idx3-ubyte",
        sha256="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        gz_sha256="440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        gz_size=9_912_422,
    ),
    "train_labels": CanonicalFile(
        name="train-labels-idx1-ubyte",
        sha256="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        gz_sha256="3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        gz_size=28_881,
    ),
    "test_images": CanonicalFile(
        name="t10k-images-idx3-ubyte",
        sha256="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        gz_sha256="8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        gz_size=1_648_877,
    ),
    "test_labels": CanonicalFile(
        name="t10k-labels-idx1-ubyte",
        sha256="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        gz_sha256="f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        gz_size=4_542,
    ),
}
"""By the array of `artifacts.dataset.Dataset` that each file holds."""


def served_by_mirrors(files: CanonicalFiles = MNIST_FILES) -> ServedFiles:
    """The files as the mirrors have them."""
    served = [file.served for file in files.values()]
    names = ", ".join(file.name for file in served)
    return ServedFiles(
        title="MNIST",
        files=served,
        otherwise=f"put {names} into data/mnist/, or their folder into LABBOOK_DATA, or set "
        "`dataset: mnist-5k` in config.yaml for the embedded 5,000 digits.",
    )
