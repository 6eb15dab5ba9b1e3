"""What of a student's folder is handed in: the project, and nothing else that lies there."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.fingerprint import PROJECT
from labbook.hand_in import source_files
from labbook.hand_in.source_files import OWN_AT_TOP, find_source_files, tops

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
    (repository / "docs/data").symlink_to(repository / "data/mnist/train-images-idx3-ubyte")
    found = find_source_files(repository)
    assert "docs/inside" in found.paths
    assert found.left_out == dict.fromkeys(["docs/data", "docs/link"], "a link to elsewhere")


def test_further_names_are_left_out_at_the_top_only(repository: Path, code: list[str]) -> None:
    found = find_source_files(repository, {"docs", "labbook"})
    assert found.paths == [path for path in code if not path.startswith("docs/")]


def test_results_are_known_by_where_they_lie(repository: Path, tmp_path: Path) -> None:
    paths = [repository / "docs/lab3", tmp_path / "elsewhere"]
    assert tops(paths, repository) == {"docs"}


def put(repository: Path, *paths: str) -> None:
    for path in paths:
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text("somebody's")


FOREIGN = {
    "mnist_env/pyvenv.cfg": "an environment",
    "mnist_env/lib/big.so": "an environment",
    "miniconda/conda-meta/history": "an environment",
    "kaggle.json": "a secret, by its name",
    "notes/todo.txt": "not part of the project",
    "workflow/labbook/env/pyvenv.cfg": "an environment",
    "workflow/labbook/env/lib/site.py": "an environment",
    "workflow/server.pem": "a secret, by its name",
}
SILENT = ["workflow/.env", ".secrets/key", "docs/.ipynb_checkpoints/a.ipynb", "docs/a.md~"]


@pytest.mark.parametrize("state", ["no git", "untracked", "tracked"])
def test_what_is_somebody_elses_stays_out_and_is_named(
    state: str, repository: Path, code: list[str], git: Git
) -> None:
    put(repository, *FOREIGN, *SILENT)
    (repository / "large.mat").write_bytes(bytes(60))
    (repository / "docs/large.npz").write_bytes(bytes(60))
    if state != "no git":
        git("init")
        git("add", *(["--all", "--force"] if state == "tracked" else code))
    # The repository's own files are shorter than this.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_files, "LARGEST", 59)
        found = find_source_files(repository)
    own = ["notes/todo.txt"] if state == "tracked" else []
    assert found.paths == sorted([*code, *own])
    assert found.left_out == {
        **{"docs/large.npz": "0 MB", "large.mat": "0 MB"},
        **{"mnist_env/": "an environment", "miniconda/": "an environment"},
        **{"workflow/labbook/env/": "an environment"},
        **{path: FOREIGN[path] for path in ("kaggle.json", "workflow/server.pem")},
        **({} if own else {"notes/": "not part of the project"}),
    }


def test_what_git_ignores_is_not_spoken_of(repository: Path, code: list[str], git: Git) -> None:
    git("init")
    put(repository, "mnist_env/pyvenv.cfg", "docs/draft.md")
    (repository / ".git/info/exclude").write_text("mnist_env/\ndraft.md\n")
    found = find_source_files(repository)
    assert (found.paths, found.left_out) == (code, {})


def test_a_project_made_into_an_environment_is_still_handed_in(
    repository: Path, code: list[str]
) -> None:
    put(repository, "pyvenv.cfg", "bin/python", "lib/python3.11/os.py")
    found = find_source_files(repository)
    assert found.paths == code
    assert set(found.left_out) == {"pyvenv.cfg", "bin/", "lib/"}


def test_a_name_that_is_no_text_stays_out(repository: Path, code: list[str]) -> None:
    try:
        (repository / "docs/\udcff.md").write_text("")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this disk takes no such name")
    found = find_source_files(repository)
    assert found.paths == code
    assert found.left_out == {"docs/?.md": "its name is not UTF-8"}


def test_all_of_this_project_is_its_own() -> None:
    if not (PROJECT / ".git").exists():
        pytest.skip("no git here that could tell")
    tracked = source_files._git_list(PROJECT, "--cached")
    assert {path.partition("/")[0] for path in tracked} == OWN_AT_TOP
    handed_in = set(find_source_files(PROJECT).paths)
    left_out = [path for path in tracked if (PROJECT / path).is_file() and path not in handed_in]
    assert left_out
    # Megabytes that are of no use to whoever checks another report.
    assert all(path.startswith("docs/samples/") for path in left_out)
