"""A page that is printed from a browser has what the PDF has in its margins."""

import io

from pypdf import PdfReader

from browser.conftest import Opened


def test_each_page_has_heads_a_number_and_the_banner(open_page: Opened) -> None:
    printed = open_page("lab3_keras").pdf(prefer_css_page_size=True)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages]
    assert len(pages) > 2
    for number, text in enumerate(pages[1:], start=2):
        assert "Ada LOVELACE" in text
        assert "Lab 3: Neural networks with Keras" in text
        assert f"{number} / {len(pages)}" in text
        assert "Built on an embedded subset (4,000 training and 1,000 test images)" in text
    whole = " ".join(pages)
    # What is folded on a screen is there, what leads about the screen is not.
    assert "Rests on the runs of" in whole
    assert "Skip to the report" not in whole


def test_nothing_that_a_script_adds_is_on_paper(open_page: Opened) -> None:
    page = open_page("lab3_keras")
    page.emulate_media(media="print")
    assert page.locator(".tools").count() > 0
    assert page.locator(".tools:visible, .filter:visible").count() == 0
    # The head of a column is a button, and does not look like one.
    looks = page.locator("th > .sort").evaluate_all(
        """(heads) => heads.map((head) => {
          const [of, around] = [head, head.parentElement].map((one) => getComputedStyle(one));
          return [of.borderTopWidth, of.backgroundColor, of.font === around.font];
        })"""
    )
    assert looks
    assert all(look == ["0px", "rgba(0, 0, 0, 0)", True] for look in looks)
