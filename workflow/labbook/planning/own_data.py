"""What one's own images are: they are read once, in another process, and what they are is kept."""

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import read_json, write_json
from labbook.canonical_json import canonical_json
from labbook.config.model import OwnData
from labbook.data.own_entry import OwnFiles, files_of
from labbook.errors import LabbookError
from labbook.fingerprint import code_hashes
from labbook.planning.asking import ask
from labbook.versions import installed_versions

COMMAND = "labbook.commands.describe_data"
RECORD = "own_data.json"
# A file system's clock has a resolution: a file that was changed just now may change again unseen.
SETTLED_NS = 2_000_000_000


def own_files(key: str, stated: OwnData) -> OwnFiles:
    """What the config states of images under `datasets.<key>`."""
    return OwnFiles(
        key=key,
        kind=stated.kind,
        path=str(getattr(stated, stated.kind)),
        test=stated.test,
        size=(stated.size[0], stated.size[1]) if stated.size else None,
        color=stated.color,
        classes=tuple(stated.classes or ()),
        test_fraction=stated.test_fraction,
        test_seed=stated.test_seed,
    )


def own_arguments(
    asked: dict[str, OwnData], results: Path, keeps: bool
) -> dict[str, dict[str, Any]]:
    """By key, the arguments of `own_entry` for one's own images.

    Files with the size, times and inode of last time are taken for the same, as git does; then
    nothing is read. `results`: folder of the prepared data, where what is found is written down if
    this build `keeps` it. Raises LabbookError for the first images that cannot be trained on.
    """
    if not asked:
        return {}
    files = {key: own_files(key, stated) for key, stated in asked.items()}
    signs = {key: _signature(own) for key, own in files.items()}
    reader = {
        **code_hashes(COMMAND),
        **installed_versions(("numpy", "pillow")),
    }
    record = results / RECORD
    known = _known(record, reader)
    new = [key for key, (sign, _) in signs.items() if sign not in known]
    if new:
        answers = ask(COMMAND, [files[key].to_dict() for key in new], "NumPy")
        for key, answer in zip(new, answers, strict=True):
            if isinstance(answer, str):
                raise LabbookError(answer)
            known[signs[key][0]] = answer
        if keeps:
            settled = {sign for sign, is_settled in signs.values() if is_settled}
            _write(record, {"reader": reader, "known": {sign: known[sign] for sign in settled}})
    return {
        key: {
            "files": own.to_dict(),
            "title": asked[key].title or key.replace("_", " "),
            "noun": asked[key].noun,
            "licence": asked[key].licence or "",
            "description": known[signs[key][0]],
        }
        for key, own in files.items()
    }


def _signature(own: OwnFiles) -> tuple[str, bool]:
    """Tells the files and how they are read from all others; and whether they are settled."""
    newest = 0
    digest = hashlib.sha256(canonical_json(own.to_dict()).encode())
    for path in files_of(own):
        try:
            status = os.stat(path)
        except OSError as error:
            raise own.refusal(f"but it cannot be read: {error.strerror}.", path) from None
        times = (status.st_mtime_ns, status.st_ctime_ns)
        newest = max(newest, *times)
        digest.update(os.fsencode(path))
        digest.update(f" {status.st_size} {times} {status.st_ino}\n".encode())
    return digest.hexdigest(), newest < time.time_ns() - SETTLED_NS


def _known(record: Path, reader: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What was found before, by this reader; nothing if that cannot be read."""
    try:
        found = read_json(record)
        return dict(found["known"]) if found["reader"] == reader else {}
    except (OSError, LabbookError, ValueError, KeyError, TypeError):
        return {}


def _write(record: Path, content: dict[str, Any]) -> None:
    try:
        write_json(record, content)
    except OSError:
        # The next build reads the images again.
        return
