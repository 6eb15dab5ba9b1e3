"""No number is typed into a template's prose: each comes from data or config, in digits or words.

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
# Words are numbers from three on: "one", "two", "both" and "twice" are grammar as often as counts.
# Ordinals are places in an order, not counts. Of fractions, those that could be measured.
_COUNTS = (
    *("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    *("hundreds?", "thousands?", "millions?", "dozens?", "percent", "per cent"),
    *("half", "halves", "thirds", "quarters?", "fifths", "tenths?", "hundredths?"),
)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(_COUNTS)})\b", re.IGNORECASE)
# What has a number's word and says none, or says a formula that stands beside it.
IDIOMS = ("second half", "half the squared error", "at most one quarter")
_CONTEXT = 30  # characters shown on each side of a number


def lint_templates(environment: Environment) -> None:
    """Read all templates that the environment's loader lists.

    Raises LabbookError for the first number, with file, line and what to write instead;
    jinja2.TemplateSyntaxError for a template that Jinja cannot read.
    """
    for name in environment.list_templates(extensions=["j2"]):
        if name.startswith(_NOTEBOOKS):
            continue
        assert environment.loader is not None  # it listed them
        source, _, _ = environment.loader.get_source(environment, name)
        for line, text in typed_numbers(environment, source):
            raise LabbookError(
                f"templates/{name}, line {line}: a number is typed into the prose, “{text}”. Write "
                "a value of the report through a filter, such as {{ finding.numbers.lead | pp }} "
                "or {{ experiment.best.metrics.test_accuracy | mean_std_percent }}; put a name "
                "that has a digit into <code>, a publication into <cite>, mathematics into "
                '{% call math("as it is spoken") %}…{% endcall %}.'
            )


def typed_numbers(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """Line and surroundings of each place in a template's source where prose has a number."""
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
        printed = kind == "data" and not _is_mathematics(statement)
        parts.append(missing + (value if printed else " " + "\n" * value.count("\n")))
        line = starts + value.count("\n")
    return "".join(parts)


def _is_mathematics(statement: list[str]) -> bool:
    """Whether a block with these names is a call around LaTeX, whose words speak a formula."""
    return statement[:1] == ["call"] and not _MATHEMATICS.isdisjoint(statement[1:2])


def _in_expressions(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """Strings that read as prose, and numbers that are only typed: `{{ 0.97 | percent }}`."""
    tokens = [token for token in environment.lex(source) if token[1] != "whitespace"]
    statement: list[str] = []
    for place, (line, kind, value) in enumerate(tokens):
        if kind == "block_begin":
            statement = []
        elif kind == "name":
            statement.append(value)
        if kind == "string" and re.search(r"\s", value):
            reader = _Prose(_DIGIT if _is_mathematics(statement) else _NUMBER)
            reader.feed(value[1:-1])
            reader.close()
            yield from ((line + row - 1, text) for row, text in reader.found)
        if kind in ("integer", "float") and place + 1 < len(tokens):
            before, after = tokens[place - 1], tokens[place + 1]
            if before[1] == "variable_begin" and (after[1] == "variable_end" or after[2] == "|"):
                yield line, value


class _Prose(HTMLParser):
    """Collects numbers in what a reader reads; `found` has line and surroundings."""

    def __init__(self, number: re.Pattern[str] = _NUMBER) -> None:
        # Entities such as &#8239; are then no text.
        super().__init__(convert_charrefs=False)
        self._number = number
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
        for allowed in (*NAMES, *IDIOMS):
            known = known.replace(allowed, " " * len(allowed))
        first_line, _ = self.getpos()
        for row, line in enumerate(known.split("\n")):
            typed = self._number.search(line)
            if typed:
                original = text.split("\n")[row]
                start = max(0, typed.start() - _CONTEXT)
                shown = original[start : typed.end() + _CONTEXT].split()
                self.found.append((first_line + row, " ".join(shown)))
