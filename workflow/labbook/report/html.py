"""Render the context of a report as one HTML document that needs no other file."""

import os
import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
)
from markupsafe import Markup

from labbook.errors import LabbookError
from labbook.figures.palette import PAGE_INK, PAGE_LINK
from labbook.fingerprint import PROJECT
from labbook.metrics.confidence import CONFIDENCE
from labbook.report.accuracy_plot import accuracy_plot
from labbook.report.citation import citation
from labbook.report.contents import Contents, contents_of, with_anchors
from labbook.report.context import Report
from labbook.report.equation import Equations
from labbook.report.fonts import font_faces, math_face
from labbook.report.kept_templates import KeptTemplates
from labbook.report.long_words import break_long_words
from labbook.report.measured import OriginLinks
from labbook.report.numbering import Numbering, Places
from labbook.report.numbers import FILTERS
from labbook.report.origin import (
    configuration_anchor,
    finding_anchor,
    rest_anchor,
    result_anchor,
)
from labbook.report.phrases import Phrases
from labbook.report.prose_lint import lint_templates
from labbook.report.settings import (
    capitalize,
    further_text,
    input_size,
    network_text,
    optimizer_text,
)
from labbook.report.statements import Trail
from labbook.text.names import activation_name, loss_name, optimizer_name, setting_name

TEMPLATES = PROJECT / "templates"
TOPICS = PROJECT / "workflow" / "labbook" / "topics"
# The templates of notebooks are left out, because no report reads them.
PROJECT_FILES = (
    "templates/**/*.html.j2",
    "templates/style/*.css",
    "templates/script/*.js",
    "templates/style/fonts/*.ttf",
    "workflow/labbook/topics/*/*.html.j2",
    "workflow/labbook/topics/*/*.css",
)
GENERIC_TEMPLATE = "report.html.j2"
_STYLES = ("style/base.css", "style/print.css")
# For browsers alone, in print too.
_SCREEN_STYLES = ("style/screen.css", "style/script.css")
_SCRIPTS = tuple(
    f"script/{name}.js"
    for name in ("contents", "scroll_boxes", "elements", "curves", "enlarge", "tables")
)
_SUBSET_STYLE = "style/subset.css"  # the banner in the margin of every page
_LINK = re.compile('href="#([^"]*)"')
_FONTS_MARK, _MATH_FONT_MARK = "/* fonts */", "/* font of MathML */"
# The colors that style sheets share with drawings.
_SHARED_COLORS = f":root {{ --ink: {PAGE_INK}; --link: {PAGE_LINK}; }}"
# ASCII; hyphens at line ends and bullets, which no text contains but the page shows.
_ALWAYS = {chr(code) for code in range(0x20, 0x7F)} | {"\u2010", "\u2022"}
_GLOBALS: dict[str, object] = {
    "accuracy_plot": accuracy_plot,
    "activation_name": activation_name,
    "citation": citation,
    "confidence_level": CONFIDENCE,
    "configuration_anchor": configuration_anchor,
    "finding_anchor": finding_anchor,
    "further_text": further_text,
    "input_size": input_size,
    "loss_name": loss_name,
    "network_text": network_text,
    "optimizer_name": optimizer_name,
    "optimizer_text": optimizer_text,
    "rest_anchor": rest_anchor,
    "result_anchor": result_anchor,
    "setting_name": setting_name,
}


def render_html(
    report: Report,
    template: str | None,
    templates: Path = TEMPLATES,
    own: Path | None = None,
    kept: Path | None = None,
    folder: Path | None = None,
) -> str:
    """Render the report with `labs/<template>.html.j2`, or with the skeleton if it is None.

    `own`: a file that is the template instead. `kept`: a folder for what need not be made again
    for each page, reduced fonts and compiled templates. `folder`: where the page will lie.

    Raises LabbookError if a template is missing, cannot be rendered, has a digit typed into its
    prose, or refers to a table, figure, section or other place that the page does not show.
    """
    numbering = Numbering()
    links = OriginLinks()
    trail = Trail(report)
    equations = Equations(numbering)
    of_document = {
        "numbering": numbering,
        "trail": trail,
        "math": equations.inline,
        "equation": equations.display,
        "beside": partial(_relative, start=folder or Path("results") / report.lab),
    }
    environment = _environment(templates, links, of_document, own, kept)
    name = GENERIC_TEMPLATE if template is None else f"labs/{template}.html.j2"
    shown_name = f"templates/{name}"
    if own:
        name = shown_name = own.as_posix()
    files = [
        *_STYLES,
        *([_SUBSET_STYLE] if report.dataset.is_subset or report.on_fallback else []),
        *report.styles,
    ]
    try:
        texts = {
            "style": "\n".join([_FONTS_MARK, _SHARED_COLORS, _sources(environment, files)]),
            "screen_style": f"{_MATH_FONT_MARK}\n{_sources(environment, _SCREEN_STYLES)}",
            "script": _sources(environment, _SCRIPTS),
        }
        lint_templates(environment, kept)
        page = environment.get_template(name)
        shown, contents = Places(), Contents()
        for _ in range(2):
            numbering.start_pass()
            trail.start_pass(shown, links.several)
            document = page.render(
                report=report,
                contents=contents,
                **{name: Markup(text) for name, text in texts.items()},
            )
            document = _led_to_the_rest(links.with_first_uses(document), report.unlisted)
            document = with_anchors(document)
            shown, contents = Places(document), contents_of(document)
    except TemplateNotFound as error:
        raise LabbookError(f"The report needs templates/{error.name}, which is missing.") from None
    except TemplateError as error:
        raise LabbookError(f"{shown_name} cannot be rendered: {error}.") from error
    numbering.check()
    if shown.dangling:
        raise LabbookError(
            f"{shown_name} links to #{shown.dangling[0]}, which is nowhere on the page."
        )
    document = break_long_words(document)
    fonts = font_faces(templates / "style" / "fonts", _characters(document), kept)
    document = document.replace(_MATH_FONT_MARK, math_face(document, kept), 1)
    return document.replace(_FONTS_MARK, fonts, 1)


def _led_to_the_rest(document: str, unlisted: Mapping[str, str]) -> str:
    """With each link to a row that is left out leading to the row in its place."""
    if not unlisted:
        return document
    return _LINK.sub(lambda link: f'href="#{unlisted.get(link[1], link[1])}"', document)


def _relative(path: str | Path, start: Path) -> str:
    return os.path.relpath(path, start).replace(os.sep, "/")


def template_folders(templates: Path = TEMPLATES) -> list[Path]:
    """The folders to search for templates and style sheets: the project's, then the topics'."""
    return [templates, TOPICS]


def _read(own: Path) -> str:
    try:
        return own.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = f"is no text in UTF-8 that can be read: {error}"
        raise LabbookError(f"{own.as_posix()} {why}.") from None


def _sources(environment: Environment, names: Iterable[str]) -> str:
    loader = environment.loader
    assert loader is not None
    return "\n".join(loader.get_source(environment, name)[0] for name in names)


def _environment(
    templates: Path,
    links: OriginLinks,
    of_document: Mapping[str, object],
    own: Path | None,
    kept: Path | None,
) -> Environment:
    loaders: list[BaseLoader] = [FileSystemLoader(template_folders(templates), encoding="utf-8")]
    if own:
        loaders.insert(0, DictLoader({own.as_posix(): _read(own)}))
    environment = Environment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        finalize=links.finalize,
        bytecode_cache=KeptTemplates(kept, __name__) if kept else None,
    )
    # The `capitalize` of Jinja would also change the address in a link.
    environment.filters |= links.filters(FILTERS) | {"capitalize": capitalize}
    phrases = Phrases(environment)
    of_phrases = {"tell": phrases.tell, "tell_together": phrases.tell_together}
    environment.globals |= {**_GLOBALS, **of_document, **of_phrases}
    return environment


def _characters(document: str) -> str:
    """Every character that the page, its margins or its figures may show."""
    return "".join(sorted(_ALWAYS.union(document)))
