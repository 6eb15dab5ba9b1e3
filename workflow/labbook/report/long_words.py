"""Let words break that are longer than any of a language: else they would leave the page."""

import re
import unicodedata

LONGEST = 30
PIECE = 10

# What is no text, or breaks by itself.
_PARTS = re.compile(r"<(style|script|svg|math|title|code|pre)\b.*?</\1>|<[^>]*>|[^<]+", re.DOTALL)
_RUNNING = re.compile(r'(?<= data-author=")[^"]*|(?<= data-lab=")[^"]*')
# Not Chinese, Japanese and Korean, which break nearly everywhere.
_CHARACTER = r"(?:&\w{1,8};|&#\w{1,8};|[^\s<>&\u00a0\u2e80-\U0003ffff])"
_LONG = re.compile(f"{_CHARACTER}{{{LONGEST + 1},}}")
_ONE = re.compile(_CHARACTER)


def break_long_words(page: str) -> str:
    """The HTML with a place to break after each few characters of a word that is very long.

    Running heads are attributes, which hold no tags, so theirs are characters.
    """
    return _PARTS.sub(_part, page)


def _part(found: re.Match[str]) -> str:
    part = found[0]
    if found[1]:
        return part
    if part.startswith("<"):
        return _RUNNING.sub(lambda text: _broken(text[0], "\u200b"), part)
    return _broken(part, "<wbr>")


def _broken(text: str, between: str) -> str:
    return _LONG.sub(lambda word: between.join(_pieces(word[0])), text)


def _pieces(word: str) -> list[str]:
    """Of about PIECE characters each; none begins with an accent."""
    pieces, count = [""], 0
    for character in _ONE.findall(word):
        if count >= PIECE and unicodedata.category(character[0])[0] != "M":
            pieces.append("")
            count = 0
        pieces[-1] += character
        count += 1
    return pieces
