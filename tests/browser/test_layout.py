"""A page as it stands in a window: all of it can be seen, and reached without a mouse."""

import pytest

from browser.conftest import Opened
from browser.made_up_pages import LABS

WIDTHS = (320, 768, 1280, 1920)
# CSS pixels.
SMALLEST_TEXT = 9


@pytest.mark.parametrize("lab", LABS)
def test_nothing_is_fetched_and_nothing_is_said(lab: str, open_page: Opened) -> None:
    page = open_page(lab)
    assert [address for address in open_page.fetched if address[:5] not in ("data:", "file:")] == []
    assert page.url in open_page.fetched
    assert open_page.said == []


OUTSIDE = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (one) => one.closest('.table, figure, .glance, .equation');
  return [...document.querySelectorAll('main *, nav *')]
    .filter((one) => !scrolls(one) && !one.closest('.skip, .unseen, math, svg'))
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > width + 1)
    .map((one) => one.outerHTML.slice(0, 80));
}"""
CUT = """() => [...document.querySelectorAll('caption, figcaption')].filter((one) => {
  const box = one.closest('.table, figure').getBoundingClientRect();
  const own = one.getBoundingClientRect();
  return own.width && (own.left < box.left - 1 || own.right > box.right + 1
    || one.scrollWidth > one.clientWidth + 1);
}).map((one) => one.textContent.slice(0, 60))"""


@pytest.mark.parametrize("lab", LABS)
def test_no_window_cuts_the_page_or_a_caption(lab: str, open_page: Opened) -> None:
    for width in WIDTHS:
        page = open_page(lab, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CUT) == []


@pytest.mark.parametrize("lab", LABS)
def test_a_caption_stays_where_its_table_scrolls(lab: str, open_page: Opened) -> None:
    page = open_page(lab, 360)
    scroll = (
        "document.querySelectorAll('.table, figure').forEach((one) => {{ one.scrollLeft = {} }})"
    )
    page.evaluate(scroll.format(9999))
    try:
        assert page.evaluate(CUT) == []
    finally:
        page.evaluate(scroll.format(0))


TEXT_HEIGHT = """() => [...document.querySelectorAll('figure svg')].flatMap((svg) =>
  [...svg.querySelectorAll('text')].map((one) =>
    parseFloat(getComputedStyle(one).fontSize) * svg.getScreenCTM().a))"""


def test_text_in_figures_can_be_read_on_a_phone(open_page: Opened) -> None:
    heights = open_page("lab3_keras", 360).evaluate(TEXT_HEIGHT)
    assert heights
    assert min(heights) >= SMALLEST_TEXT


# The elements that the Tab key comes to, in their order.
STOPS = """() => [...document.querySelectorAll('a[href], summary, button, input, [tabindex]')]
  .filter((one) => one.tabIndex >= 0 && one.checkVisibility())
  .map((one) => [(one.getAttribute('aria-label') ?? one.textContent) + one.title,
    Boolean(one.compareDocumentPosition(document.getElementById('section-the-conclusion')) & 4)])"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("lab", LABS)
def test_the_conclusion_is_near(lab: str, scripts: bool, open_page: Opened) -> None:
    stops = open_page(lab, scripts=scripts).evaluate(STOPS)
    assert sum(before for _, before in stops) < 100
    assert stops[0][0] == "Skip to the report"


@pytest.mark.parametrize("lab", LABS)
def test_a_link_says_where_it_leads(lab: str, open_page: Opened) -> None:
    bare = [text for text, _ in open_page(lab).evaluate(STOPS) if not any(map(str.isalpha, text))]
    assert bare == []


def test_the_first_stop_leads_past_the_contents(open_page: Opened) -> None:
    page = open_page("lab3_keras", scripts=False)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#report")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('#report'))")


def test_arrow_keys_go_through_a_group_of_buttons(open_page: Opened) -> None:
    page = open_page("lab3_keras")
    buttons = page.locator("#table-hidden_layer\\.results thead button")
    stops = "(all) => all.filter((one) => one.tabIndex === 0).length"
    buttons.first.focus()
    page.keyboard.press("ArrowRight")
    focused = page.locator(":focus")
    assert focused.text_content() == "training"
    assert focused.evaluate("(one) => one.tabIndex") == 0
    page.keyboard.press("ArrowLeft")
    assert buttons.first.evaluate("(one) => one === document.activeElement")
    assert buttons.evaluate_all(stops) == 1


def test_the_contents_show_where_one_is(open_page: Opened) -> None:
    page = open_page("lab3_keras")
    page.evaluate("document.getElementById('section-optimizers').scrollIntoView()")
    page.wait_for_selector('nav a[href="#section-optimizers"][aria-current]')
    assert page.locator("nav a[aria-current]").count() == 1


@pytest.mark.parametrize("lab", LABS)
def test_the_first_screen_says_and_shows_what_was_found(lab: str, open_page: Opened) -> None:
    page = open_page(lab)
    assert page.locator(".finding-of-all").bounding_box()["y"] < 450
    assert page.locator(".accuracies .run").count() > 0
    axis = page.locator(".accuracies .axis").bounding_box()
    assert axis["y"] + axis["height"] < 900
