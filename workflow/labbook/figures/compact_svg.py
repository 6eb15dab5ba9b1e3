"""A drawing of Matplotlib's in a third of its bytes: the same lines and words in the same place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from string import ascii_lowercase
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from labbook.figures.style import FONT_FAMILY

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
# Of all that is drawn; Matplotlib has some of it in a style sheet, which a page would follow too.
_DEFAULTS = {
    "stroke-linejoin": "round",
    "stroke-linecap": "butt",
    "stroke-dashoffset": "0",
    "font-family": f"'{FONT_FAMILY}'",
}
_COMMAND = re.compile(r"([MLQCz])([^MLQCz]*)")
_STEP = re.compile(r"([ML]) (\S+) (\S+)\s*")
_STRAIGHT = re.compile(f"({_STEP.pattern})+")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_NO_TURN = re.compile(r"rotate\(-?0 [^)]*\)")
# A shape of more characters that is drawn again is written once.
_LONG = 40


@dataclass
class _Leaf:
    """An element that has no others: what its neighbors may share, and what is its own.

    Of a path that is where it starts; `data` is Matplotlib's, `shape` all but the start of it.
    """

    series: str
    clip: str
    style: dict[str, str]
    tag: str
    own: dict[str, str]
    text: str | None = None
    data: str = ""
    shape: str = ""


def compact_svg(svg: str, series: Mapping[str, str]) -> str:
    """The drawing with short paths, and with what neighbors share said once.

    Paths are rounded to a hundredth of a point (4 micrometers). Only what is referred to has an id:
    `a`, `b`, and so on. `series`: by the `gid` of an artist, what its group has in `data-series`.
    """
    root = fromstring(svg)
    ids = _Ids()
    size = {name: root.attrib[name] for name in ("width", "height", "viewBox")}
    new = Element("svg", {"xmlns": _SVG[1:-1], **size, **_DEFAULTS})
    defs = SubElement(new, "defs")
    for clip in root.iter(f"{_SVG}clipPath"):
        around = SubElement(defs, "clipPath", id=ids[clip.attrib["id"]])
        SubElement(around, "rect", _own(clip[0], "x", "y", "width", "height"))
    markers = {
        f"#{ids[marker.attrib['id']]}": marker
        for marker in root.iterfind(f".//{_SVG}defs/{_SVG}path")
    }
    leaves = list(_shaped(_leaves(root, series, "", "", ids, markers)))
    asked = {leaf.own.get("href") for leaf in leaves}
    for href, marker in markers.items():
        if href in asked:
            drawn = {"id": href[1:], "d": _whole(*_path(marker.attrib["d"]))}
            SubElement(defs, "path", drawn | _style(marker))
    counts = Counter(leaf.shape for leaf in leaves if len(leaf.shape) > _LONG)
    for shape, count in counts.items():
        if count > 1:
            SubElement(defs, "path", id=ids[shape], d=f"M0 0{shape}")
    for leaf in leaves:
        if counts[leaf.shape] > 1:
            leaf.tag, leaf.own = "use", {"href": f"#{ids[leaf.shape]}", **leaf.own}
        elif leaf.tag == "path":
            leaf.own = {"d": _whole(leaf.own, leaf.shape)}
    for (of, clip), together in groupby(leaves, lambda leaf: (leaf.series, leaf.clip)):
        said = {"data-series": of, "clip-path": clip}
        within = {name: value for name, value in said.items() if value}
        inside = SubElement(new, "g", within) if within else new
        for style, alike in groupby(together, lambda leaf: leaf.style):
            several = list(alike)
            # That of a group would be of all in it together.
            shared = len(several) > 1 and "opacity" not in style
            group = SubElement(inside, "g", style) if shared else inside
            for leaf in several:
                SubElement(group, leaf.tag, leaf.own | ({} if shared else style)).text = leaf.text
    return tostring(new, encoding="unicode").replace(" />", "/>")


class _Ids(dict[str, str]):
    """Short names, in the order in which they are asked for."""

    def __missing__(self, name: str) -> str:
        number, short = len(self), ""
        while number >= 0:
            number, letter = divmod(number, 26)
            number, short = number - 1, ascii_lowercase[letter] + short
        self[name] = short
        return short


def _leaves(
    element: Element,
    series: Mapping[str, str],
    of: str,
    clip: str,
    ids: _Ids,
    markers: Mapping[str, Element],
) -> Iterator[_Leaf]:
    """All that is drawn, in order, but of an axis all lines before all words."""
    for child in element:
        tag = child.tag.removeprefix(_SVG)
        clipped = child.get("clip-path")
        within = f"url(#{ids[clipped[5:-1]]})" if clipped else clip
        shared = of, within, _style(child), tag
        if tag == "g":
            name = child.get("id", "")
            found = _leaves(child, series, series.get(name, of), within, ids, markers)
            is_axis = name.startswith("matplotlib.axis")
            yield from _of_axis(found, markers) if is_axis else found
        elif tag == "path" and "d" in child.attrib:
            yield _Leaf(*shared, {}, data=child.attrib["d"])
        elif tag == "use":
            marker = {"href": f"#{ids[child.attrib[_HREF][1:]]}"}
            yield _Leaf(*shared, marker | _own(child, "x", "y"))
        elif tag == "text":
            yield _Leaf(*shared, _own(child, "x", "y", "transform"), child.text)
        elif tag == "image":
            image = {"href": "".join(child.attrib[_HREF].split())}
            image |= _own(child, "x", "y", "width", "height", "transform")
            yield _Leaf(*shared, image)


def _of_axis(found: Iterable[_Leaf], markers: Mapping[str, Element]) -> Iterator[_Leaf]:
    """Lines of the grid, then the marks of the ticks, then their words.

    Lines that look alike are one path: WeasyPrint takes far longer for elements than for points.
    """
    drawn = (_as_path(leaf, markers) for leaf in sorted(found, key=_lines_first))
    for (tag, *_), alike in groupby(drawn, lambda one: (one.tag, one.series, one.clip, one.style)):
        leaves = list(alike)
        if tag == "path":
            leaves = [replace(leaves[0], data=" ".join(leaf.data for leaf in leaves))]
        yield from leaves


def _lines_first(leaf: _Leaf) -> int:
    return ("path", "use", "text").index(leaf.tag)


def _as_path(leaf: _Leaf, markers: Mapping[str, Element]) -> _Leaf:
    """The mark of a tick as the line that it is; all else, and other marks, as they are."""
    marker = markers.get(leaf.own.get("href", ""))
    if marker is None or not _STRAIGHT.fullmatch(marker.attrib["d"]):
        return leaf
    left, top = (float(leaf.own.get(name, 0)) for name in "xy")
    data = " ".join(
        f"{command} {float(x) + left:.6f} {float(y) + top:.6f}"
        for command, x, y in _STEP.findall(marker.attrib["d"])
    )
    return replace(leaf, tag="path", own={}, style=leaf.style | _style(marker), data=data)


def _shaped(leaves: Iterable[_Leaf]) -> Iterator[_Leaf]:
    """Those that draw anything, with the start and the shape of their paths."""
    for leaf in leaves:
        if leaf.tag == "path":
            leaf.own, leaf.shape = _path(leaf.data)
        if leaf.shape or leaf.tag != "path":
            yield leaf


def _own(element: Element, *names: str) -> dict[str, str]:
    """Those of its attributes that say something, with short numbers."""
    found = {name: _short(element.get(name, "")) for name in names}
    return {name: value for name, value in found.items() if value and not _NO_TURN.match(value)}


def _short(text: str) -> str:
    """With numbers to a hundredth, and small ones, which scale an image, to six digits."""
    return _LONG_NUMBER.sub(_rounded, text)


def _rounded(number: re.Match[str]) -> str:
    value = float(number[0])
    return f"{value:.6g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")


def _style(element: Element) -> dict[str, str]:
    """Its style as attributes, which the style sheet of a page may overrule."""
    said = (part.partition(":") for part in element.get("style", "").split(";"))
    style = {name.strip(): value.strip() for name, _, value in said if value}
    return {name: value for name, value in style.items() if _DEFAULTS.get(name) != value}


def _path(data: str) -> tuple[dict[str, str], str]:
    """Where a path starts, and all else of it, each point as seen from the one before."""
    found = [(command, list(map(float, of.split()))) for command, of in _COMMAND.findall(data)]
    (x, y), words = found[0][1], list[str]()
    # In hundredths, from the start: so a path elsewhere has the same shape.
    here = begun = (0, 0)
    for command, numbers in found:
        whole = [round(100 * (n - (x, y)[place % 2])) for place, n in enumerate(numbers)]
        points = list(zip(whole[::2], whole[1::2], strict=True))
        steps = [(across - here[0], down - here[1]) for across, down in points]
        here = points[-1] if points else begun
        begun = here if command == "M" else begun
        if command == "L" and 0 in steps[0]:
            horizontal = steps[0][1] == 0
            words += ["h" if horizontal else "v", _hundredths(steps[0][not horizontal])]
        else:
            words += [command.lower(), *(_hundredths(step) for pair in steps for step in pair)]
    return {"x": _hundredths(round(100 * x)), "y": _hundredths(round(100 * y))}, _joined(words[3:])


def _whole(start: dict[str, str], shape: str) -> str:
    return "M{x} {y}".format(**start) + shape


def _hundredths(number: int) -> str:
    return f"{number / 100:g}".replace("0.", ".", 1) if abs(number) < 100 else f"{number / 100:.8g}"


def _joined(words: list[str]) -> str:
    """Path data with no more than is needed between two numbers, and no command twice in a row."""
    text, command, number = "", "", ""
    for word in words:
        if word.isalpha():
            if word != command or word in "mz":
                text, command, number = text + word, word, ""
        else:
            stands_apart = not number or word[0] == "-" or (word[0] == "." and "." in number)
            text, number = text + (word if stands_apart else f" {word}"), word
    return text
