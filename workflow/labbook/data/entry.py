"""An entry of the registry: all that Labbook knows of a dataset before it reads an image."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labbook.canonical_json import canonical_json
from labbook.errors import LabbookError


def files_sha256(checksums: Mapping[str, str]) -> str:
    """Identifies the images that are made from files; `checksums`: SHA-256 by name of a file."""
    return hashlib.sha256(canonical_json(dict(checksums)).encode()).hexdigest()


def training_identity(sha256: str) -> str:
    """Identifies the training images alone of the files that `sha256` identifies."""
    return hashlib.sha256(f"training images of {sha256}".encode()).hexdigest()


DIGITS = tuple("0123456789")


@dataclass(frozen=True)
class DatasetFile:
    """A file as its addresses serve it: `sha256` and `size` (bytes) are of the served bytes.

    A file with an `unpacked_sha256` is served packed (gzip) and accepted unpacked, too. `size` is
    None where the config states the file and nobody serves it.
    """

    name: str
    sha256: str
    size: int | None = None
    unpacked_sha256: str | None = None

    @property
    def accepted_names(self) -> tuple[str, ...]:
        """The names it goes by: packed or not, and with the dot that some programs put in."""
        if self.unpacked_sha256 is None:
            return (self.name,)
        unpacked = self.name.removesuffix(".gz")
        dotted = unpacked.replace("-idx", ".idx")
        return (f"{unpacked}.gz", f"{dotted}.gz", unpacked, dotted)


@dataclass(frozen=True)
class DatasetEntry:
    """One dataset.

    name: what a config calls it, and its name in paths and keys; title: what a report calls it.
    image_shape: (height, width) of an image, or (height, width, 3) in color.
    licence: the terms on which its authors give it away.
    reader: name of the module that reads it, with a function
        `read(entry: DatasetEntry, found: LocalFiles | None) -> tuple[Dataset, dict[str, str]]`
        that returns the images and the SHA-256 of each file by name. It is text, so that whoever
        looks at entries imports no reader and no library of a reader.
    classes: names of the classes, in the order of the labels; noun: what one of them is called.
    n_train_total, n_test: numbers of images; None where they are not known before reading.
    content_sha256: checksum of all images and labels (`artifacts.dataset.content_sha256`);
        content_training_sha256: the same without the test images. Without these two, the files
        identify the dataset.
    files: what has to be there; empty for a dataset that a library embeds. addresses: where they
        can be downloaded; addresses_variable: environment variable that names other addresses.
    archive: an .npz file of Keras that serves instead of the files; its cache may hold it.
    folders_of_others: where other libraries put the files, below a folder that the user names.
    config_key: key of config.yaml that names the folder of the files.
    origin: for the manifest, where an embedded dataset comes from.
    keras_name: module of `keras.datasets` that loads it (or all of what it is a part of).
    subset_of: name of the dataset that it is a part of; notice: what a user is told about that.
    stand_in: name of the dataset to take where the files cannot be had; None for the config's own.
    in_layout_of: the dataset whose layout these files have, where a config states them.
    otherwise: what a user without a network can do instead, for an error.
    advice: for a report, how to get the files; words in `backquotes` are set as code.
    """

    name: str
    title: str
    image_shape: tuple[int, ...]
    licence: str
    reader: str
    classes: tuple[str, ...] = DIGITS
    noun: str = "digit"
    n_train_total: int | None = None
    n_test: int | None = None
    content_sha256: str | None = None
    content_training_sha256: str | None = None
    files: tuple[DatasetFile, ...] = ()
    addresses: tuple[str, ...] = ()
    addresses_variable: str | None = None
    archive: DatasetFile | None = None
    folders_of_others: tuple[str, ...] = ()
    config_key: str | None = None
    origin: str = ""
    keras_name: str | None = None
    subset_of: str | None = None
    notice: str | None = None
    stand_in: str | None = None
    in_layout_of: "DatasetEntry | None" = None
    otherwise: str = ""
    advice: str = ""

    @property
    def sha256(self) -> str:
        """What identifies its images: their content, or else the files they are made from."""
        return self.content_sha256 or files_sha256({file.name: file.sha256 for file in self.files})

    @property
    def training_sha256(self) -> str:
        """What identifies its training images alone."""
        return self.content_training_sha256 or training_identity(self.sha256)

    @property
    def folder(self) -> Path:
        """Where its files are looked for, and where a download puts them."""
        return Path("data") / (self.in_layout_of or self).name

    @property
    def config_section(self) -> str:
        """The section of config.yaml that may state other files in its layout, or ""."""
        return (self.config_key or "").rpartition(".")[0]

    @property
    def how_to_get(self) -> str:
        """What a user without the files can do, as the second half of a sentence."""
        *names, last = (file.name for file in self.files)
        listed = f"{', '.join(names)} and {last}" if names else last
        key = f" or as {self.config_key} in config.yaml" if self.config_key else ""
        more = f", {self.otherwise}" if self.otherwise else ""
        whose = "their" if names else "its"
        folder = f"{self.folder.as_posix()}/"
        return f"put {listed} into {folder}, or name {whose} folder in LABBOOK_DATA{key}{more}"

    @property
    def what_to_do_about_other_files(self) -> str:
        """What a user can do about a file that is not the expected one."""
        if not self.config_section:
            return "replace the file or remove it"
        if self.in_layout_of:
            section = f"{self.config_section} in config.yaml"
            return f"replace the file, or correct its checksum under {section}"
        return (
            "replace the file, or give it a name and both files' checksums in config.yaml "
            f"({self.config_section}: name, train_sha256, test_sha256)"
        )


def stated_entry(
    entry: DatasetEntry, title: str, checksums: Sequence[str], taken: Collection[str] = ()
) -> DatasetEntry:
    """The entry for files called `title`, in the layout of `entry`.

    `checksums`: SHA-256 of each file, in the order of the entry's files; `taken`: names of other
    data. Raises LabbookError for a title that has no letter or digit to name a folder by, or that
    is one of these names.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if not slug or slug in taken:
        raise LabbookError(
            f'config.yaml: {entry.config_section}.name is "{title}", which '
            f"{'is the name of other data' if slug else 'has no letter or digit'}; call the files "
            "otherwise."
        )
    stated = replace(
        entry,
        title=title,
        files=tuple(
            DatasetFile(file.name, sha256)
            for file, sha256 in zip(entry.files, checksums, strict=True)
        ),
        addresses=(),
        n_train_total=None,
        n_test=None,
        content_sha256=None,
        content_training_sha256=None,
        in_layout_of=entry,
    )
    # Other files with the same title get another folder.
    return replace(stated, name=f"{slug}-{stated.sha256[:8]}")
