"""The word that was likely meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def unknown_word(word: str, valid: Iterable[str]) -> str:
    """`did you mean "x"?` with the nearest valid word, or all valid words if none is near."""
    words = sorted(valid)
    near = get_close_matches(word.lower(), [known.lower() for known in words], n=1, cutoff=0.6)
    if near:
        meant = next(known for known in words if known.lower() == near[0])
        return f'did you mean "{meant}"?'
    return f"valid are {', '.join(words)}."
