"""The two articles of a page, for tests that look into one of them."""


def article(page: str, part: str) -> str:
    """The article `report` or `supplement` of an HTML page."""
    return page.partition(f'<article id="{part}">')[2].partition("</article>")[0]
