"""Which commit of the project trained a run."""

import subprocess
from pathlib import Path


def git_commit(directory: Path) -> str | None:
    """The commit checked out around `directory`, with `+` after it if files differ from it.

    None outside a Git checkout or without Git.
    """

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(directory), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return git("rev-parse", "HEAD") + ("+" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return None
