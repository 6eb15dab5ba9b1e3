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
