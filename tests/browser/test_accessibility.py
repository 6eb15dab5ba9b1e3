"""No lab's page has a fault that axe-core finds, on a phone or a desk, light or dark."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import Opened
from browser.made_up_pages import LABS

STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Rules that the width of the window, or its colors, may break.
OF_WIDTH = ("target-size", "scrollable-region-focusable", "color-contrast", "link-in-text-block")
OF_COLORS = ("color-contrast", "link-in-text-block")


def faults(page: Page, axe: str, rules: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The places of each of the `rules` that does not hold, of all without any."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": STANDARD}
    options: dict[str, Any] = {"runOnly": only, "resultTypes": ["violations"]}
    if not rules:
        # It is of WCAG 2.2, which axe does not ask for by itself.
        options["rules"] = {"target-size": {"enabled": True}}
    found = page.evaluate("options => axe.run(document, options)", options)
    return {
        one["id"]: [" ".join(map(str, node["target"])) for node in one["nodes"]]
        for one in found["violations"]
    }


@pytest.mark.parametrize("lab", LABS)
def test_axe_finds_nothing(lab: str, open_page: Opened, axe: str) -> None:
    assert faults(open_page(lab, 1280), axe) == {}
    for width in (768, 360):
        assert faults(open_page(lab, width), axe, OF_WIDTH) == {}


@pytest.mark.parametrize("lab", LABS)
def test_colors_in_the_dark(lab: str, open_page: Opened, axe: str) -> None:
    page = open_page(lab, dark=True)
    assert faults(page, axe, OF_COLORS) == {}
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert max(map(int, re.findall(r"\d+", dark)[:3])) < 64
