"""Macros of a template by themselves, with made-up experiments: a page for each would take long."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import jinja2

from labbook.report.html import template_folders
from labbook.report.measured import plain
from labbook.report.numbers import FILTERS
from labbook.report.settings import capitalize
from labbook.text.names import activation_name


def macros_of(template: str) -> Any:
    """The macros of a template, with the filters that a page has."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folders()),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS | {"capitalize": capitalize, "plain": plain}
    environment.globals |= {
        "activation_name": activation_name,
        "finding_anchor": "finding-{}".format,
        "math": lambda words, caller: caller(),
        "trail": SimpleNamespace(is_first_place=lambda finding: False),
    }
    return environment.get_template(template).module


def text_of(markup: str) -> str:
    """On one line, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", markup)).split())


def finding(kind: str, verdict: str, subject: tuple[str, ...] = (), **fields: Any) -> Any:
    """One with `numbers`, `details` and `p`."""
    return SimpleNamespace(
        id=f"depth.{kind}.{verdict}",
        kind=kind,
        verdict=verdict,
        subject=subject,
        numbers=fields.get("numbers", {}),
        details=fields.get("details", {}),
        evidence=SimpleNamespace(p=fields.get("p"), test="a test"),
    )


def configuration(activation: str, depth: int, accuracies: list[float | None] | None) -> Any:
    """A planned network, `relu-4`; `accuracies` of its runs, None for one that diverged, no list
    without a result.
    """
    runs = [
        SimpleNamespace(
            diverged=one is None, metrics=SimpleNamespace(test_accuracy=one), key=f"{seed}"
        )
        for seed, one in enumerate(accuracies or [])
    ]
    summary = SimpleNamespace(
        n_runs=len(runs), n_diverged=sum(run.diverged for run in runs), runs=runs
    )
    layers = [SimpleNamespace(activation=activation)] * depth
    known = SimpleNamespace(name=f"{activation}-{depth}", settings=SimpleNamespace(hidden=layers))
    return SimpleNamespace(known=known, summary=None if accuracies is None else summary)


def experiment(planned: list[Any], *findings: Any, **fields: Any) -> Any:
    def of_kind(*kinds: str) -> list[Any]:
        return [one for one in findings if one.kind in kinds]

    return SimpleNamespace(
        planned=planned,
        finished=[one for one in planned if one.summary],
        findings=findings,
        of_kind=of_kind,
        label=lambda name: name,
        epochs=[3],
        stops_early=False,
        dataset=SimpleNamespace(is_subset=False),
        **fields,
    )
