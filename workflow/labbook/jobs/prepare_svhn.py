"""Make the .npz and the manifest of SVHN, or of other files in its layout."""

import argparse
import sys
from pathlib import Path

from labbook.artifacts.dataset import content_sha256, write_dataset
from labbook.artifacts.json_file import write_json
from labbook.command_line import NO_ROOM, run_command
from labbook.data.cropped_digits import HOW_TO_GET_THEM, OFFICIAL, CroppedDigits, stated_digits
from labbook.data.cropped_digits_source import (
    DOWNLOAD_FOLDER,
    CroppedDigitsSource,
    find_cropped_digits,
)
from labbook.data.mat_files import read_mat_files
from labbook.errors import LabbookError


def main(argv: list[str] | None = None) -> None:
    """Write --output and --manifest; raises LabbookError if the data is not what it should be."""
    parser = argparse.ArgumentParser(prog="prepare_svhn", description=__doc__)
    parser.add_argument("--source", help="folder named in config.yaml")
    parser.add_argument("--title", help="of files that are not the official ones")
    parser.add_argument("--train-sha256", help="of their train_32x32.mat")
    parser.add_argument("--test-sha256", help="of their test_32x32.mat")
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--manifest", required=True, type=Path)
    arguments = parser.parse_args(argv)

    digits = OFFICIAL
    if arguments.title:
        digits = stated_digits(arguments.title, arguments.train_sha256, arguments.test_sha256)
    source = find_cropped_digits(arguments.source) or _download(digits)
    dataset, files = read_mat_files(source.folder, digits)
    manifest = {
        "name": digits.name,
        "title": digits.title,
        "source": f"{source.place}: {', '.join(files)}",
        "files": files,
        "sha256": digits.sha256,
        "content_sha256": content_sha256(dataset),
        "n_train_total": len(dataset.train_labels),
        "n_test": len(dataset.test_labels),
    }
    try:
        write_dataset(arguments.output, dataset)
        write_json(arguments.manifest, manifest)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        raise LabbookError(
            f"{error.filename or arguments.output} cannot be written: {error.strerror or error}."
        ) from None


def _download(digits: CroppedDigits) -> CroppedDigitsSource:
    if not digits.is_official:
        raise LabbookError(f"{digits.title} is nowhere on this machine; {HOW_TO_GET_THEM}.")

    from labbook.data.download import download_files
    from labbook.data.mirrors import svhn_mirrors_to_ask

    print("labbook: SVHN is for non-commercial use.", file=sys.stderr)
    download_files(DOWNLOAD_FOLDER, svhn_mirrors_to_ask(), digits.served)
    downloaded = find_cropped_digits(None, {})
    assert downloaded is not None, "download_files leaves a whole set"
    return downloaded


if __name__ == "__main__":
    run_command(main)
