"""The two parts of a page: the report that is handed in, and the supplement that it rests on.

What stands between `<!-- browser -->` and `<!-- /browser -->` is for a browser, and typeset in no
document: contents, links to files, scripts, and what is folded.
"""

import re
from typing import Literal

from labbook.report.numbering import Places

Part = Literal["report", "supplement"]
_OTHER: dict[Part, Part] = {"report": "supplement", "supplement": "report"}
_ARTICLE = '<article id="{part}"[^>]*>.*?</article>'
_OWN_TITLE = '<article id="{part}" data-title="([^"]*)">'
_TITLE = re.compile("<title>.*?</title>", re.DOTALL)
_AUTHOR = re.compile('<meta name="author"[^>]*>\n?')
_BROWSER = re.compile("<!-- browser -->.*?<!-- /browser -->\n?", re.DOTALL)
_LINK = re.compile(r'href="#([^"]*)"')


def document_of(part: Part) -> str:
    """The file name of a part that is typeset by itself."""
    return f"{part}.pdf"


def only(part: Part | None, page: str) -> str:
    """What is typeset of a page: without what is for a browser and, of a `part`, without the other
    one. Links to that lead into its document.

    A part with a title of its own is typeset under that, and without an author: so it need not be
    typeset again for another one. A template of one's own may have no parts; such a page stays as
    it is.
    """
    page = _BROWSER.sub("", page)
    if part is None:
        return page
    other = _OTHER[part]
    kept = re.sub(_ARTICLE.format(part=other), "", page, count=1, flags=re.DOTALL)
    if own_title := re.search(_OWN_TITLE.format(part=part), kept):
        title = f"<title>{own_title[1]}</title>"
        kept = _AUTHOR.sub("", _TITLE.sub(lambda _: title, kept, count=1), count=1)
    ids = Places(kept).ids

    def elsewhere(link: re.Match[str]) -> str:
        return link[0] if link[1] in ids else f'href="{document_of(other)}#{link[1]}"'

    return _LINK.sub(elsewhere, kept)
