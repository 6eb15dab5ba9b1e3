"""No number is typed into the report's prose: each comes from data and config."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader

from labbook.errors import LabbookError
from labbook.report import prose_lint
from labbook.report.context import Report
from labbook.report.html import TEMPLATES, TOPICS, render_html, template_folders
from labbook.report.prose_lint import lint_templates, typed_numbers

# Those of notebooks are Markdown with code, which has a reader of its own (topics/notebook).
SHIPPED = sorted(
    path.relative_to(folder).as_posix()
    for folder in template_folders()
    for path in folder.rglob("*.j2")
    if path.parent.name != "notebooks"
)


def environment(loader: FileSystemLoader | DictLoader) -> Environment:
    return Environment(
        loader=loader,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_no_digit_in_a_shipped_template(name: str) -> None:
    shipped = environment(FileSystemLoader(template_folders()))
    source, _, _ = shipped.loader.get_source(shipped, name)
    assert list(typed_numbers(shipped, source)) == []


@pytest.mark.parametrize(
    ("source", "line", "text"),
    [
        ("<p>It reached 97 % with {{ name }}.</p>", 1, "It reached 97 % with ."),
        ("{# 1 #}\n\n{%- if x %}\n\n\n  nearly 3 hours\n{% endif %}", 6, "nearly 3 hours"),
        ("{% set caption %}\nAfter 100 epochs.\n{% endset %}", 2, "After 100 epochs."),
        ("<p>\n{% raw %}{{ 97 }}{% endraw %}</p>", 2, "{{ 97 }}"),
        ('<p>{{ table("x", "Accuracy\nafter 100 epochs") }}</p>', 2, "after 100 epochs"),
        ("<p>{{ 0.97 | percent }}</p>", 1, "0.97"),
        ("<p>with ninety-five percent confidence</p>", 1, "with ninety-five percent confidence"),
        ("<p>Three runs each.</p>", 1, "Three runs each."),
        ("<p>It takes half the time.</p>", 1, "It takes half the time."),
        ('<p>{{ table("x", "over ten runs") }}</p>', 1, "over ten runs"),
        ("<p>{{ 97 }} %</p>", 1, "97"),
        ('<img src="x" alt="A curve that ends at 0.2">', 1, "A curve that ends at 0.2"),
        ("<p><code>seed-1</code> and 2</p>", 1, "and 2"),
        ('{% call math("half of x") %}x/2{% endcall %} of 3', 1, "of 3"),
        ('{% call math("x") %}{% if x %}1{% endif %}{% endcall %} of 3', 1, "of 3"),
        ('{% call math("x over 2") %}x/2{% endcall %}', 1, "x over 2"),
        ('{% call equation("a", "x") %}\nx^2\n{% endcall %}\n<p>of 3</p>', 4, "of 3"),
        ('{% call table("a", "A table") %}<td>3</td>{% endcall %}', 1, "3"),
        ("<cite>Bishop 2006, section 5.3</cite>, page 3", 1, ", page 3"),
        ("<p>SHA-256 and SHA-512</p>", 1, "SHA-256 and SHA-512"),
    ],
)
def test_a_typed_digit_is_found_in_its_line(source: str, line: int, text: str) -> None:
    assert list(typed_numbers(environment(DictLoader({})), source)) == [(line, text)]


@pytest.mark.parametrize(
    "source",
    [
        '<h2 id="part-2" class="h{{ x }}" colspan="3">Part</h2>',
        "<p>{{ value | number(digits=6) }}&#8239;% {{ (100 * share) | number }}{{ 2 * x }}</p>",
        "{# 97 % #}{% set n = 3 %}{% for one in some[:12] if one.seed == 0 %}{% endfor %}",
        '{% if name == "lab3_2" %}{% include "labs/lab3_keras.html.j2" %}{% endif %}',
        "<p>the SHA-256 of <code>file-1.{{ x }}.2</code></p><pre>cores 4</pre>",
        '{% call math("one half") %}\\frac{1}{2}{% endcall %}',
        '{% call math("one half") %}{% if x %}1{% else %}2{% endif %} + 3{% endcall %}',
        '{%- call equation("square", "x squared") -%}\nx^2 + 1\n{%- endcall %}',
        "<cite>Bishop 2006, section <i>5.3</i></cite>",
        "<style>p { margin: 1em }</style>",
    ],
)
def test_what_is_no_prose_may_have_digits(source: str) -> None:
    assert list(typed_numbers(environment(DictLoader({})), source)) == []


def test_the_report_is_refused_with_file_line_and_what_to_write(
    whole_report: Report, tmp_path: Path
) -> None:
    for name in ("style", "script", "partials", "report.html.j2"):
        (tmp_path / name).symlink_to(TEMPLATES / name)
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs/typed.html.j2").write_text(
        '{% extends "report.html.j2" %}\n{% block commentary scoped %}\n'
        "<p>It is 3 times as good.</p>{% endblock %}",
        encoding="utf-8",
    )
    # The template of another lab would do no harm now, but has to be mended all the same.
    for template in ("typed", None):
        with pytest.raises(
            LabbookError, match=r"labs/typed\.html\.j2, line 3: .*“It is 3 times.*\| mean_std_perc"
        ):
            render_html(whole_report, template, tmp_path)


def test_all_templates_are_read() -> None:
    sources = {"a/b.html.j2": "<p>1</p>", "style.css": "p { margin: 1em }"}
    with pytest.raises(LabbookError, match=r"a/b\.html\.j2"):
        lint_templates(environment(DictLoader(sources)))


def test_a_number_in_a_topic_is_named_by_its_path_in_the_project(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prose_lint, "typed_numbers", lambda _, source: [(7, "97 %")])
    topics_alone = FileSystemLoader(TOPICS / "curves")
    with pytest.raises(
        LabbookError, match=r"^workflow/labbook/topics/curves/prose\.html\.j2, line 7: "
    ):
        lint_templates(environment(topics_alone))
