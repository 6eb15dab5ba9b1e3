"""Only build/snakemake_door.py knows Snakemake from within, so an upgrade breaks nothing else."""

import io
import re
import tokenize
from itertools import groupby
from pathlib import Path
from string import Formatter

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


BETWEEN = {
    *(tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT),
}


def commands(text: str) -> list[str]:
    """The texts of a rule file that call a program, each with all its lines."""
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in BETWEEN
    ]
    texts = groupby(tokens, key=lambda token: token.type == tokenize.STRING)
    joined = ["".join(token.string for token in group) for is_text, group in texts if is_text]
    return [found for found in joined if "labbook.commands." in found]


def unquoted(command: str) -> list[str]:
    """What is put into a command, and could end a word of it."""
    fields = [(name, how) for _, name, how, _ in Formatter().parse(command) if name is not None]
    assert fields
    return [name for name, how in fields if how != "q"]


@pytest.mark.parametrize("name", ["train", "stages", "hand_in", "leftovers"])
def test_what_reaches_the_shell_is_quoted(root: Path, name: str) -> None:
    text = (root / "workflow" / "rules" / f"{name}.smk").read_text(encoding="utf-8")
    (command,) = commands(text)
    assert unquoted(command) == []
    assert 'f"' not in command
    rest = re.sub(r"shell:\s+(\"true\"|TRAIN|CALL|\"{RUN_MODULE:q} labbook)", "", text)
    assert not re.search(r"\b(shell|run|script):", rest)


def test_what_is_not_quoted_is_found() -> None:
    (command,) = commands('shell:\n    "labbook.commands.a {ROOT:q}"\n    " {params.b}"\n')
    assert unquoted(command) == ["params.b"]
