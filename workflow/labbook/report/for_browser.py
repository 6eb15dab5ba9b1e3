"""What a browser needs to know of a page's elements, for readers without a mouse or a screen.

A link that is called by a number says where it leads, and few of them are stops of the Tab key: a
row of a table leads by its head to where its numbers lead, and of all numbers of a section that
lead to one place, one stop is enough. Tables, figures and equations are stops, as they may scroll.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape

from markupsafe import Markup

from labbook.report.context import Experiment, Report
from labbook.report.origin import Runs

_SECTION = re.compile(r"(?=<h2\b)")
_LINK = re.compile(
    r'(<th\b[^>]*>)?<a((?: class="(?:origin|back)")?)((?: id="[^"]*")?) href="#([^"]*)">'
)
_END = "</a>"
_LETTER = re.compile(r"[^\W\d_]{2}")
# What a number leads to that is of several configurations.
_OTHERS = {
    "rests-": "the statement with its runs",
    "computed-": "what it is worked out from",
    "rest-": "its runs",
}
# A header of a row that is a formula alone has no text that all readers know.
_FORMULA = re.compile(r'<th scope="row">(<span class="math"><math)(?=[^>]* alttext="([^"]*)")')
_SPOKEN = (
    '<th scope="row"><!-- browser --><span class="unseen">{}</span><!-- /browser -->'
    '{} aria-hidden="true"'
)
# By margin box of a printed page, the attribute that print.css takes its text from.
_HEADS = {
    "top-left": re.compile(' data-author="([^"]*)"'),
    "top-right": re.compile(' data-lab="([^"]*)"'),
    "bottom-left": re.compile(' data-banner="([^"]*)"'),
}
# A table's number is the name of the box that it scrolls in.
_TABLE = re.compile(
    r'(<div class="table[^>]*)>(?=\s*<table>\s*<caption><span class="number">(Table \w+)\.)'
)
_SCROLLS = r'\1 role="group" aria-label="\2" tabindex="0">'
_OTHER_BOX = re.compile(r'<(?:figure id="[^"]*" class="[^"]*"|div class="equation" id="[^"]*")')


def for_browser(document: str, report: Report) -> str:
    """The page of a report, as `render_html` writes it, with all of that."""
    words = dict(words for experiment in report.experiments for words in _of_runs(experiment))
    spoken = _FORMULA.sub(lambda head: _SPOKEN.format(head[2], head[1]), document)
    reachable = _OTHER_BOX.sub(r'\g<0> tabindex="0"', _TABLE.sub(_SCROLLS, spoken))
    labelled = "".join(_labelled(section, words) for section in _SECTION.split(reachable))
    return labelled.replace("</head>", f"{_running_heads(document)}</head>", 1)


def _running_heads(document: str) -> str:
    """The heads and the banner of printed pages, whose texts browsers take from no element."""
    found = {place: text.search(document) for place, text in _HEADS.items()}
    boxes = "".join(
        f"@{place} {{ content: {_css_string(unescape(text[1]))}; }} "
        for place, text in found.items()
        if text
    )
    return f"<!-- browser -->\n<style>@page {{ {boxes}}}</style>\n<!-- /browser -->\n"


def _css_string(text: str) -> str:
    escaped = (one if one.isalnum() or one in " ,.:" else f"\\{ord(one):x} " for one in text)
    return f'"{"".join(escaped)}"'


def _of_runs(experiment: Experiment) -> Iterator[tuple[str, str]]:
    for topic in experiment.topics:
        for name, label in topic.labels.items():
            yield Runs(experiment.name, name).anchor, f"runs of {label}"
    for planned in experiment.planned:
        whole = Runs(experiment.name, planned.known.name)
        label = planned.known.label
        yield whole.anchor, f"runs of {label}"
        for run in planned.runs:
            yield whole._replace(seed=run.seed).anchor, f"run of {label}, seed {run.seed}"


def _labelled(section: str, words: Mapping[str, str]) -> str:
    reached = {link[4] for link in _LINK.finditer(section) if link[1]}

    def labelled(link: re.Match[str]) -> str:
        head, kind, place, target = link.groups(default="")
        text = Markup(section[link.end() : section.index(_END, link.end())]).striptags()
        title = words.get(target) or _of_others(target, kind)
        if title is None:
            return link[0]
        more = f' title="{escape(title)}"'
        if "origin" in kind and target in reached:
            more += ' tabindex="-1"'
        elif not head and not _LETTER.search(text):
            more += f' aria-label="{escape(text)}: {escape(title)}"'
        reached.add(target)
        return f'{head}<a{kind}{place} href="#{target}"{more}>'

    return _LINK.sub(labelled, section)


def _of_others(target: str, kind: str) -> str | None:
    if "back" in kind:
        return "where it is told"
    return next((text for start, text in _OTHERS.items() if target.startswith(start)), None)
