"""Make a dataset's .npz and its manifest from the first place that has it."""

import importlib
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labbook.artifacts.dataset import Dataset, content_sha256, write_dataset
from labbook.artifacts.json_file import write_json
from labbook.command_line import NO_ROOM
from labbook.data.draft_slice import draft_slice
from labbook.data.entry import DatasetEntry, stated_entry
from labbook.data.local_files import LocalFiles, find_files
from labbook.data.own_entry import OwnFiles, own_entry
from labbook.data.prepared_images import verify_content
from labbook.errors import LabbookError


def make(
    *,
    images: Path,
    manifest: Path,
    entry: str = "",
    source: str | None = None,
    title: str | None = None,
    checksums: Sequence[str] = (),
    own: Mapping[str, Any] | None = None,
    draft: Mapping[str, Any] | None = None,
) -> None:
    """Write `images` (.npz) and `manifest` (JSON).

    `entry`: name of the module with the dataset's entry, which names its reader; `source`: the
    place of the files that the config names; `title` and `checksums`: of files that the config
    states in the place of the dataset's own; `own`: instead of all that, images of the user's, by
    the arguments of `own_entry`; `draft`: the other arguments of `draft_slice`, for a slice of all
    this. Raises LabbookError if the data is not what it should be, or
    cannot be had.
    """
    found: LocalFiles | OwnFiles | None
    if own:
        asked, found = own_entry(**own), OwnFiles.from_dict(own["files"])
    else:
        asked = importlib.import_module(entry).ENTRY
        if title:
            asked = stated_entry(asked, title, checksums)
        found = _find_or_download(asked, source) if asked.files else None
    if asked.notice:
        _warn(asked.notice)
    dataset, files = importlib.import_module(asked.reader).read(asked, found)
    origin = asked.origin
    if isinstance(found, LocalFiles):
        origin = f"{found.place}: {', '.join(files)}"
    verify_content(dataset, asked, origin)
    if draft:
        dataset = draft_slice(dataset, **draft)
    try:
        write_dataset(images, dataset)
        write_json(manifest, _manifest(asked, dataset, origin, files))
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        raise LabbookError(
            f"{error.filename or images} cannot be written: {error.strerror or error}."
        ) from None


def _find_or_download(entry: DatasetEntry, configured: str | None) -> LocalFiles:
    if found := find_files(entry, configured):
        return found
    if not entry.addresses:
        raise LabbookError(f"{entry.title} is nowhere on this machine; {entry.how_to_get}.")

    from labbook.data.download import download_files, mirrors_to_ask

    print(f"labbook: licence of {entry.title}: {entry.licence}.", file=sys.stderr)
    download_files(entry.folder, mirrors_to_ask(entry), entry)
    downloaded = find_files(entry, None, {})
    assert downloaded is not None, "download_files leaves a whole set"
    return downloaded


def _warn(notice: str) -> None:
    rule = "-" * 80
    print(rule, *textwrap.wrap(f"labbook: {notice}", 80), rule, sep="\n", file=sys.stderr)


def _manifest(
    entry: DatasetEntry, dataset: Dataset, origin: str, files: dict[str, str]
) -> dict[str, object]:
    return {
        "name": entry.name,
        "title": entry.title,
        "licence": entry.licence,
        "source": origin,
        "files": files,
        "sha256": entry.sha256,
        "content_sha256": content_sha256(dataset),
        "n_train_total": len(dataset.train_labels),
        "n_test": len(dataset.test_labels),
        "is_subset": entry.subset_of is not None,
    }
