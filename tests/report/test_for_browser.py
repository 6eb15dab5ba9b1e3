"""What a browser is told: where links lead, where the Tab key stops, what margins say in print."""

import re

import pytest

from labbook.report.context import Report
from labbook.report.for_browser import for_browser
from labbook.report.parts import only

LINK = re.compile(r'<a([^>]*) href="#([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


@pytest.fixture(scope="module")
def page(whole_html: str, whole_report: Report) -> str:
    return for_browser(whole_html, whole_report)


def test_each_place_that_numbers_lead_to_is_one_stop_of_a_section(page: str) -> None:
    for section in re.split("(?=<h2 )", page)[1:]:
        links = [one for one in LINK.findall(section) if 'class="origin"' in one[0]]
        stops = [target for _, target, more, _ in links if "tabindex" not in more]
        assert len(stops) == len(set(stops))
        all_stops = {target for _, target, more, _ in LINK.findall(section) if "tabi" not in more}
        assert {target for _, target, _, _ in links} <= all_stops


def test_a_link_that_is_called_by_a_number_says_where_it_leads(page: str) -> None:
    bare = [
        (text, more)
        for _, _, more, text in LINK.findall(page)
        if not re.search("[a-z]{2}", re.sub("<[^>]*>", "", text)) and "tabindex" not in more
    ]
    assert bare
    assert all("title=" in more for _, more in bare)
    assert ': runs of batch size 10"' in page


def test_text_and_targets_stay_as_they_were(page: str, whole_html: str) -> None:
    def told(document: str) -> tuple[str, list[str]]:
        kept = only(None, document)
        return re.sub("<[^>]*>", "", kept), [link[1] for link in LINK.findall(kept)]

    assert told(page) == told(whole_html)


def test_margins_hold_no_css_of_the_users(whole_html: str, whole_report: Report) -> None:
    evil = whole_html.replace('data-author="Ada', 'data-author="&quot;; } * { display: none }')
    found = re.search('@top-left { content: ("[^;]*); }', for_browser(evil, whole_report))
    assert found
    assert re.fullmatch(r'"(?:[\w ,.:]|\\[0-9a-f]+ )*"', found[1])
