"""The contents of a page: its headings, each with an `id` that the contents link to."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

_HEADING = re.compile(r"<h([23])((?: [^>]*)?)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r' id="([^"]*)"')
_NUMBER = re.compile(r'<span class="section-number">(.*?)</span>')
_SUPPLEMENT = '<article id="supplement"'


@dataclass(frozen=True)
class Entry:
    """A heading, with those `below` it; `number` is empty for one without."""

    anchor: str
    number: str
    title: str
    below: list["Entry"] = field(default_factory=list)


@dataclass(frozen=True)
class Contents:
    """The sections of the two parts of a page."""

    report: list[Entry] = field(default_factory=list)
    supplement: list[Entry] = field(default_factory=list)


def with_anchors(document: str) -> str:
    """The document with an `id` for each heading that has none: the section's and its own words."""
    taken = set(_ID.findall(document))
    section = ""

    def anchored(heading: re.Match[str]) -> str:
        nonlocal section
        level, attributes, inside = heading.groups()
        if not _ID.search(attributes):
            words = "-".join(re.findall(r"\w+", _text(inside).lower()))
            anchor = place = f"{section}.{words}" if level == "3" and section else words
            count = 1
            while anchor in taken:
                count += 1
                anchor = f"{place}-{count}"
            taken.add(anchor)
            attributes += f' id="{html.escape(anchor)}"'
        if level == "2":
            section = _ID.findall(attributes)[0]
        return f"<h{level}{attributes}>{inside}</h{level}>"

    return _HEADING.sub(anchored, document)


def contents_of(document: str) -> Contents:
    """Of a document whose headings have all an `id`."""
    report, _, supplement = document.partition(_SUPPLEMENT)
    return Contents(_nested(report), _nested(supplement))


def _nested(part: str) -> list[Entry]:
    sections: list[Entry] = []
    for level, entry in _entries(part):
        if level == 3 and sections:
            sections[-1].below.append(entry)
        else:
            sections.append(entry)
    return sections


def _entries(part: str) -> Iterator[tuple[int, Entry]]:
    for level, attributes, inside in _HEADING.findall(part):
        number = _NUMBER.search(inside)
        title = _text(_NUMBER.sub("", inside))
        anchor = html.unescape(_ID.findall(attributes)[0])
        yield int(level), Entry(anchor, number[1] if number else "", title)


def _text(inside: str) -> str:
    return " ".join(Markup(inside).striptags().split())
