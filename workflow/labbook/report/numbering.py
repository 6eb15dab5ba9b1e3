"""Number sections, tables, figures and equations in the order of the document; find link targets.

A text may refer to what comes after it, so a document is rendered twice with one `Numbering`: the
first pass counts, the second writes the numbers that the first found.
"""

from html.parser import HTMLParser

from markupsafe import Markup

from labbook.errors import LabbookError
from labbook.report.origin import numbered_anchor

# Elements that have no end tag.
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


class Places(HTMLParser):
    """Reads the `ids`, the internal `links` and the told `findings` of an HTML document.

    `findings` maps the id of a finding, in the order of the page, to the id of the element that
    names it in `data-finding`; if that has no id, to the id of the nearest element around it.
    """

    def __init__(self, document: str = "") -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.findings: dict[str, str] = {}
        self._open: list[tuple[str, str | None]] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        place = attributes.get("id")
        if place:
            self.ids.add(place)
        link = attributes.get("href") or ""
        if link.startswith("#"):
            self.links.append(link[1:])
        around = place or (self._open[-1][1] if self._open else None)
        for finding in (attributes.get("data-finding") or "").split():
            if around:
                self.findings.setdefault(finding, around)
        if tag not in _VOID:
            self._open.append((tag, around))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    @property
    def dangling(self) -> list[str]:
        """The links whose target is not on the page, without repetition."""
        return [link for link in dict.fromkeys(self.links) if link not in self.ids]


NO_BREAK_SPACE = "\u00a0"
WORDS = {
    "section": "Section",
    "appendix": "Appendix",
    "table": "Table",
    "figure": "Figure",
    "equation": "Equation",
}


class Numbering:
    """Templates know it as `numbering`: `number` numbers a thing, `refer` links to its number."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._current: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._prefix = ""
        self._unknown: set[tuple[str, str]] = set()

    def start_pass(self) -> None:
        """Start a new pass, which knows the numbers of the previous one."""
        self._known, self._current = self._current, {}
        self._counts = {}
        self._prefix = ""
        self._unknown = set()

    def start_supplement(self) -> None:
        """What follows is counted anew, with an S before each number."""
        self._counts = {}
        self._prefix = "S"

    def number(self, kind: str, name: str) -> str:
        """Give a thing the next number of its kind; appendices get letters.

        Raises LabbookError if the name was taken before.
        """
        if (kind, name) in self._current:
            raise LabbookError(f"The report's templates number {kind} {name} twice.")
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        text = chr(ord("A") + count - 1) if kind == "appendix" else f"{self._prefix}{count}"
        self._current[kind, name] = text
        return text

    def has(self, kind: str, name: str) -> bool:
        """Whether this pass has numbered the thing already."""
        return (kind, name) in self._current

    def anchor(self, kind: str, name: str) -> str:
        """The `id` of the numbered thing."""
        return numbered_anchor(kind, name)

    def refer(self, kind: str, name: str, row: str | None = None) -> Markup:
        """A link such as `Table 3`; with `row`, the `id` of a row, it leads to this row."""
        number = self._known.get((kind, name))
        if number is None:
            self._unknown.add((kind, name))
        return Markup('<a class="reference" href="#{}">{}{}{}</a>').format(
            row or numbered_anchor(kind, name), WORDS[kind], NO_BREAK_SPACE, number or "?"
        )

    def check(self) -> None:
        """Call after the last pass; raises LabbookError for a reference to what is not shown."""
        if self._unknown:
            kind, name = min(self._unknown)
            raise LabbookError(
                f"The report's templates refer to {kind} {name}, which they do not show."
            )
