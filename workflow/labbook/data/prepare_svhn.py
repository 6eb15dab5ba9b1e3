"""SVHN, or other files in its layout, from the first source that has them."""

import sys
from pathlib import Path

from labbook.artifacts.dataset import content_sha256, write_dataset
from labbook.artifacts.json_file import write_json
from labbook.data.cropped_digits import HOW_TO_GET_THEM, OFFICIAL, CroppedDigits, stated_digits
from labbook.data.cropped_digits_source import (
    DOWNLOAD_FOLDER,
    CroppedDigitsSource,
    find_cropped_digits,
)
from labbook.data.mat_files import read_mat_files
from labbook.errors import LabbookError


def prepare(
    *,
    images: Path,
    manifest: Path,
    source: str | None = None,
    title: str | None = None,
    train_sha256: str = "",
    test_sha256: str = "",
) -> None:
    """Write both files.

    `source`: folder named in config.yaml; `title` and checksums: of files that are not the official
    ones. Raises LabbookError if the data are not what they should be.
    """
    digits = stated_digits(title, train_sha256, test_sha256) if title else OFFICIAL
    found = find_cropped_digits(source) or _download(digits)
    dataset, files = read_mat_files(found.folder, digits)
    write_dataset(images, dataset)
    write_json(
        manifest,
        {
            "name": digits.name,
            "title": digits.title,
            "source": f"{found.place}: {', '.join(files)}",
            "files": files,
            "sha256": digits.sha256,
            "content_sha256": content_sha256(dataset),
            "n_train_total": len(dataset.train_labels),
            "n_test": len(dataset.test_labels),
        },
    )


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
