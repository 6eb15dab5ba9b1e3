"""Compose a lab's report: from its artifacts to one HTML file."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.lab_plan import read_lab_plan
from labbook.report.collect import Modules, SectionFiles, collect_report
from labbook.report.for_browser import for_browser
from labbook.report.html import render_html


def make(
    *,
    plan: Path,
    findings: Path,
    summaries: Mapping[str, Path],
    figures: Mapping[str, Mapping[str, Path]],
    modules: Modules,
    page: Path,
    kept: str,
    sections: SectionFiles | None = None,
    words: str | None = None,
    measured: Mapping[str, Path] | None = None,
    has_supplement: bool = True,
) -> None:
    """Write the page; `modules` make the sections of topics from the files in `sections`.

    `words`: the template beside the config that takes the place of one of the project. `kept`: the
    folder for what need not be made again for each page. `measured`: metrics of one's own, by
    experiment. `has_supplement`: whether that becomes a document of its own.
    """
    planned = read_lab_plan(plan)
    report = collect_report(
        *(planned, findings, summaries, figures, modules, sections or {}, measured or {}),
        has_supplement,
    )
    own = Path(words) if words else None
    rendered = render_html(report, planned.template, own=own, kept=Path(kept), folder=page.parent)
    write_text(page, for_browser(rendered, report))
