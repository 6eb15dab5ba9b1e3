"""The contents of a page."""

from labbook.report.contents import Entry, contents_of, with_anchors

PAGE = """<article id="report"><h2 id="a"><span class="section-number">1</span> A &amp; B</h2>
<h3>Same <em>words</em></h3><h3>Same words</h3></article>
<article id="supplement" data-title="S"><h2>Unnamed</h2><h3 id="own">Own</h3></article>"""


def test_every_heading_has_one_place() -> None:
    page = with_anchors(PAGE)
    assert with_anchors(page) == page
    contents = contents_of(page)
    assert contents.report == [
        Entry(
            *("a", "1", "A & B"),
            below=[
                Entry("a.same-words", "", "Same words"),
                Entry("a.same-words-2", "", "Same words"),
            ],
        )
    ]
    assert contents.supplement == [Entry("unnamed", "", "Unnamed", [Entry("own", "", "Own")])]
