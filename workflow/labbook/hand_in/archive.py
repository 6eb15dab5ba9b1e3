"""The archive: which files it holds, its manifest, and how it is written."""

import bz2
import hashlib
import io
import os
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.atomic import write_bytes
from labbook.artifacts.json_file import json_text
from labbook.artifacts.typed_json import plain
from labbook.errors import LabbookError
from labbook.hand_in.plans import HandInPlan

# Excluded at the top of the repository: outputs of a build, environments, private files.
EXCLUDED_AT_TOP = frozenset(
    {"results", "data", "env", "venv", ".venv", ".git", ".snakemake", ".env", ".idea", ".vscode"}
    | {"build", "dist", "node_modules", ".cache", ".tox", ".nox"}
)
EXCLUDED_ANYWHERE = frozenset(
    {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}
    | {".ipynb_checkpoints", ".DS_Store", "Thumbs.db"}
)
EXCLUDED_SUFFIXES = (".pyc", ".pyo", ".partial", ".swp", "~", ".egg-info", ".tar.bz2")


@dataclass(frozen=True)
class SourceFiles:
    """The files to hand in: `paths` relative to the repository, with `/`, sorted.

    `commit` is None without git. `modified` is True if the files differ from the commit, or if
    there is no commit. A changed config does not count, as the archive has the one in use.
    """

    paths: list[str]
    commit: str | None
    modified: bool


def find_source_files(source: Path, leave_out: frozenset[str] = frozenset()) -> SourceFiles:
    """The files of the repository `source`, without results, data, environments and caches.

    In a git repository these are the files that git tracks or would track. Without git, or in a
    folder that is no repository of its own (such as an unpacked archive), these are all files.
    Excluded are also the names `leave_out` at the top, and links that lead out of the repository.
    """
    excluded = EXCLUDED_AT_TOP | leave_out
    root = source.resolve()
    in_git = _is_repository(root)
    tracked = _git_list(root, "--cached") if in_git else []
    untracked = _git_list(root, "--others", "--exclude-standard") if in_git else []
    candidates = {*tracked, *untracked} if in_git else set(_walk(root, excluded))
    paths = sorted(
        path for path in candidates if _belongs(path, excluded) and _is_inside(root, path)
    )
    commit = _git(root, "rev-parse", "--verify", "HEAD") if in_git else None
    if commit is None:
        return SourceFiles(paths, None, True)
    changed = _git(root, "diff", "--quiet", "HEAD", "--", ".", ":(exclude)config.yaml") is None
    added = set(paths) & set(untracked) - {"config.yaml"}
    return SourceFiles(paths, commit.strip(), changed or bool(added))


def _is_repository(root: Path) -> bool:
    top = _git(root, "rev-parse", "--show-toplevel")
    return top is not None and Path(top.rstrip("\n")).resolve() == root


def _git_list(root: Path, *options: str) -> list[str]:
    return [path for path in (_git(root, "ls-files", "-z", *options) or "").split("\0") if path]


def _git(root: Path, *arguments: str) -> str | None:
    """What a git command prints; None if it fails or there is no git."""
    # A git hook sets GIT_DIR and similar variables, which would name another repository.
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, env=environment, capture_output=True, check=False
        )
    except OSError:
        return None
    return os.fsdecode(done.stdout) if done.returncode == 0 else None


def _walk(root: Path, excluded: frozenset[str]) -> list[str]:
    paths = []
    for folder, subfolders, files in os.walk(root):
        relative = Path(folder).relative_to(root)
        subfolders[:] = [
            name for name in subfolders if _belongs((relative / name).as_posix(), excluded)
        ]
        paths += [(relative / name).as_posix() for name in files]
    return paths


def _belongs(path: str, excluded: frozenset[str]) -> bool:
    parts = path.split("/")
    return parts[0] not in excluded and not any(
        part in EXCLUDED_ANYWHERE or part.endswith(EXCLUDED_SUFFIXES) for part in parts
    )


def _is_inside(root: Path, path: str) -> bool:
    resolved = (root / path).resolve()
    return resolved.is_file() and resolved.is_relative_to(root)


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


# The hand-in writes these names at the top of the archive. Files of the repository with such a name
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
    plan: HandInPlan, source: Path, config: Path, results: Path, outputs: list[Path]
) -> dict[str, Member]:
    """All files of the archive, by their path in it.

    They are: what the lab's stages hand in (the report, its tables, a notebook); the config in use;
    the photograph if the lab has one and it lies in the folder of `config`; the code of the
    repository `source`, without the top-level folders that hold `results` or `outputs`; and the
    manifest. Raises LabbookError naming a file that cannot be read.
    """
    files = {CONFIG: config, **{name: Path(file) for name, file in plan.made.handed_in.items()}}
    members = {name: Member(_read(path)) for name, path in files.items()}
    if plan.own_digit and not plan.own_digit.is_absolute() and ".." not in plan.own_digit.parts:
        photograph = config.parent / plan.own_digit
        if photograph.is_file():
            members[plan.own_digit.as_posix()] = Member(_read(photograph))
    code = find_source_files(source, frozenset(OWN_NAMES) | _tops([results, *outputs], source))
    for path in code.paths:
        executable = bool((source / path).stat().st_mode & 0o100)
        members[path] = Member(_read(source / path), executable)
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


def _tops(paths: list[Path], source: Path) -> frozenset[str]:
    """The top-level folders of `source` that `paths` lie in."""
    root = source.resolve()
    inside = [
        path.resolve().relative_to(root) for path in paths if path.resolve().is_relative_to(root)
    ]
    return frozenset(path.parts[0] for path in inside if path.parts)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
