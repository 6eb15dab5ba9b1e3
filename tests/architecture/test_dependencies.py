"""Every dependency is declared, used, and justified."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

# Import names of distributions that are called otherwise.
DISTRIBUTION = {
    "PIL": "pillow",
    "fontTools": "fonttools",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
# Started as a program, by this module.
STARTED = {"ipykernel": ("topics/notebook/run_job.py", "ipykernel_launcher")}
# Parts of a declared dependency that have an import name of their own.
PART_OF = {
    "markupsafe": "jinja2",
    "pydantic_core": "pydantic",
    "snakemake_interface_logger_plugins": "snakemake",
}


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    return {Requirement(line).name.lower() for line in requirements}


def test_what_the_package_uses_is_what_it_declares(imports, root, project) -> None:
    libraries = {one.target for one in imports if not one.first_party}
    notebooks = imported_by_notebooks(root / "templates" / "notebooks")
    used = {DISTRIBUTION.get(name, PART_OF.get(name, name)) for name in libraries | notebooks}
    assert used | set(STARTED) == names(project["dependencies"])


@pytest.mark.parametrize("name", STARTED)
def test_what_is_started_is_imported_nowhere(imports, package, name) -> None:
    module, program = STARTED[name]
    assert f'"-m", "{program}"' in (package / module).read_text(encoding="utf-8")
    assert name not in {one.target for one in imports}


def imported_by_notebooks(folder: Path) -> set[str]:
    """The libraries that the code in the templates of notebooks imports."""
    lines = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.md.j2"))
    found = set(re.findall(r"^(?:from|import) (\w+)", lines, re.MULTILINE))
    return found - sys.stdlib_module_names


def test_each_dependency_has_its_line_in_the_docs(root, project) -> None:
    page = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    justified = set(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE))
    extras = [names(extra) for extra in project["optional-dependencies"].values()]
    assert justified == names(project["dependencies"]).union(*extras)


LOCKS = {
    "requirements.txt": None,
    "requirements-dev.txt": "dev",
    "requirements-slurm.txt": "slurm",
}


@pytest.mark.parametrize(("lock", "extra"), LOCKS.items())
def test_the_lock_files_hold_every_dependency_with_hashes(root, project, lock, extra) -> None:
    text = (root / lock).read_text(encoding="utf-8")
    pinned = {name.lower() for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    wanted = names(project["dependencies"])
    if extra:
        wanted |= names(project["optional-dependencies"][extra])
    assert wanted <= pinned
    unhashed = re.findall(r"^[\w.-]+==[^\n]*(?<!\\)\n", text, re.MULTILINE)
    assert unhashed == []


def test_the_other_locks_pin_the_versions_of_the_first(root) -> None:
    first, *others = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (root / lock).read_text("utf-8"), re.MULTILINE))
        for lock in LOCKS
    )
    for pins in others:
        assert {name for name, version in first.items() if pins.get(name) != version} == set()
