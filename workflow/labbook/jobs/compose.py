"""Compose a lab's report: from its artifacts to one HTML file."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.lab_plan import read_lab_plan
from labbook.report.collect import Modules, SectionFiles, collect_report
from labbook.report.html import render_html


def make(
    *,
    plan: Path,
    findings: Path,
    summaries: Mapping[str, Path],
    figures: Mapping[str, Mapping[str, Path]],
    modules: Modules,
    page: Path,
    sections: SectionFiles | None = None,
    words: str | None = None,
) -> None:
    """Write the page; `modules` make the sections of topics from the files in `sections`.

    `words`: the template beside the config that takes the place of one of the project.
    """
    planned = read_lab_plan(plan)
    report = collect_report(planned, findings, summaries, figures, modules, sections or {})
    write_text(page, render_html(report, planned.template, own=Path(words) if words else None))
