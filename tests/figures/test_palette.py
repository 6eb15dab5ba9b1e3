"""Colors stand in the palette and at the top of the style sheets, and nowhere else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "workflow" / "labbook"
COLOR = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?![0-9a-fA-F])")
# Matplotlib's names of colors and of maps of colors, as they stand in an argument.
NAMED = re.compile(
    r"""(?:color|colors|cmap|facecolor|edgecolor|fc|ec|markerfacecolor)\"?\s*[=:]\s*\"(?!none)"""
)
SOURCES = sorted(
    path
    for folder in ("figures", "topics", "report")
    for path in (PACKAGE / folder).rglob("*.py")
    if path.name != "palette.py"
)
SCRIPTS = sorted(ROOT.glob("templates/script/*.js"))
SHEETS = sorted([*ROOT.glob("templates/style/*.css"), *PACKAGE.glob("topics/*/*.css")])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_other_module_knows_a_color(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert COLOR.findall(source) == []
    assert NAMED.findall(source) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_style_sheets_use_names_for_colors(sheet: Path) -> None:
    rules = re.sub(r":root \{.*?\}", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert COLOR.findall(rules) == []


def test_each_name_that_a_style_sheet_uses_is_defined() -> None:
    shipped = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    # --hang is a length, set for print and for screens; the other two are of figures/palette.py.
    used = set(re.findall(r"var\((--[a-z-]+)\)", shipped)) - {"--ink", "--link"}
    scripts = "".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    set_by_scripts = set(re.findall(r'setProperty\("(--[a-z-]+)"', scripts))
    assert used <= {*re.findall(r"(--[a-z-]+):", shipped), *set_by_scripts}
