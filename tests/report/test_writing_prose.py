"""What docs/writing_prose.md says is so: its example is composed, its lists are complete."""

import importlib.util
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from labbook.artifacts.findings import Finding
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.planning.plan import PlannedLab, make_plan
from labbook.report.context import Report
from labbook.report.html import TEMPLATES, render_html
from made_up_dataset import made_up_dataset
from made_up_evaluation import ten_digits
from made_up_gradients import recorded
from made_up_notebook import made_up_results
from report.made_up_search import TRIALS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "writing_prose.md"
Make = Callable[..., Report]
KILLED = "killed by signal SIGKILL"


def example(language: str) -> str:
    """The page's one block of code in the language."""
    (block,) = re.findall(
        rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return str(block)


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kinds", ROOT / "docs/generate_finding_kinds.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lab() -> PlannedLab:
    """The example's lab as it is planned."""
    config = read_yaml(ROOT / "config.yaml")
    parsed = parse_config({**config, **yaml.safe_load(example("yaml"))})
    with pytest.MonkeyPatch.context() as patch:
        # Its template is not in the project.
        patch.setattr("labbook.planning.plan.check_template", lambda *_: None)
        (lab,) = make_plan(parsed, made_up_dataset("mnist-5k")).labs
    return lab


@pytest.fixture
def templates(lab: PlannedLab, tmp_path: Path) -> Path:
    """The shipped templates, with the example's beside them."""
    folder = tmp_path / "templates"
    (folder / "labs").mkdir(parents=True)
    for name in ("style", "script", "partials", "report.html.j2"):
        (folder / name).symlink_to(TEMPLATES / name)
    (folder / f"labs/{lab.lab.template}.html.j2").write_text(example("jinja"), encoding="utf-8")
    return folder


def compose(make: Make, lab: PlannedLab, templates: Path, *accuracies: float, **more: Any) -> str:
    """The example's report on made-up runs with about these accuracies."""
    (planned,) = lab.experiments
    entry = {"title": planned.experiment.title, "question": planned.experiment.question}
    variants = [
        (one.varied, one.label, one.runs[0].spec.to_dict(), accuracy)
        for one, accuracy in zip(planned.configurations, accuracies, strict=True)
    ]
    report = make(experiments={planned.name: (entry, variants)}, epochs=12, **more)
    return render_html(report, lab.lab.template, templates)


@pytest.mark.parametrize(
    ("accuracies", "sentence"),
    [
        ((0.91, 0.94, 0.97), "Depth decides here: "),
        ((0.97, 0.97, 0.97), "Which depth is best, these runs leave open."),
    ],
)
def test_the_example_is_composed_and_says_what_its_data_allow(
    make_report: Make,
    lab: PlannedLab,
    templates: Path,
    accuracies: tuple[float, ...],
    sentence: str,
) -> None:
    html = compose(make_report, lab, templates, *accuracies)
    told = {"Depth decides here: ", "Which depth is best, these runs leave open."}
    assert {one for one in told if one in html} == {sentence}
    ratio = re.search(
        r'takes <a class="origin" id="use-(\S+)" href="#(\S+)">[\d.]+ times</a>', html
    )
    assert ratio is not None
    assert ratio[1] == ratio[2]
    row = html[html.index(f'<tr id="{ratio[1]}"') :].partition("</tr>")[0]
    assert row.count('href="#runs-depth-') == 2
    # Parameters are settings.
    assert re.search(r"network here has\s+[\d,]+ parameters", html)


def test_the_example_stands_without_results(
    make_report: Make, lab: PlannedLab, templates: Path
) -> None:
    html = compose(make_report, lab, templates, 0.9, 0.9, 0.9, failed={"depth": KILLED})
    assert "Each further layer" not in html
    assert "times as long" not in html


@pytest.fixture
def findings(make_report: Make, whole_report: Report) -> list[Finding]:
    """Of the made-up lab as it should be, and of one with all that can go wrong."""
    odd = make_report(
        apart_from_keras={"single_neuron": 1e-13},
        by_class={"best_network": ten_digits()},
        feature_maps={"best_network": [[0.5, 0.4], [0.5, 0.3], [0.6, 0.4]]},
        gradients={"hidden_layer": [recorded([1e-4, 0.1, 1.0])] * 3},
        hidden_units={"hidden_layer": [[[0, 0], [0, 1]]] * 3},
        notebook=replace(made_up_results(), experiment="best_network"),
        epochs=12,
        failed={"batch_size-10_seed-1": KILLED},
        diverged=["Adam_seed-0"],
        is_subset=True,
        trials=TRIALS,
    )
    return [
        finding
        for report in (whole_report, odd)
        for experiment in report.experiments
        for finding in experiment.findings
    ]


@pytest.mark.parametrize("part", ["numbers", "details"])
def test_every_name_that_a_finding_has_is_listed(
    generator: ModuleType, findings: list[Finding], part: str
) -> None:
    listed = {}
    for block in re.split(r"^### ", generator.kinds(), flags=re.MULTILINE)[1:]:
        line = re.search(rf"^- `{part}`: (.*)$", block, re.MULTILINE)
        names = re.findall(r"`(\w+)`", line[1] if line else "")
        listed[block.partition("\n")[0].strip("`")] = {*names, "covers_all"}
    missing = {
        (finding.kind, name)
        for finding in findings
        for name in getattr(finding, part)
        if name not in listed[finding.kind]
    }
    assert missing == set()


def names_in(value: Any) -> Iterator[str]:
    """The keys of a dictionary and of all that it holds."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from names_in(item)


def test_what_is_given_is_a_number_of_some_finding_of_the_kind(findings: list[Finding]) -> None:
    given = {(finding.kind, name) for finding in findings for name in finding.given}
    there = {(finding.kind, name) for finding in findings for name in names_in(finding.numbers)}
    assert given - there == set()
    assert ("best", "margin") in given
