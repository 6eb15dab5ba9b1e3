"""The notebook in the report: where its numbers lead, and what its section shows."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from findings.conftest import build_configuration, build_experiment
from labbook.report.html import template_folders
from labbook.report.measured import measured_findings
from labbook.report.numbers import FILTERS
from labbook.report.origin import Runs, Statement
from labbook.topics.notebook.findings import find_notebook
from made_up_notebook import made_up_results


def told(*accuracies: float | None) -> Any:
    """The finding with its origins, beside runs of these accuracies."""
    experiment = build_experiment(build_configuration("a", list(accuracies)))
    (one,) = measured_findings(find_notebook(experiment, made_up_results()), experiment.summary)
    return one


def places(number: Any) -> set[Any]:
    return set(number.origin.parts)


def test_a_number_of_the_notebook_is_not_said_to_be_of_the_runs() -> None:
    one = told(0.95, 0.96)
    theirs, ours = one.numbers["notebook"], one.numbers["ours"]
    assert places(theirs["test_accuracy"]) == {Statement("trial.notebook")}
    assert places(theirs["train_loss"]) == {Statement("trial.notebook")}
    assert places(ours["test_accuracy"]["mean"]) == {Runs("trial", "a")}
    assert places(one.numbers["interval"][0]) == {Runs("trial", "a")}


def test_counts_come_from_the_config_and_are_no_links() -> None:
    one = told(0.95, 0.96)
    for count in (one.numbers["notebook"]["epochs"], one.numbers["notebook"]["steps"]):
        assert type(count) is int
    assert type(one.numbers["our_steps"]) is type(one.numbers["our_epochs"]) is int


def section(*accuracies: float | None) -> str:
    """The section in words, numbers as they are written without their links."""
    environment = Environment(
        loader=FileSystemLoader(template_folders()), undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= FILTERS
    environment.globals |= {
        "numbering": SimpleNamespace(
            anchor=lambda kind, name: name,
            has=lambda kind, name: False,
            number=lambda kind, name: "N",
            refer=lambda kind, name: f"{kind} of {name}",
        ),
        "finding_anchor": lambda name: name,
    }
    one = told(*accuracies)
    experiment = SimpleNamespace(
        name="trial",
        label=lambda name: "A network",
        of_kind=lambda kind: [one],
        run_counts=[len(accuracies)],
    )
    report = SimpleNamespace(with_finding=lambda kind: [experiment])
    source = '{% from "notebook/prose.html.j2" import section with context %}{{ section(r) }}'
    text = environment.from_string(source).render(r=report)
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


@pytest.mark.parametrize("accuracies", [(0.95, 0.96), (0.95,), (0.95, None)])
def test_its_table_sets_both_side_by_side(accuracies: tuple[float | None, ...]) -> None:
    text = section(*accuracies)
    assert "table of trial.notebook sets its numbers beside theirs" in text
    for row in ("Test accuracy", "Validation loss", "Training accuracy", "Epochs 6", "Steps 24"):
        assert row in text


def test_without_a_run_left_there_is_no_table() -> None:
    text = section(None)
    assert "is left to set beside it" in text
    assert "table of" not in text
