"""Characters that no font can show are told before the first job, with their key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from labbook.config.load import parse_config
from labbook.config.model import Config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning import printable
from labbook.planning.printable import KNOWN, check_characters
from labbook.report.html import TEMPLATES
from real_build import ROOT

ADVICE = (
    ", which no font of the report or of this computer can show; put a font that can, such as one "
    "of Noto (fonts.google.com/noto), into ~/.local/share/fonts, or write it in other characters."
)


def config(change: Callable[[Any], None] = lambda _: None) -> Config:
    value = read_yaml(ROOT / "config.yaml")
    change(value)
    return parse_config(value)


def test_every_font_has_what_is_not_asked_about() -> None:
    known = {code for code in range(0x20, 0x30000) if KNOWN.fullmatch(chr(code))}
    for file in (TEMPLATES / "style" / "fonts").glob("*.ttf"):
        with TTFont(file, lazy=True) as font:
            assert known <= set(font.getBestCmap())


def test_nothing_is_asked_without_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(printable, "ask")

    def change(value: Any) -> None:
        value["student"]["last_name"] = "Łukasiewicz Ωμέγα Ёлкина"
        value["dataset_path"] = "/data/김/mnist"

    check_characters(config(change))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder where this computer has fonts; it has none."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{folder}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    return folder


def made_up_font(file: Path, characters: str) -> None:
    """A square for each character."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    glyph = pen.glyph()
    names = [".notdef", *(f"u{ord(character):04X}" for character in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(map(ord, characters), names[1:], strict=True)))
    builder.setupGlyf(dict.fromkeys(names, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Made Up", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800)
    builder.setupPost()
    builder.save(file)


def rename(value: Any) -> None:
    value["student"]["last_name"] = "김"
    experiments = value["labs"]["lab3_keras"]["experiments"]
    experiments["optimizers"]["variants"]["x ∈ S 🚀"] = {"optimizer": "adamax"}


def test_a_character_that_no_font_has_is_told_with_its_key(installed: Path) -> None:
    with pytest.raises(LabbookError) as error:
        check_characters(config(rename))
    assert str(error.value) == f"config.yaml: student.last_name has 김 (U+AE40){ADVICE}"


def test_a_font_of_the_computer_is_as_good_as_ours(installed: Path) -> None:
    made_up_font(installed / "made_up.ttf", "김")
    with pytest.raises(LabbookError) as error:
        check_characters(config(rename))
    assert str(error.value) == (
        "config.yaml: labs.lab3_keras.experiments.optimizers.variants.x ∈ S 🚀 has ∈ (U+2208), "
        f"🚀 (U+1F680){ADVICE}"
    )
    made_up_font(installed / "another.ttf", "∈🚀")
    check_characters(config(rename))
