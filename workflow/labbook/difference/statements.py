"""The statements of a page, as they are read."""

import html
import re

# As templates/partials/answer.html.j2 and those of topics begin and end one.
_STATEMENT = re.compile(r'<span class="finding[^>]* data-finding="([^"]+)"[^>]*>')
_SPAN = re.compile(r"<span\b|</span>")
_TAG = re.compile(r"<[^>]*>")


def statements_of(page: str) -> dict[str, str]:
    """By the finding that it tells, each where it stands first."""
    found: dict[str, str] = {}
    for begin in _STATEMENT.finditer(page):
        depth, end = 1, len(page)
        for tag in _SPAN.finditer(page, begin.end()):
            depth += 1 if tag[0] != "</span>" else -1
            if not depth:
                end = tag.start()
                break
        words = " ".join(html.unescape(_TAG.sub("", page[begin.end() : end])).split())
        found.setdefault(html.unescape(begin[1]), words)
    return found
