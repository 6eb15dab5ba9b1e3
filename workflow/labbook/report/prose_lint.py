"""No digit is typed into a template's prose: every number of a report comes from data or config.

The templates are read as Jinja reads them. What it would print as it stands is prose, but for
elements that are no prose, and so are strings with blanks inside its expressions, such as a caption
handed to a macro. What stands in a call of `math` or `equation` is LaTeX.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment

from labbook.errors import LabbookError

# Names that have a digit.
NAMES = ("SHA-256", "F1")
# Commands, addresses, keys; publications, which have years, chapters and pages.
_NOT_PROSE = frozenset({"cite", "code", "pre", "script", "style"})
# Calls around LaTeX: digits of mathematics are no results.
_MATHEMATICS = frozenset({"math", "equation"})
# Attributes that people read or hear.
_READ = frozenset({"alt", "aria-label", "title"})
# Markdown with code, which no report includes: labbook/topics/notebook/prose.py reads them.
_NOTEBOOKS = "notebooks/"
_DIGIT = re.compile(r"\d")
_CONTEXT = 30  # characters shown on each side of a digit


def lint_templates(environment: Environment) -> None:
    """Read all templates that the environment's loader lists.

    Raises LabbookError for the first digit, with file, line and what to write instead;
    jinja2.TemplateSyntaxError for a template that Jinja cannot read.
    """
    for name in environment.list_templates(extensions=["j2"]):
        if name.startswith(_NOTEBOOKS):
            continue
        assert environment.loader is not None  # it listed them
        source, _, _ = environment.loader.get_source(environment, name)
        for line, text in typed_digits(environment, source):
            raise LabbookError(
                f"templates/{name}, line {line}: a digit is typed into the prose, “{text}”. Write "
                "a value of the report through a filter, such as {{ finding.numbers.lead | pp }} "
                "or {{ experiment.best.metrics.test_accuracy | mean_std_percent }}; put a name "
                "that has a digit into <code>, a publication into <cite>, mathematics into "
                '{% call math("as it is spoken") %}…{% endcall %}.'
            )


def typed_digits(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """Line and surroundings of each place in a template's source where prose has a digit."""
    prose = _Prose()
    found = list(_in_expressions(environment, source))
    prose.feed(_printed_as_it_stands(environment, source))
    prose.close()
    yield from sorted(found + prose.found)


def _printed_as_it_stands(environment: Environment, source: str) -> str:
    """The source with blanks for all that Jinja works out, every line where it was."""
    parts: list[str] = []
    line = 1
    statement: list[str] = []  # the names in the one that is open, or was last
    for starts, kind, value in environment.lex(source):
        missing = "\n" * (starts - line)  # blank lines that the lexer has cut off
        if kind == "block_begin":
            statement = []
        elif kind == "name":
            statement.append(value)
        latex = statement[:1] == ["call"] and not _MATHEMATICS.isdisjoint(statement[1:2])
        printed = kind == "data" and not latex
        parts.append(missing + (value if printed else " " + "\n" * value.count("\n")))
        line = starts + value.count("\n")
    return "".join(parts)


def _in_expressions(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """Strings that read as prose, and numbers that are only typed: `{{ 0.97 | percent }}`."""
    tokens = [one for one in environment.lex(source) if one[1] != "whitespace"]
    for place, (line, kind, value) in enumerate(tokens):
        if kind == "string" and re.search(r"\s", value):
            reader = _Prose()
            reader.feed(value[1:-1])
            reader.close()
            yield from ((line + row - 1, text) for row, text in reader.found)
        if kind in ("integer", "float") and place + 1 < len(tokens):
            before, after = tokens[place - 1], tokens[place + 1]
            if before[1] == "variable_begin" and (after[1] == "variable_end" or after[2] == "|"):
                yield line, value


class _Prose(HTMLParser):
    """Collects digits of what a reader reads; `found` has line and surroundings."""

    def __init__(self) -> None:
        # Entities such as &#8239; are then no text.
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str]] = []
        self._inside: list[str] = []  # of an element that is no prose: the open tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _READ:
                self._search(value or "")
        if tag in _NOT_PROSE:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._search(data)

    def _search(self, text: str) -> None:
        known = text
        for name in NAMES:
            known = known.replace(name, " " * len(name))
        first_line, _ = self.getpos()
        for number, line in enumerate(known.split("\n")):
            digit = _DIGIT.search(line)
            if digit:
                original = text.split("\n")[number]
                start = max(0, digit.start() - _CONTEXT)
                shown = original[start : digit.end() + _CONTEXT].split()
                self.found.append((first_line + number, " ".join(shown)))
