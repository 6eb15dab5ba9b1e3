"""Refuse a config with characters that would be boxes in the PDF, before anything trains."""

import re

from labbook.config.model import Config
from labbook.config.texts import printed_texts
from labbook.errors import LabbookError
from labbook.planning.asking import ask

COMMAND = "labbook.commands.try_fonts"
# All fonts of the report have these: Latin, Greek, Cyrillic, punctuation.
KNOWN = re.compile(
    "[\t\n -~\u00a0-\u00ac\u00ae-\u012b\u012e-\u0131\u0134-\u0165\u0168-\u017e"
    "\u0391-\u03a1\u03a3-\u03ce\u0401-\u045f–—‘-‚“-„†‡•…€™−≈≤≥]*"
)
MOST_NAMED = 5


def check_characters(config: Config) -> None:
    """Raise LabbookError for characters that no font of the report and of this computer has.

    WeasyPrint is asked, in another process, if there is any doubt.
    """
    doubtful = [(key, text) for key, text in printed_texts(config) if not KNOWN.fullmatch(text)]
    if not doubtful:
        return
    missing = set(ask(COMMAND, [text for _, text in doubtful], "WeasyPrint"))
    for key, text in doubtful:
        if found := [character for character in dict.fromkeys(text) if character in missing]:
            named = ", ".join(map(_named, found[:MOST_NAMED]))
            more = f" and {len(found) - MOST_NAMED} more" if found[MOST_NAMED:] else ""
            raise LabbookError(
                f"config.yaml: {key} has {named}{more}, which no font of the report or of this "
                "computer can show; put a font that can, such as one of Noto "
                "(fonts.google.com/noto), into ~/.local/share/fonts, or write it in other "
                "characters."
            )


def _named(character: str) -> str:
    return f"{character} (U+{ord(character):04X})"
