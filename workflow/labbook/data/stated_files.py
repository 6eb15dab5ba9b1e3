"""Other files in the layout of a dataset, which a config states by their checksums."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from labbook.data.entry import DatasetEntry, DatasetFile
from labbook.errors import LabbookError


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
