"""Columns of plain text for a terminal."""

from collections.abc import Sequence, Set


def table_lines(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Set[int] = frozenset()
) -> list[str]:
    """Columns as wide as their widest text; those at the places in `right` are aligned right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return [
        "  ".join(
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in (header, *rows)
    ]
