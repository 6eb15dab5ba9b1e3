import html
import json
import re

import numpy as np

from labbook.figures.figure_files import figure_to_svg
from labbook.figures.series import curve_of, part_of
from labbook.figures.style import drawing_style, new_figure


def test_a_drawing_tells_its_series_panels_and_values() -> None:
    with drawing_style():
        figure = new_figure(100, 50)
        ax = figure.add_axes((0.1, 0.2, 0.8, 0.7))
        ax.set_label("a < b")
        ax.plot([1, 2, 3], [0.5, 0.25, 1e-7], color="#112233", **curve_of("training"))
        ax.plot([1, 5], [0.123456, 2.0], color="#445566", linestyle="--", **curve_of("test | 2"))
        ax.plot([1, 2], [0.5, 0.4], **part_of("training", "single seeds"))
        ax.plot([1, 2], [0.5, 0.4])
        ax.plot([1, 2, 3], [0.5, np.nan, 0.25], color="#778899", **curve_of("broken"))
        ax.plot([1, 2], [np.nan, np.nan], color="#778899", **curve_of("only marks"))
        ax.plot([1, 2], [0.2, 0.2], linestyle="", marker="|", **part_of("only marks"))
        ax.set(xlim=(0, 6), ylim=(0.1, 3), yscale="log")
        svg = figure_to_svg(figure)
    told = json.loads(html.unescape(re.search(r"<metadata>(.*)</metadata>", svg)[1]))
    assert told["series"] == [
        {"name": "training", "color": "#112233", "dashed": False},
        {"name": "test | 2", "color": "#445566", "dashed": True},
        {"name": "broken", "color": "#778899", "dashed": False},
        {"name": "single seeds"},
        {"name": "only marks", "color": "#778899", "dashed": False},
    ]
    (panel,) = told["panels"]
    assert (panel["title"], panel["counts"]) == ("a < b", "epoch")
    assert panel["frame"] == [28.35, 14.17, 226.77, 99.21]
    assert (panel["across"], panel["up"]) == ([0, 6, False], [0.1, 3, True])
    assert [(curve["x"], curve["y"]) for curve in panel["curves"]] == [
        (1, ".5 .25 1e-07"),
        ([1, 5], ".1235 2"),
        ([1, 3], ".5 .25"),
    ]
    assert re.findall(r'data-series="([^"]*)"', svg) == ["0", "1", "0 3", "2", "4"]


def test_a_drawing_without_curves_tells_nothing() -> None:
    with drawing_style():
        figure = new_figure(100, 50)
        figure.add_axes((0.1, 0.2, 0.8, 0.7)).plot([1, 2], [0.5, 0.4], **part_of("training"))
        svg = figure_to_svg(figure)
    assert "metadata" not in svg
    assert "data-series" not in svg
