"""The lines of a training's log that say how far it is."""

import re

_LINE = re.compile(r"^epoch (\d+)/(\d+): ", re.MULTILINE)


def epoch_line(epoch: int, epochs: int, rest: str) -> str:
    """`epoch 3/12: ` and the rest."""
    return f"epoch {epoch}/{epochs}: {rest}"


def share_done(log: str) -> float | None:
    """Of the epochs, by the last such line; None without any."""
    found = _LINE.findall(log)
    return int(found[-1][0]) / int(found[-1][1]) if found else None
