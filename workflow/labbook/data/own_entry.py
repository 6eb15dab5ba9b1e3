"""Images of the user's own, as config.yaml states them, and the entry that they have."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from labbook.data.entry import DatasetEntry, DatasetFile
from labbook.errors import LabbookError

READER = "labbook.data.own_files"
KINDS = ("npz", "idx", "folder", "csv")
# More are no images to be trained on here, and would fill the memory.
MOST_FILES = 1_000_000
# Of an image, in pixels.
LONGEST_SIDE = 1_000
# Labels are kept in a byte.
MOST_CLASSES = 256

NO_FOLDER = "which is no folder here; put it there, or correct the path."

# Of idx files, called as MNIST's are; those of test images may be missing.
IDX_NAMES = {
    part: tuple(
        DatasetFile(f"{part}-{kind}-ubyte.gz", "", None, "").accepted_names
        for kind in ("images-idx3", "labels-idx1")
    )
    for part in ("train", "t10k")
}


@dataclass(frozen=True)
class OwnFiles:
    """Where one's own images are, and how they are to be read.

    key: what the config calls them; kind: one of KINDS; path: the file, or the folder; test: of
    kinds folder and csv, where the test images are. size: (height, width), None as they are. color:
    None for what the images are. classes: names, () for those that the files give. test_fraction:
    how much of each class becomes a test image, None if there are test images; test_seed: which.
    """

    key: str
    kind: str
    path: str
    test: str | None = None
    size: tuple[int, int] | None = None
    color: bool | None = None
    classes: tuple[str, ...] = ()
    test_fraction: float | None = None
    test_seed: int = 0

    @staticmethod
    def from_dict(value: Mapping[str, Any]) -> "OwnFiles":
        """From values of JSON, as `to_dict` gives them."""
        size = value.get("size")
        lists = {"size": tuple(size) if size else None, "classes": tuple(value.get("classes", ()))}
        return OwnFiles(**{**value, **lists})

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what is not set is left out."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value not in (None, ())
        }

    def says(self, key: str) -> str:
        """Beginning of a sentence about a key of these images in the config."""
        return f"config.yaml: datasets.{self.key}.{key}"

    def refusal(self, problem: str, where: str | Path | None = None) -> LabbookError:
        """The error for what is wrong with `where`, a file of theirs, or with all of them."""
        return LabbookError(f"{self.says(self.kind)} is {where or self.path}, {problem}")


def own_entry(
    files: Mapping[str, Any], title: str, noun: str, licence: str, description: Mapping[str, Any]
) -> DatasetEntry:
    """The entry of one's own images: others under the same key get another name and folder.

    `files`: of an OwnFiles, and `description`: of fields of the entry, as plain values.
    """
    lists = {name: tuple(description[name]) for name in ("image_shape", "classes")}
    return DatasetEntry(
        name=f"{files['key']}-{description['content_sha256'][:8]}",
        title=title,
        licence=licence,
        reader=READER,
        noun=noun,
        origin=" and ".join(files[name] for name in ("path", "test") if name in files),
        **{**description, **lists},
    )


def files_of(own: OwnFiles) -> Iterator[Path]:
    """The files that the images are read from. Raises LabbookError if there are none, or too many.

    Links to folders are not followed.
    """
    for path in map(Path, filter(None, (own.path, own.test))):
        if own.kind == "idx":
            yield from idx_files(own).values()
        elif own.kind == "folder":
            yield from _below(path, own)
        elif path.is_file():
            yield path
        else:
            raise own.refusal("which is no file here; put it there, or correct the path.", path)


def _below(folder: Path, own: OwnFiles) -> Iterator[Path]:
    if not folder.is_dir():
        raise own.refusal(NO_FOLDER, folder)
    count = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        count += len(names) + len(folders)
        if count > MOST_FILES:
            raise own.refusal(f"which holds more than {MOST_FILES:,} files.", folder)
        yield from (Path(place, name) for name in sorted(names))


def idx_files(own: OwnFiles) -> dict[str, Path]:
    """Images and labels by array, `train_images`, …; the test images may be missing.

    Raises LabbookError naming the first file that has to be there and is not.
    """
    if not Path(own.path).is_dir():
        raise own.refusal(NO_FOLDER)
    found: dict[str, Path] = {}
    for part, ours in (("train", "train"), ("t10k", "test")):
        paths = {
            f"{ours}_{array}": _first(Path(own.path), names)
            for array, names in zip(("images", "labels"), IDX_NAMES[part], strict=True)
        }
        if part == "train" or any(paths.values()):
            for (array, path), names in zip(paths.items(), IDX_NAMES[part], strict=True):
                if path is None:
                    raise own.refusal(f"which holds no {names[2]} (nor {names[0]}); add it.")
                found[array] = path
    return found


def _first(folder: Path, names: Sequence[str]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)
