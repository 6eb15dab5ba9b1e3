"""Which files of the project are handed in: its own, and those that its user has given to git."""

import fnmatch
import os
import subprocess
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

# What the project consists of, at its top. What else lies there is somebody's, so it stays out:
# an environment, data, passwords. A list of all such things would never be whole.
OWN_AT_TOP = frozenset(
    {".ci", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"}
    | {"README.md", "Snakefile", "benchmarks", "config.yaml", "docs", "examples", "profiles"}
    | {
        "pyproject.toml",
        "requirements-dev.txt",
        "requirements-slurm.txt",
        "requirements.txt",
        "templates",
        "tests",
        "workflow",
    }
)
# Stays out even if it is given to git; of labs in examples/, too.
NEVER_AT_TOP = frozenset({"results", "data", "env", "venv", "build", "dist"})
# Reports that nobody here has written, in megabytes.
SAMPLES = "docs/samples"
CACHES = (
    "__pycache__",
    "node_modules",
    "Thumbs.db",
    "*.pyc",
    "*.pyo",
    "*.partial",
    "*~",
    "*.egg-info",
    "*.tar.bz2",
)
SECRETS = (
    *("kaggle.json", "credentials.json", "client_secret*.json", "id_rsa*", "id_ed25519*"),
    *("*.pem", "*.key", "*.p12", "*.pfx"),
)
# A folder with one of these is an environment.
ENVIRONMENT_SIGNS = ("pyvenv.cfg", "conda-meta")
# Bytes. The largest of those that are handed in has a tenth.
LARGEST = 5_000_000


@dataclass(frozen=True)
class SourceFiles:
    """The files of the project `root` to hand in: `paths` relative to it, with `/`, sorted.

    `commit` is None without git. `modified` is True if the files differ from the commit, or if
    there is no commit. A changed config does not count, as the archive has the one in use.
    `left_out`: why, by the path of a file, or of a folder with `/` behind.
    """

    root: Path
    paths: list[str]
    commit: str | None = None
    modified: bool = True
    left_out: dict[str, str] = field(default_factory=dict)


def find_source_files(source: Path, leave_out: Set[str] = frozenset()) -> SourceFiles:
    """The files of the project in `source` that are handed in.

    They are those below OWN_AT_TOP, but for what git ignores; and those that git tracks, wherever
    they lie. A folder that is no repository of its own, such as an unpacked archive, is taken for
    one without git. Caches, hidden files, sample reports and the names `leave_out` at the top stay
    out without a word; environments, secrets, large files and links out of the project with one.
    """
    root = source.resolve()
    in_git = _is_repository(root)
    tracked = set(_git_list(root, "--cached")) if in_git else set()
    untracked = set(_own_untracked(root) if in_git else _walk(root))
    known = OWN_AT_TOP | {_top(path) for path in tracked}
    never = NEVER_AT_TOP | leave_out
    paths: list[str] = []
    left_out: dict[str, str] = {}
    for path in sorted(path for path in tracked | untracked if _belongs(path, never)):
        if folder := _environment(root, path):
            left_out[f"{folder}/"] = "an environment"
        elif (root / path).is_file():
            if why := _why_not(root, path, known - never):
                left_out[_as_text(path)] = why
            else:
                paths.append(path)
    for path in _others_at_top(root, in_git):
        name = path.rstrip("/")
        if name not in known and _belongs(name, never):
            is_environment = _environment(root, f"{name}/anything")
            why = "an environment" if is_environment else _why_not(root, name, {name})
            left_out[_as_text(path)] = why or "not part of the project"
    commit = _git(root, "rev-parse", "--verify", "HEAD") if in_git else None
    if commit is None:
        return SourceFiles(root, paths, left_out=left_out)
    changed = _git(root, "diff", "--quiet", "HEAD", "--", ".", ":(exclude)config.yaml") is None
    added = set(paths) & untracked - {"config.yaml"}
    return SourceFiles(root, paths, commit.strip(), changed or bool(added), left_out)


def tops(paths: Iterable[Path], source: Path) -> set[str]:
    """The top-level folders of `source` that `paths` lie in."""
    root = source.resolve()
    resolved = (path.resolve() for path in paths)
    inside = (path.relative_to(root) for path in resolved if path.is_relative_to(root))
    return {path.parts[0] for path in inside if path.parts}


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


def _own_untracked(root: Path) -> list[str]:
    return _git_list(root, "--others", "--exclude-standard", "--", *sorted(OWN_AT_TOP))


def _walk(root: Path) -> Iterator[str]:
    """The files below OWN_AT_TOP."""
    for top in OWN_AT_TOP:
        if (root / top).is_file():
            yield top
        for folder, _, files in os.walk(root / top):
            relative = Path(folder).relative_to(root)
            yield from ((relative / name).as_posix() for name in files)


def _others_at_top(root: Path, in_git: bool) -> list[str]:
    """All that git neither tracks nor ignores, or without git all; folders with `/` behind."""
    if in_git:
        options = ("--others", "--exclude-standard", "--directory", "--no-empty-directory")
        return [path for path in _git_list(root, *options) if "/" not in path.rstrip("/")]
    with os.scandir(root) as entries:
        return sorted(f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries)


def _top(path: str) -> str:
    return path.partition("/")[0]


def _belongs(path: str, never: Set[str]) -> bool:
    """Whether it is no cache, no sample, not hidden, and in no top-level folder of `never`."""
    top, *below = path.split("/")
    hidden = [part for part in below if part.startswith(".")]
    of_an_example = top == "examples" and len(below) > 1 and below[1] in NEVER_AT_TOP
    return (
        top not in never
        and not path.startswith(f"{SAMPLES}/")
        and not of_an_example
        and not (top.startswith(".") and top not in OWN_AT_TOP)
        and not hidden
        and not any(_is_like(part, CACHES) for part in (top, *below))
    )


def _environment(root: Path, path: str) -> str | None:
    """The outermost folder above `path` that is an environment; the project's root is none."""
    folders = list(PurePosixPath(path).parents)[-2::-1]
    return next(
        (
            str(folder)
            for folder in folders
            if any((root / folder / sign).exists() for sign in ENVIRONMENT_SIGNS)
        ),
        None,
    )


def _why_not(root: Path, path: str, tops: Set[str]) -> str | None:
    """Why a file is not handed in, None if it is; `tops`: where links may lead to."""
    resolved = (root / path).resolve()
    if not resolved.is_relative_to(root) or _top(resolved.relative_to(root).as_posix()) not in tops:
        return "a link to elsewhere"
    if any(_is_like(name, SECRETS) for name in (resolved.name, PurePosixPath(path).name)):
        return "a secret, by its name"
    if path != _as_text(path):
        return "its name is not UTF-8"
    if resolved.is_file() and (size := resolved.stat().st_size) > LARGEST:
        return f"{size / 1e6:.0f} MB"
    return None


def _as_text(path: str) -> str:
    return path.encode(errors="replace").decode()


def _is_like(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
