import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.figures.compact_svg import compact_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" viewBox="0 0 9 9">'
SVG = "{http://www.w3.org/2000/svg}"
COORDINATE = st.floats(-2000, 2000).map(lambda number: round(number, 6))
POINT = st.tuples(COORDINATE, COORDINATE)
PIECE = st.one_of(
    st.tuples(st.just("L"), st.lists(POINT, min_size=1, max_size=1)),
    st.tuples(st.just("Q"), st.lists(POINT, min_size=2, max_size=2)),
    st.tuples(st.just("C"), st.lists(POINT, min_size=3, max_size=3)),
    st.tuples(st.just("z"), st.just([])),
)
SUBPATH = st.tuples(POINT, st.lists(PIECE, min_size=1, max_size=6))
PATH = st.lists(SUBPATH, min_size=1, max_size=3).map(
    lambda subpaths: [
        piece for start, pieces in subpaths for piece in (("M", [start]), *_up_to_its_end(pieces))
    ]
)


def _up_to_its_end(pieces: list) -> list:
    """A path goes on with M after z, as all of Matplotlib's do."""
    ends = [place for place, (command, _) in enumerate(pieces) if command == "z"]
    return pieces[: ends[0] + 1] if ends else pieces


def _written(path: list) -> str:
    return " ".join(
        " ".join([command, *(f"{number:.6f}" for point in points for number in point)])
        for command, points in path
    )


def _read(data: str) -> list:
    """Path data as an SVG viewer reads it: commands with absolute points."""
    tokens = re.findall(r"[A-Za-z]|-?(?:\d+(?:\.\d+)?|\.\d+)", data)
    assert "".join(tokens) == data.replace(" ", "")
    path: list = []
    here = start = (0.0, 0.0)
    command = ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        if command == "z":
            path.append(("z", []))
            here = start
            continue
        count = {"h": 1, "v": 1, "m": 2, "M": 2, "l": 2, "q": 4, "c": 6}[command]
        numbers, tokens = [float(token) for token in tokens[:count]], tokens[count:]
        if command in "hv":
            numbers = [numbers[0], 0.0] if command == "h" else [0.0, numbers[0]]
        origin = (0.0, 0.0) if command == "M" else here
        points = [
            (origin[0] + across, origin[1] + down)
            for across, down in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        here = points[-1]
        start = here if command in "mM" else start
        path.append(({"h": "L", "v": "L"}.get(command, command.upper()), points))
    return path


@given(PATH)
def test_a_path_stays_where_it_is(path: list) -> None:
    drawn = compact_svg(f'{HEAD}<g id="figure_1"><path d="{_written(path)}"/></g></svg>', {})
    found = _read(re.search(r' d="([^"]*)"', drawn)[1])
    assert [command for command, _ in found] == [command for command, _ in path]
    for (_, points), (_, expected) in zip(found, path, strict=True):
        for point, other in zip(points, expected, strict=True):
            assert point == pytest.approx(other, rel=0, abs=0.0101)


def test_a_long_shape_that_comes_again_is_written_once() -> None:
    steps = [0.0, 3.1, 1.7, 8.3, 2.2, 9.9, 4.5, 0.8]
    paths = "".join(
        f'<g id="line2d_{left}"><path style="stroke: #c2c2c2" d="M {left} 1 '
        + " ".join(f"L {left + place} {1 + step}" for place, step in enumerate(steps))
        + '"/></g>'
        for left in (10.25, 200.5)
    )
    drawn = ElementTree.fromstring(compact_svg(f"{HEAD}{paths}</svg>", {}))
    shape = drawn.find(f"{SVG}defs/{SVG}path")
    uses = list(drawn.iter(f"{SVG}use"))
    assert len(list(drawn.iter(f"{SVG}path"))) == 1
    assert [use.attrib["href"] for use in uses] == [f"#{shape.attrib['id']}"] * 2
    assert [(use.attrib["x"], use.attrib["y"]) for use in uses] == [("10.25", "1"), ("200.5", "1")]


def test_an_opacity_stays_that_of_each() -> None:
    leaves = '<path d="M 0 0 L 1 1" style="opacity: 0.5"/>' * 2
    drawn = ElementTree.fromstring(compact_svg(f"{HEAD}{leaves}</svg>", {}))
    assert [path.get("opacity") for path in drawn.iter(f"{SVG}path")] == ["0.5", "0.5"]


MARK = '<g><defs><path id="{name}" d="M 0 0 L {end}" style="stroke: #000000"/></defs></g>'


def test_lines_of_an_axis_that_look_alike_are_one_path_where_they_were() -> None:
    def tick(left: int, mark: str, color: str, ink: str) -> str:
        line = f'<path d="M {left} 9 L {left} 1" style="fill: none; stroke: {color}"/>'
        used = f'<use xlink:href="#{mark}" x="{left}" y="9" style="stroke: {ink}"/>'
        return f'<g>{line}</g><g>{used}</g><text x="{left}" y="12">{left}</text>'

    axis = "".join(
        [
            MARK.format(name="long", end="0 3.5"),
            MARK.format(name="round", end="1 1 Q 2 2 3 3"),
            *(tick(left, "long", "#b0b0b0", "#000000") for left in (1, 4, 8)),
            tick(6, "round", "#eeeeee", "#222222"),
        ]
    )
    head = HEAD.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"')
    root = ElementTree.fromstring(
        compact_svg(f'{head}<g id="matplotlib.axis_1">{axis}</g></svg>', {})
    )
    drawn = {
        path.get("stroke"): _read(path.attrib["d"])
        for path in root.iterfind(f".//{SVG}path")
        if path not in list(root.iterfind(f"{SVG}defs/{SVG}path"))
    }

    def lines(top: float, bottom: float, *lefts: float) -> list:
        return [
            piece for left in lefts for piece in (("M", [(left, top)]), ("L", [(left, bottom)]))
        ]

    assert drawn == {
        "#b0b0b0": lines(9, 1, 1, 4, 8),
        "#eeeeee": lines(9, 1, 6),
        "#000000": lines(9, 12.5, 1, 4, 8),
    }
    # A mark that is no line stays one, and only such a mark is still written for itself.
    (mark,) = root.iter(f"{SVG}use")
    (written,) = root.iterfind(f"{SVG}defs/{SVG}path")
    assert mark.attrib == {
        "href": f"#{written.attrib['id']}",
        "x": "6",
        "y": "9",
        "stroke": "#222222",
    }
    assert [word.text for word in root.iter(f"{SVG}text")] == ["1", "4", "8", "6"]
