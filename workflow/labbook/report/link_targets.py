"""Find the link targets of a page and the targets that its links name."""

from html.parser import HTMLParser

# Elements that have no end tag.
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


class Places(HTMLParser):
    """Reads the `ids`, the internal `links` and the told `findings` of an HTML document.

    `findings` maps the id of a finding, in the order of the page, to the id of the element that
    names it in `data-finding`; if that has no id, to the id of the nearest element around it.
    """

    def __init__(self, document: str = "") -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.findings: dict[str, str] = {}
        self._open: list[tuple[str, str | None]] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        place = attributes.get("id")
        if place:
            self.ids.add(place)
        link = attributes.get("href") or ""
        if link.startswith("#"):
            self.links.append(link[1:])
        around = place or (self._open[-1][1] if self._open else None)
        for finding in (attributes.get("data-finding") or "").split():
            if around:
                self.findings.setdefault(finding, around)
        if tag not in _VOID:
            self._open.append((tag, around))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    @property
    def dangling(self) -> list[str]:
        """The links whose target is not on the page, without repetition."""
        return [link for link in dict.fromkeys(self.links) if link not in self.ids]
