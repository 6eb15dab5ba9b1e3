"""Where a benchmark gets its images from: never over the network."""

from pathlib import Path

from labbook.data.known import MNIST_5K
from labbook.data.sources import find_source
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
    if name != MNIST_5K.name and find_source(None) is None:
        raise LabbookError(
            "Full MNIST is not on this machine; name its folder in LABBOOK_DATA, or a file that a "
            "build has made with --dataset-file."
        )
    made = directory / f"{name}.npz"
    prepare_data.main(
        ["--dataset", name, "--output", str(made), "--manifest", str(directory / "manifest.json")]
    )
    return made
