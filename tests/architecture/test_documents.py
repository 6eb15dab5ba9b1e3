"""The documents say what the code does."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from labbook.config.load import parse_config
from labbook.config.model import Experiment, Lab
from labbook.config.yaml_file import read_yaml
from labbook.planning.plan import make_plan
from made_up_dataset import made_up_dataset

DATASET = made_up_dataset("mnist-5k")
PAGES = (
    *(
        "architecture",
        "adding_a_lab",
        "cluster",
        "configuration",
        "decisions",
        "dependencies",
        "glossary",
    ),
    *("predicting", "reruns", "writing_prose"),
)

EXAMPLES = ("configuration.md", "adding_a_lab.md", "writing_prose.md")


@pytest.fixture(scope="module")
def generator(root: Path) -> ModuleType:
    return load_program(root / "docs" / "generate_configuration.py")


def load_program(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_the_configuration_is_the_generated_one(generator: ModuleType) -> None:
    page = generator.PAGE.read_text(encoding="utf-8")
    assert page == generator.page_with(generator.generated_part(), page), (
        "run PYTHONPATH=workflow python docs/generate_configuration.py"
    )


def test_the_table_of_reruns_is_the_generated_one(root: Path) -> None:
    generator = load_program(root / "docs" / "generate_reruns.py")
    page = generator.PAGE.read_text(encoding="utf-8")
    assert page == generator.page(page), (
        "run PYTHONPATH=workflow:tests python docs/generate_reruns.py"
    )


def test_the_lists_for_writing_prose_are_the_generated_ones(root: Path) -> None:
    generator = load_program(root / "docs" / "generate_finding_kinds.py")
    page = generator.PAGE.read_text(encoding="utf-8")
    assert page == generator.page(page), (
        "run PYTHONPATH=workflow python docs/generate_finding_kinds.py"
    )


def test_the_schema_for_editors_is_the_generated_one(root: Path) -> None:
    generator = load_program(root / "docs" / "generate_schema.py")
    assert generator.FILE.read_text(encoding="utf-8") == generator.schema_text(
        generator.config_schema()
    ), "run PYTHONPATH=workflow python docs/generate_schema.py"


def test_an_editor_is_told_of_the_schema_and_finds_nothing_wrong(root: Path) -> None:
    schema = root / "docs" / "config.schema.json"
    check = Draft7Validator(json.loads(schema.read_text("utf-8")))
    configs = [root / "config.yaml", *root.glob("examples/*/config.yaml")]
    for config in configs:
        first = config.read_text("utf-8").splitlines()[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (config.parent / named).resolve() == schema
        assert list(check.iter_errors(read_yaml(config))) == []


def test_what_is_said_of_types_is_of_keys(generator: ModuleType) -> None:
    models = {model for _, _, model, _ in generator.SECTIONS}
    known = {f"{model.__name__}.{key}" for model in models for key in model.model_fields}
    assert set(generator.CHECKED_TYPES) <= known


def examples(page: str) -> list[str]:
    """The YAML in a page: its blocks; line by line where a block shows one key several ways."""
    root = Path(__file__).parents[2]
    found = []
    for block in re.findall(
        r"^```yaml\n(.*?)^```", (root / "docs" / page).read_text("utf-8"), re.DOTALL | re.MULTILINE
    ):
        keys = re.findall(r"^(\w+):", block, re.MULTILINE)
        found += block.splitlines() if len(keys) > len(set(keys)) else [block]
    return found


@pytest.mark.parametrize("page", EXAMPLES)
def test_there_are_examples(page: str) -> None:
    assert examples(page)


@pytest.mark.parametrize("text", [text for page in EXAMPLES for text in examples(page)])
def test_an_example_is_a_valid_config(root: Path, text: str) -> None:
    config = read_yaml(root / "config.yaml")
    example = yaml.safe_load(text)
    if set(example) & set(Experiment.model_fields):
        example = {"labs": {"example": {"experiments": {"example": example}}}}
    for name, lab in example.get("labs", {}).items():
        # What the example leaves out.
        known = config["labs"].get(name, {"title": "Title", "assignment": "Lab"})
        experiments = {
            key: _completed(experiment)
            for key, experiment in lab.get("experiments", known.get("experiments", {})).items()
        }
        # A template of its own is not there.
        changed = {"template": known.get("template"), "experiments": experiments}
        example["labs"][name] = {**known, **lab, **changed}
        assert set(lab) <= set(Lab.model_fields)
    parsed = parse_config({**config, **example})
    if "published:" not in text:
        make_plan(parsed, DATASET)


def _completed(experiment: dict[str, Any]) -> dict[str, Any]:
    usual = {"title": "Title", "question": "Why?", "activation": "relu", "batch_size": 100}
    layers = {"units": [8, 8]} if isinstance(experiment.get("dropout"), list) else {}
    return {**usual, "optimizer": "adam", **layers, **experiment}


@pytest.mark.parametrize("page", [*(f"docs/{name}.md" for name in PAGES), "CONTRIBUTING.md"])
def test_links_between_documents_arrive(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert ((root / page).parent / target).exists(), target


def test_the_changelog_has_the_version_of_the_project(root: Path) -> None:
    version = re.search(r'^version = "(.*)"', (root / "pyproject.toml").read_text("utf-8"), re.M)
    assert version is not None
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## [{version[1]}]" in changelog


def test_the_table_of_rooms_in_the_documents_is_complete(root: Path, package: Path) -> None:
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.split("## Who may import whom")[1].split("\n## ")[0]
    folders = {path.name for path in package.iterdir() if any(path.glob("*.py"))}
    assert set(re.findall(r"^\| `(\w+)/` \|", table, re.MULTILINE)) == folders
