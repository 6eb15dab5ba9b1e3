"""A finding is told by the one macro that bears its kind's name."""

from collections import Counter

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader
from jinja2.nodes import Macro

from labbook.errors import LabbookError
from labbook.report.html import TOPICS, template_folders
from labbook.report.numbers import FILTERS
from labbook.report.phrases import PROSE, Phrases


def environment(loader: FileSystemLoader | DictLoader) -> Environment:
    made = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.do"])
    made.filters |= FILTERS
    return made


def label(name: str) -> str:
    return f"<{name}>"


def finding(kind: str) -> dict[str, object]:
    return {"kind": kind, "subject": ["a"]}


def test_no_two_topics_tell_the_same_kind() -> None:
    reader = environment(FileSystemLoader(template_folders()))
    told = Counter(
        macro.name
        for path in TOPICS.glob(f"*/{PROSE}")
        for macro in reader.parse(path.read_text(encoding="utf-8")).find_all(Macro)
        if macro.name.startswith(("tell_", "together_"))
    )
    assert {"tell_best", "tell_published", "together_published"} <= set(told)
    assert [name for name, times in told.items() if times > 1] == []


def test_a_macro_of_the_project_takes_the_place_of_a_topics() -> None:
    topic = (
        "{% macro tell_best(f, label) %}Best is {{ label(f.subject[0]) }}.{% endmacro %}"
        "{% macro tell_cost(f, label) %}It costs.{% endmacro %}"
    )
    own = "{% macro tell_best(f, label) %}Ours: {{ label(f.subject[0]) }}.{% endmacro %}"
    shipped = Phrases(environment(DictLoader({f"results/{PROSE}": topic})))
    changed = Phrases(environment(DictLoader({PROSE: own, f"results/{PROSE}": topic})))
    assert shipped.tell(finding("best"), label) == "Best is &lt;a&gt;."
    assert changed.tell(finding("best"), label) == "Ours: &lt;a&gt;."
    assert changed.tell(finding("cost"), label) == "It costs."


def test_a_kind_without_a_phrase_is_named() -> None:
    shipped = Phrases(environment(FileSystemLoader(template_folders())))
    with pytest.raises(LabbookError, match=r"macro tell_mood in prose\.html\.j2"):
        shipped.tell(finding("mood"), label)
