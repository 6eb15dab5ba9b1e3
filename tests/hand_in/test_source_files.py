"""Which files of the repository count as its code."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.hand_in.source_files import find_source_files

Git = Callable[..., str]


def test_without_git_caches_data_results_and_environments_stay_out(
    repository: Path, code: list[str]
) -> None:
    found = find_source_files(repository)
    assert found.paths == code
    assert (found.commit, found.modified) == (None, True)


def test_with_git_the_same_files_and_the_commit(
    repository: Path, code: list[str], git: Git
) -> None:
    git("init")
    git("add", *code)
    git("commit", "-m", "code")
    (repository / ".git/info/exclude").write_text("private.txt\n")
    (repository / "private.txt").write_text("not for the teacher")
    found = find_source_files(repository)
    assert found.paths == code
    assert (found.commit, found.modified) == (git("rev-parse", "HEAD"), False)


def test_results_and_data_stay_out_even_when_tracked(
    repository: Path, code: list[str], git: Git
) -> None:
    git("init")
    git("add", "--all", "--force")
    git("commit", "-m", "everything")
    assert find_source_files(repository).paths == code


@pytest.mark.parametrize(
    ("path", "content", "modified"),
    [
        ("Snakefile", "changed", True),
        ("workflow/new.py", "new", True),
        ("config.yaml", "student: John", False),
        ("results/new.csv", "a result", False),
    ],
)
def test_modified_means_the_code(
    path: str, content: str, modified: bool, repository: Path, code: list[str], git: Git
) -> None:
    git("init")
    git("add", *code)
    git("commit", "-m", "code")
    (repository / path).write_text(content)
    found = find_source_files(repository)
    assert found.modified is modified
    assert (path in found.paths) is not path.startswith("results/")


def test_a_deleted_file_is_left_out(repository: Path, code: list[str], git: Git) -> None:
    git("init")
    git("add", *code)
    git("commit", "-m", "code")
    (repository / "Snakefile").unlink()
    found = find_source_files(repository)
    assert "Snakefile" not in found.paths
    assert found.modified


def test_before_the_first_commit(repository: Path, code: list[str], git: Git) -> None:
    git("init")
    git("add", *code)
    found = find_source_files(repository)
    assert found.paths == code
    assert (found.commit, found.modified) == (None, True)


def test_a_folder_inside_another_repository_is_walked(
    repository: Path, code: list[str], git: Git, tmp_path: Path
) -> None:
    git("init")
    (repository / ".git/info/exclude").write_text("unpacked/\n")
    unpacked = repository / "unpacked"
    for path in code:
        (unpacked / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repository / path, unpacked / path)
    found = find_source_files(unpacked)
    assert found.paths == code
    assert found.commit is None


def test_git_variables_of_a_hook_do_not_mislead(
    repository: Path, code: list[str], git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init")
    git("add", *code)
    git("commit", "-m", "code")
    commit = git("rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere/.git"))
    assert find_source_files(repository).commit == commit


def test_links_out_of_the_repository_stay_out(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("mine")
    (repository / "docs/link").symlink_to(tmp_path / "secret")
    (repository / "docs/inside").symlink_to(repository / "README.md")
    paths = find_source_files(repository).paths
    assert "docs/link" not in paths
    assert "docs/inside" in paths


def test_further_names_are_left_out_at_the_top_only(repository: Path, code: list[str]) -> None:
    found = find_source_files(repository, frozenset({"docs", "labbook"}))
    assert found.paths == [path for path in code if not path.startswith("docs/")]
