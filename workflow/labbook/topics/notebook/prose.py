"""No number is typed into a notebook's Markdown either; in its code they stand as a reader types.

The report's own lint reads HTML. What is code in Markdown, in fences or in backquotes, is blanked
first, every line where it was; the rest reads alike.
"""

import re

from jinja2 import Environment

from labbook.errors import LabbookError
from labbook.report.prose_lint import typed_numbers

_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def lint_notebook(environment: Environment, source: str, name: str) -> None:
    """Raises LabbookError for the first number in the prose of the template `name`."""
    prose = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), source)
    for line, text in typed_numbers(environment, prose):
        raise LabbookError(
            f"{name}, line {line}: a number is typed into the prose, “{text}”. Write a value of "
            "the notebook through a filter, such as {{ answers.confusion.right | integer }}; put a "
            "name that has a digit into backquotes."
        )
