"""Where a copy of MNIST may lie on this machine, in the order they are tried."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labbook.data.canonical_files import MNIST_FILES
from labbook.errors import LabbookError

CONFIG_KEY = "dataset_path"
VARIABLE = "LABBOOK_DATA"
DOWNLOAD_FOLDER = Path("data/mnist")
UNFINISHED_DOWNLOAD = ".download"
"""A file in the download folder while not all of the four files are there."""

ARCHIVE = "mnist.npz"
SUBFOLDER = "mnist"


@dataclass(frozen=True)
class Source:
    """A copy of MNIST: its four idx files by array of `Dataset`, or Keras's archive alone.

    `place` says in the user's words where it was found, without a path of this machine.
    """

    place: str
    idx_files: Mapping[str, Path]
    archive: Path | None = None

    @property
    def path(self) -> Path:
        """The folder of the idx files, or the archive."""
        return self.archive or next(iter(self.idx_files.values())).parent


def find_source(
    configured: str | None, environment: Mapping[str, str] = os.environ
) -> Source | None:
    """The first local copy: `configured`, LABBOOK_DATA, data/mnist, then Keras's cache.

    Only looks at names, so it takes no time; whoever reads the files checks their bytes.
    Raises LabbookError if a path that the user set does not exist, if the configured one holds no
    MNIST, or if a folder holds some of the four files but not all.
    """
    if configured:
        named = f"`{CONFIG_KEY}` in config.yaml"
        path = _existing(configured, named)
        source = _look_into(path, named)
        if source is None:
            raise LabbookError(
                f"{named} names {configured}, which holds no MNIST: neither "
                f"{', '.join(file.gz_name for file in MNIST_FILES.values())} nor {ARCHIVE}."
            )
        return source
    if variable := environment.get(VARIABLE):
        source = _look_into(_existing(variable, VARIABLE), VARIABLE)
        if source is not None:
            return source
    return _look_into(DOWNLOAD_FOLDER, f"{DOWNLOAD_FOLDER.as_posix()}/") or _look_into(
        _keras_cache(environment), "Keras's cache"
    )


def _existing(name: str, named: str) -> Path:
    path = Path(name).expanduser()
    if not os.path.exists(path):
        raise LabbookError(f"{named} names {name}, which does not exist.")
    return path


def _keras_cache(environment: Mapping[str, str]) -> Path:
    home = environment.get("KERAS_HOME") or "~/.keras"
    return Path(os.path.expanduser(home)) / "datasets" / ARCHIVE


def _look_into(path: Path, place: str) -> Source | None:
    if os.path.isfile(path):
        if path.suffix == ".npz":
            return Source(place, {}, path)
        raise LabbookError(
            f"{place} names the file {path}, which is no .npz file; name the folder of idx files."
        )
    for folder in (path, path / SUBFOLDER):
        if idx_files := _idx_files_in(folder):
            return Source(place, idx_files)
        if os.path.isfile(folder / ARCHIVE):
            return Source(place, {}, folder / ARCHIVE)
    return None


def _idx_files_in(folder: Path) -> dict[str, Path]:
    """All four files of `folder` by array name, or none of them."""
    found: dict[str, Path] = {}
    for array_name, file in MNIST_FILES.items():
        candidates = (folder / name for name in file.accepted_names)
        path = next((path for path in candidates if os.path.isfile(path)), None)
        if path is not None:
            found[array_name] = path
    if len(found) == len(MNIST_FILES):
        return found
    if found and not os.path.isfile(folder / UNFINISHED_DOWNLOAD):
        missing = [file.gz_name for name, file in MNIST_FILES.items() if name not in found]
        raise LabbookError(
            f"{folder} holds {len(found)} of the four MNIST files; {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing: add, or remove the others."
        )
    return {}
