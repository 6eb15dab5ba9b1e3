"""Find the code to hand in: the files of the repository, and their commit."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

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
