"""The archive: what it holds, its manifest, and how it is written."""

import bz2
import hashlib
import io
import os
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from labbook.artifacts.atomic import write_bytes
from labbook.artifacts.json_file import json_text
from labbook.artifacts.typed_json import plain
from labbook.errors import LabbookError
from labbook.hand_in.plans import HandInPlan
from labbook.hand_in.source_files import SourceFiles

# At noon it is the same day nearly everywhere. Zip files cannot hold a day before 1980.
FIXED_TIME = 315_576_000  # 1980-01-01T12:00:00Z


@dataclass(frozen=True)
class Member:
    """One file of an archive."""

    content: bytes
    executable: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def write_archive(path: Path, folder: str, members: Mapping[str, Member]) -> None:
    """Write `members`, by their path in the archive with `/`, under the top folder `folder`.

    Order, owners, modes and times do not come from the file system. The time is the environment
    variable SOURCE_DATE_EPOCH (seconds since 1970) if it is set. The file appears whole or not at
    all. Raises LabbookError if the file cannot be written or does not read back as `members`.
    """
    buffer = io.BytesIO()
    time = _modification_time()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(members):
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(members[name].content)
            info.mode = 0o755 if members[name].executable else 0o644
            info.mtime = time
            archive.addfile(info, io.BytesIO(members[name].content))
    try:
        write_bytes(path, bz2.compress(buffer.getvalue(), compresslevel=9))
    except OSError as error:
        raise LabbookError(f"{path} cannot be written: {error.strerror}.") from None
    expected = {f"{folder}/{name}": member.sha256 for name, member in members.items()}
    if read_checksums(path) != expected:
        path.unlink()
        raise LabbookError(f"{path} did not read back as written; check the disk and try again.")


def read_checksums(path: Path) -> dict[str, str]:
    """SHA-256 of each file in an archive, by its path there with the top folder.

    Raises LabbookError if the archive cannot be read.
    """
    checksums = {}
    try:
        with tarfile.open(path, mode="r:bz2") as archive:
            for info in archive:
                file = archive.extractfile(info)
                if file is not None:
                    checksums[info.name] = hashlib.sha256(file.read()).hexdigest()
    except (OSError, EOFError, tarfile.TarError) as error:
        raise LabbookError(f"{path} cannot be read as a .tar.bz2 archive: {error}.") from None
    return checksums


def _modification_time() -> int:
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return FIXED_TIME
    if not (text.isascii() and text.isdigit()):
        raise LabbookError(
            f"SOURCE_DATE_EPOCH is {text!r}; it must be a whole number of seconds since 1970."
        )
    return int(text)


# The hand-in writes these names at the top of the archive. Files of the project with such a name
# are left out: an unpacked archive has them already, from the earlier hand-in.
CONFIG, MANIFEST, *_ = OWN_NAMES = (
    "config.yaml",
    "manifest.json",
    "report.pdf",
    "supplement.pdf",
    "notebook.ipynb",
    "metrics.csv",
    "tables",
)


def collect_contents(
    plan: HandInPlan, code: SourceFiles, config: Path, named: Iterable[str] = ()
) -> dict[str, Member]:
    """All files of the archive, by their path in it.

    They are: what the lab's stages hand in (the report, its tables, a notebook); the `config` in
    use; the files that it names (`named`), from its folder or from the project; the project's own
    files (`code`); and the manifest. Raises LabbookError naming a file that cannot be read, or one
    that the config gives the name of another.
    """
    files = {CONFIG: config, **{name: Path(file) for name, file in plan.made.handed_in.items()}}
    members = {name: Member(_read(path)) for name, path in files.items()}
    for name in (PurePosixPath(name).as_posix() for name in named):
        if name in files or name == MANIFEST:
            raise LabbookError(
                f"{config} names {name}, and so is a file called that the hand-in makes; call it "
                "otherwise."
            )
        beside = config.parent / name
        members[name] = Member(_read(beside if beside.is_file() else code.root / name))
    for path in code.paths:
        if path not in members:
            executable = bool((code.root / path).stat().st_mode & 0o100)
            members[path] = Member(_read(code.root / path), executable)
    manifest = {
        "files": {name: member.sha256 for name, member in members.items()},
        "runs": [
            {"experiment": run.experiment, "name": run.name, "key": run.key}
            | ({"failed": True} if run.key in plan.failed else {})
            for run in [*plan.trials, *plan.runs]
        ],
        "dataset": plain(plan.words.dataset),
        "code": code.commit,
        "modified": code.modified,
    }
    members[MANIFEST] = Member(json_text(manifest).encode())
    return members


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
