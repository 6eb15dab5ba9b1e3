"""Where a benchmark gets its images from: never over the network."""

from pathlib import Path

from labbook.data.local_files import find_files
from labbook.data.registry import entry_module, find_dataset
from labbook.errors import LabbookError
from labbook.jobs import prepare_data


def dataset_file(name: str, given: Path | None, directory: Path) -> Path:
    """The file `given`, else what a build left, else one made in `directory` from LABBOOK_DATA.

    Raises LabbookError if full MNIST is asked for and this machine does not have it.
    """
    if given is not None:
        if not given.is_file():
            raise LabbookError(f"There is no file {given}.")
        return given
    built = Path(f"results/data/{name}/{name}.npz")
    if built.is_file():
        return built
    entry = find_dataset(name)
    if entry.files and find_files(entry, None) is None:
        raise LabbookError(
            f"{entry.title} is not on this machine; name its folder in LABBOOK_DATA, or a file "
            "that a build has made with --dataset-file."
        )
    made = directory / f"{name}.npz"
    prepare_data.make(entry=entry_module(name), images=made, manifest=directory / "manifest.json")
    return made
