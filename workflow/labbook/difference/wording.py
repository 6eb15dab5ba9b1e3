"""A difference in words: as text for the terminal, and as a page."""

import html
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from labbook.artifacts.kept_build import KeptBuild
from labbook.difference.comparison import Change, Difference, Move, compare
from labbook.text.table import table_lines

Thing = TypeVar("Thing")
LONGEST = 60
MOST_LISTED = 12
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}pre{white-space:pre-wrap;font:14px/1.5 monospace}"
)


def difference_text(names: tuple[str, str], before: KeptBuild, after: KeptBuild) -> str:
    """All that changed from the build that is called by the first of `names` to the other."""
    return _text(names, compare(before, after), MOST_LISTED)


def difference_page(names: tuple[str, str], before: KeptBuild, after: KeptBuild) -> str:
    """The same as HTML, with nothing left out."""
    text = _text(names, compare(before, after), None)
    title = html.escape(f"From {names[0]} to {names[1]}")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{title}</h1>\n{''.join(_blocks(text))}</main></body>\n</html>\n"
    )


def _blocks(text: str) -> Iterable[str]:
    """Each part of the text with its first line as a heading."""
    for part in text.split("\n\n")[1:]:
        head, _, rest = part.partition("\n")
        yield f"<h2>{html.escape(head.rstrip(':'))}</h2>\n<pre>{html.escape(rest)}</pre>\n"


def _text(names: tuple[str, str], found: Difference, most: int | None) -> str:
    """`most`: how many things a part lists, all if it is None."""

    def part(title: str, things: Sequence[Thing], write: Callable[..., Iterable[str]]) -> str:
        if not things:
            return ""
        shown = things[:most]
        left = len(things) - len(shown)
        rest = [f"… and {left} more, on the page"] if left else []
        lines = [f"  {line}" for line in (*write(shown), *rest)]
        return "\n".join([f"{title}: {len(things)} changed", *lines])

    parts = [
        part("Settings", found.settings, _changes),
        part("Data", found.data, _changes),
        part("Code", found.code, iter),
        part("Versions", found.versions, _changes),
    ]
    for lab, of_lab in found.labs.items():
        runs = [
            *(f"came: {run}" for run in of_lab.came),
            *(f"went: {run}" for run in of_lab.went),
            *(f"trained anew: {run}" for run in of_lab.anew),
        ]
        parts += [
            part(f"Runs of {lab}", runs, iter),
            part(f"Numbers of {lab}", of_lab.moved, _moved),
            part(f"Statements of {lab}", of_lab.statements, _statements),
        ]
    parts += [f"{lab} is only in the build {which}." for lab, which in found.only.items()]
    told = list(filter(None, parts)) or ["Nothing has changed."]
    return "\n\n".join([f"From {names[0]} to {names[1]}.", *told])


def _moved(moves: Sequence[Move]) -> list[str]:
    rows = [
        (
            move.name,
            move.before or "–",
            move.after or "–",
            "–" if move.spreads is None else f"{move.spreads:.1f}",
        )
        for move in moves
    ]
    return table_lines(("number", "before", "after", "spreads"), rows, {3})


def _changes(changes: Iterable[Change]) -> list[str]:
    return [f"{one.name}: {_short(one.before)} -> {_short(one.after)}" for one in changes]


def _statements(changes: Iterable[Change]) -> list[str]:
    return [
        line
        for one in changes
        for line in (
            one.name,
            *([f"  - {one.before}"] if one.before is not None else []),
            *([f"  + {one.after}"] if one.after is not None else []),
        )
    ]


def _short(text: str | None) -> str:
    if text is None:
        return "not set"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
