"""Libraries follow from imports, and files of the project from the modules that open them."""

import re
from importlib import metadata

import pytest

from labbook.fingerprint import PACKAGE, PROJECT, ROOT
from labbook.stages import job
from labbook.stages.job import libraries_of, project_files_of

MODULES = [
    ".".join((PACKAGE, *path.relative_to(ROOT).with_suffix("").parts))
    for path in ROOT.rglob("*.py")
    if path != ROOT / "__init__.py"
]
FONT = "templates/style/fonts/SourceSans3-Regular.ttf"


def test_every_library_of_the_package_is_a_distribution() -> None:
    known = {
        distribution.lower().replace("_", "-")
        for names in metadata.packages_distributions().values()
        for distribution in names
    }
    found = {name.lower().replace("_", "-") for name in libraries_of(*MODULES)}
    assert found <= known
    assert {"fonttools", "matplotlib", "pillow", "scikit-learn", "tensorflow"} <= found


def test_a_figure_needs_what_draws_it_and_its_fonts() -> None:
    module = "labbook.topics.curves.draw_job"
    assert {"fonttools", "matplotlib", "numpy"} <= set(libraries_of(module))
    assert FONT in project_files_of(module)


def test_a_summary_needs_no_file_of_the_project_and_nothing_that_draws() -> None:
    module = "labbook.jobs.summarize"
    assert project_files_of(module) == []
    assert "matplotlib" not in libraries_of(module)


def test_the_report_needs_the_templates_of_all_topics_but_none_of_notebooks() -> None:
    files = project_files_of("labbook.jobs.compose")
    folders = (PROJECT / "templates", PROJECT / "workflow")
    templates = [path for folder in folders for path in folder.rglob("*.html.j2")]
    assert {path.relative_to(PROJECT).as_posix() for path in templates} <= set(files)
    assert not [file for file in files if "notebooks" in file]


def test_whoever_names_files_of_the_project_declares_them() -> None:
    """A module that takes the project's folder for the place of a file has the constant."""
    opens = re.compile(r"PROJECT\s*/")
    for module in MODULES:
        source = (ROOT.joinpath(*module.split(".")[1:])).with_suffix(".py").read_text("utf-8")
        if opens.search(source) and module not in _TOLD_BY_THEIR_STAGE:
            assert job._project_patterns(module), module


# The files are declared by the stage, which knows which one it is, or read by no stage.
_TOLD_BY_THEIR_STAGE = {
    "labbook.commands.make",
    "labbook.commands.try_fonts",
    "labbook.own_code",
    "labbook.planning.lab_checks",
    "labbook.stages.job",
    "labbook.topics.notebook.template",
    "labbook.topics.own_digit.prepare_job",
}


def test_a_pattern_that_fits_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_project_patterns", lambda module: ("no/such/*.file",))
    with pytest.raises(FileNotFoundError, match=r"no/such/\*\.file"):
        project_files_of("labbook.errors")
