"""Number sections, tables, figures and equations in the order in which the document shows them.

A text may refer to what comes after it, so a document is rendered twice with one `Numbering`: the
first pass counts, the second writes the numbers that the first found.
"""

from markupsafe import Markup

from labbook.errors import LabbookError
from labbook.report.anchors import numbered_anchor

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
        self._unknown: set[tuple[str, str]] = set()

    def start_pass(self) -> None:
        """Start a new pass, which knows the numbers of the previous one."""
        self._known, self._current = self._current, {}
        self._counts = {}
        self._unknown = set()

    def number(self, kind: str, name: str) -> str:
        """Give a thing the next number of its kind; appendices get letters.

        Raises LabbookError if the name was taken before.
        """
        if (kind, name) in self._current:
            raise LabbookError(f"The report's templates number {kind} {name} twice.")
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        text = chr(ord("A") + count - 1) if kind == "appendix" else str(count)
        self._current[kind, name] = text
        return text

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
