"""What a page can ask a drawing for: which of its parts are of which series, and their numbers.

An artist's `gid` names the series that it is a part of. A line that has a `label`, too, is a curve
whose values can be read; axes with such a curve are a panel, whose title is the axes' `label`.
"""

import json
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

_MARK = "series "
_DIGITS = 4  # of a value that can be read


def part_of(*series: str) -> dict[str, Any]:
    """Matplotlib's argument for what is hidden with any of these series."""
    return {"gid": _MARK + json.dumps(series)}


def curve_of(*series: str, label: str = "") -> dict[str, Any]:
    """Matplotlib's arguments for a line whose values can be read, as those of `label`.

    That is the first of the series, unless told otherwise.
    """
    return {**part_of(*series), "label": label or series[0]}


def read_series(figure: Figure) -> dict[str, Any]:
    """The series with their colors, and the panels with their curves; empty without a curve.

    Frames are in the units of the drawing: left, top, width, height. Of an axis, its limits are
    given and whether it is logarithmic. Values, `y`, have four significant digits, with a blank
    between two; `x` is the first of counts that follow one another, else all of them. Where a line
    is broken, it has no value.
    """
    panels = [panel for panel in (_panel(figure, ax) for ax in figure.axes) if panel]
    if not panels:
        return {}
    # First those of the curves.
    firsts = (curve["series"][0] for panel in panels for curve in panel["curves"])
    series: dict[str, dict[str, Any]] = {name: {"name": name} for name in firsts}
    for artist in figure.findobj(lambda artist: bool(artist.get_gid())):
        names = _series_of(artist)
        for name in names:
            series.setdefault(name, {"name": name})
        if len(names) == 1 and isinstance(artist, Line2D) and artist.get_linestyle() != "None":
            pen = {"color": to_hex(artist.get_color()), "dashed": artist.is_dashed()}
            series[names[0]] = {"name": names[0], **pen}
    return {"series": list(series.values()), "panels": panels}


def places_of_series(figure: Figure, told: dict[str, Any]) -> dict[str, str]:
    """By `gid`, which of the series that `read_series` has told its artist is a part of: "0 2"."""
    names = [series["name"] for series in told.get("series", ())]
    marked = figure.findobj(lambda artist: bool(_series_of(artist))) if names else ()
    return {
        str(artist.get_gid()): " ".join(str(names.index(name)) for name in _series_of(artist))
        for artist in marked
    }


def _series_of(artist: Artist) -> list[str]:
    gid = str(artist.get_gid())
    found: list[str] = json.loads(gid.removeprefix(_MARK)) if gid.startswith(_MARK) else []
    return found


def _is_curve(line: Line2D) -> bool:
    labelled = bool(line.get_gid()) and not str(line.get_label()).startswith("_")
    return labelled and bool(np.isfinite(np.asarray(line.get_ydata(), dtype=float)).any())


def _panel(figure: Figure, ax: Axes) -> dict[str, Any] | None:
    curves = [_curve(line) for line in ax.get_lines() if _is_curve(line)]
    if not curves:
        return None
    width, height = (72 * length for length in figure.get_size_inches())
    box = ax.get_position()
    frame = [box.x0 * width, (1 - box.y1) * height, box.width * width, box.height * height]
    return {
        "title": str(ax.get_label()),
        "counts": ax.get_xlabel() or "epoch",
        "frame": [round(float(length), 2) for length in frame],
        "across": [*map(_significant, ax.get_xlim()), ax.get_xscale() == "log"],
        "up": [*map(_significant, ax.get_ylim()), ax.get_yscale() == "log"],
        "curves": curves,
    }


def _curve(line: Line2D) -> dict[str, Any]:
    values = np.asarray(line.get_ydata(), dtype=float)
    told = np.isfinite(values)
    counts = [int(count) for count in np.asarray(line.get_xdata())[told]]
    follow = counts == list(range(counts[0], counts[0] + len(counts)))
    return {
        "label": str(line.get_label()),
        "series": _series_of(line),
        "color": to_hex(line.get_color()),
        "x": counts[0] if follow else counts,
        "y": " ".join(_short(float(value)) for value in values[told]),
    }


def _short(value: float) -> str:
    """Without a zero before the point."""
    text = f"{value:.{_DIGITS}g}"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def _significant(value: float) -> float:
    return float(f"{float(value):.9g}")
