"""Shares as figures write them."""

NARROW_SPACE = "\u202f"


def percentage(share: float, decimals: int = 1) -> str:
    """A share between 0 and 1; what only rounding would make none, or all, says so."""
    percent, least = 100 * share, 10.0**-decimals
    if 0 < percent < least / 2:
        return f"<{least:.{decimals}f}{NARROW_SPACE}%"
    if 100 - least / 2 <= percent < 100:
        return f">{100 - least:.{decimals}f}{NARROW_SPACE}%"
    digits = 0 if percent in (0, 100) else decimals
    return f"{percent:.{digits}f}{NARROW_SPACE}%"
