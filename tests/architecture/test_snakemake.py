"""Only build/snakemake_door.py knows Snakemake from within, so an upgrade breaks nothing else."""

import re
from pathlib import Path

import pytest

DOOR = "build.snakemake_door"
# Attributes of `workflow` that Snakemake documents for rule files.
DOCUMENTED = {"basedir"}
USE = re.compile(
    r"\bworkflow\s*\.\s*(\w+)|(?<![\w.])(snakemake\w*)\s*\.|\b(?:import|from)\s+(snakemake\w*)"
)


def test_only_the_door_imports_snakemake(imports) -> None:
    users = {found.module for found in imports if found.target.startswith("snakemake")}
    assert users == {DOOR}


def undocumented_uses(text: str) -> set[str]:
    """What a rule file uses of Snakemake beyond its rule language, comments and texts left out."""
    text = re.sub(r'"""(?s:.*?)"""|"(?:\\.|[^"\\\n])*"|#[^\n]*', "", text)
    return {next(filter(None, names)) for names in USE.findall(text)} - DOCUMENTED


def test_rule_files_use_the_rule_language_alone(root: Path) -> None:
    files = [root / "Snakefile", *sorted((root / "workflow" / "rules").glob("*.smk"))]
    uses = {path.name: undocumented_uses(path.read_text(encoding="utf-8")) for path in files}
    assert {name: found for name, found in uses.items() if found} == {}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("threads: workflow.cores", "cores"),
        ("jobs = workflow.dag.jobs", "dag"),
        ("from snakemake.utils import min_version", "snakemake"),
        ("import snakemake_interface_common", "snakemake_interface_common"),
        ("import os; snakemake.utils.listfiles()", "snakemake"),
    ],
)
def test_what_counts_as_a_use(line: str, found: str) -> None:
    assert undocumented_uses(line) == {found}


@pytest.mark.parametrize(
    "line", ["ROOT = workflow.basedir", "is_dry_run(workflow)", "# workflow.dag"]
)
def test_what_counts_as_none(line: str) -> None:
    assert undocumented_uses(line) == set()
