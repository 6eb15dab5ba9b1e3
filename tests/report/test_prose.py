"""No digit is typed into the report's prose: digits come from data and config."""

import re
from pathlib import Path

import pytest

from labbook.report.html import TEMPLATES

# Mathematics, where digits are no results.
FORMULAS = TEMPLATES / "partials" / "formulas.html.j2"
# A name, commands to be typed, then all that a reader does not see.
NOT_PROSE = (
    r"SHA-256",
    r"<pre>.*?</pre>",
    r"\{#.*?#\}",
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
    r"<[^>]*>",
    r"&#\d+;",
)


def prose(text: str) -> str:
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return text


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.j2")), ids=lambda path: path.name)
def test_no_digit(path: Path) -> None:
    found = re.findall(r".*\d.*", prose(path.read_text(encoding="utf-8")))
    assert path == FORMULAS or found == []


def test_the_check_sees_digits() -> None:
    assert re.search(r"\d", prose("<p>It reached 97 % {{ accuracy }}.</p>"))
