"""Check that no number is typed into a template's prose, neither in digits nor in words.

Every number must come from data or config. Jinja's lexer splits the templates. Prose is the text
that Jinja prints unchanged, except for some elements. A string with spaces in an expression is also
prose, such as the caption that a macro gets. The content of `math` and `equation` is LaTeX.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
from jinja2 import Environment

from labbook.artifacts.kept_file import read_kept, write_kept
from labbook.canonical_json import canonical_json
from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT, code_hashes

# These names contain a digit.
NAMES = ("SHA-256", "F1")
# Elements with commands, addresses and keys, or publications with years, chapters and pages.
_NOT_PROSE = frozenset({"cite", "code", "pre", "script", "style"})
# Calls that enclose LaTeX: digits in mathematics are not results.
_MATHEMATICS = frozenset({"math", "equation"})
# People read or hear these attributes.
_READ = frozenset({"alt", "aria-label", "title"})
# Markdown with code: only labbook/topics/notebook/template.py reads it, no report does.
_NOTEBOOKS = "notebooks/"
# Words count as numbers from three on, because "one", "two", "both" and "twice" are often grammar.
# Ordinals are places in an order, not counts. Fractions are listed if they could be measured.
_COUNTS = (
    *("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    *("hundreds?", "thousands?", "millions?", "dozens?", "percent", "per cent"),
    *("half", "halves", "thirds", "quarters?", "fifths", "tenths?", "hundredths?"),
)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(_COUNTS)})\b", re.IGNORECASE)
# Idioms with a number word that is not a number, or that repeats a formula next to it.
IDIOMS = ("second half", "half the squared error", "at most one quarter")
_LINTED = "templates.linted"
_CONTEXT = 30  # characters shown on each side of a number


def lint_templates(environment: Environment, kept: Path | None = None) -> None:
    """Read all templates that the environment's loader lists.

    kept: the folder that says which were read last and had no number. Raises LabbookError for the
    first number, with file, line and what to write instead; jinja2.TemplateSyntaxError for a
    template that Jinja cannot read.
    """
    loader = environment.loader
    assert loader is not None
    names = environment.list_templates(extensions=["j2"])
    found = {
        name: loader.get_source(environment, name)
        for name in names
        if not name.startswith(_NOTEBOOKS)
    }
    read = {"code": code_hashes(__name__), "jinja2": jinja2.__version__}
    sources = canonical_json({**read, "templates": {name: found[name][0] for name in found}})
    if kept and read_kept(kept / _LINTED, sources) is not None:
        return
    for name, (source, file, _) in found.items():
        for line, text in typed_numbers(environment, source):
            raise LabbookError(
                f"{_shown(name, file)}, line {line}: a number is typed into the prose, “{text}”. "
                "Write a value of the report through a filter, such as "
                "{{ finding.numbers.lead | pp }} or "
                "{{ experiment.best.metrics.test_accuracy | mean_std_percent }}; put a name "
                "that has a digit into <code>, a publication into <cite>, mathematics into "
                '{% call math("as it is spoken") %}…{% endcall %}.'
            )
    if kept:
        write_kept(kept / _LINTED, sources, b"")


def _shown(name: str, file: str | None) -> str:
    """The file's path in the project; for a template from elsewhere, its name."""
    if file is None or not Path(file).is_relative_to(PROJECT):
        return name
    return Path(file).relative_to(PROJECT).as_posix()


def typed_numbers(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the surrounding text of each number in the prose of a template."""
    prose = _Prose()
    found = list(_in_expressions(environment, source))
    prose.feed(_printed_as_it_stands(environment, source))
    prose.close()
    yield from sorted(found + prose.found)


def _printed_as_it_stands(environment: Environment, source: str) -> str:
    """The source with a space for everything that Jinja evaluates; it keeps all lines."""
    parts: list[str] = []
    line = 1
    statement: list[str] = []  # the names in the current or the last statement
    mathematics = False
    for starts, kind, value in environment.lex(source):
        missing = "\n" * (starts - line)  # blank lines that the lexer has cut off
        if kind == "block_begin":
            statement = []
        elif kind == "name":
            statement.append(value)
            # To the end of the call, whatever conditions are in it.
            begun = mathematics and statement[0] != "endcall"
            mathematics = begun or _is_mathematics(statement)
        printed = kind == "data" and not mathematics
        parts.append(missing + (value if printed else " " + "\n" * value.count("\n")))
        line = starts + value.count("\n")
    return "".join(parts)


def _is_mathematics(statement: list[str]) -> bool:
    """Whether a statement with these names is a call that encloses LaTeX."""
    return statement[:1] == ["call"] and not _MATHEMATICS.isdisjoint(statement[1:2])


def _in_expressions(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """Yield numbers in strings that are prose, and numbers typed as in `{{ 0.97 | percent }}`."""
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
    """Collects the numbers in prose; `found` has the line and the text around each."""

    def __init__(self, number: re.Pattern[str] = _NUMBER) -> None:
        # Then entities such as &#8239; are not handled as text.
        super().__init__(convert_charrefs=False)
        self._number = number
        self.found: list[tuple[int, str]] = []
        self._inside: list[str] = []  # the open tags of elements that are not prose

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
