"""Fonts are reduced to what the page shows, always in the same way."""

import base64
import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from labbook.errors import LabbookError
from labbook.report.fonts import font_faces
from labbook.report.html import TEMPLATES

FOLDER = TEMPLATES / "style" / "fonts"
# What the report's own text needs beyond ASCII.
NEEDED = "\u00a0\u202f\u2007\u2010\u2022−±×→–…“”’"


@pytest.fixture(scope="module")
def faces() -> str:
    return font_faces(FOLDER, f"ab{NEEDED}")


def test_every_face_has_the_characters(faces: str) -> None:
    contents = re.findall(r"base64,([^)]+)\)", faces)
    assert len(contents) == 7
    for content in contents:
        font = TTFont(io.BytesIO(base64.b64decode(content)))
        characters = set(font.getBestCmap())
        assert {ord(character) for character in f"ab{NEEDED}"} <= characters
        assert ord("z") not in characters


def test_same_text_same_bytes(faces: str) -> None:
    assert font_faces(FOLDER, f"ab{NEEDED}") == faces


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match="SourceSans3-Regular"):
        font_faces(tmp_path, "a")
