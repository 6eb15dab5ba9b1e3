"""Words too long for a line are broken: nothing stands beyond the margin."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.report.long_words import break_long_words
from labbook.report.parts import Part
from labbook.report.pdf import write_pdf
from report.lab_results import LAB, _experiments

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
MARGIN_MM = 20


@pytest.fixture(scope="module")
def page(collect_in: Callable[..., Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a lab all of whose words are long."""
    entry, variants = _experiments()["optimizers"]
    words = {"title": WORD, "question": f"{WORD}?", "published_note": WORD}
    published = [
        {**one, "source": WORD * 2, "note": WORD, "of": {"variant": one["of"]["variant"] + WORD}}
        for one in entry["published"]
    ]
    named = [
        ({"variant": varied["variant"] + WORD}, label + WORD, settings, accuracy)
        for varied, label, settings, accuracy in variants
    ]
    identity = {
        **dict.fromkeys(("first_name", "last_name", "group", "partner", "course", "date"), WORD),
        "course_code": "DLCV",
    }
    folder = tmp_path_factory.mktemp("long")
    report = collect_in(
        folder,
        experiments={"optimizers": ({**entry, **words, "published": published}, named)},
        title=WORD,
        assignment=WORD,
        identity=identity,
        epochs=20,
    )
    file = folder / "page.html"
    file.write_text(render_html(report, LAB), encoding="utf-8")
    return file


@pytest.mark.parametrize("part", ["report", "supplement"])
def test_nothing_is_beyond_the_margin(page: Path, tmp_path: Path, part: Part) -> None:
    write_pdf(page, tmp_path / "page.pdf", part)
    margin = round(MARGIN_MM / 25.4 * 72) - 1
    for sheet in pypdfium2.PdfDocument(tmp_path / "page.pdf"):
        pixels = sheet.render(scale=1, grayscale=True).to_numpy()
        assert pixels[:, -margin:].min() == 255
        assert pixels[:, :margin].min() == 255


def test_a_page_without_such_words_stays_as_it_is(whole_html: str) -> None:
    assert break_long_words(whole_html) == whole_html


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (f"<p>{'a' * 30}</p>", f"<p>{'a' * 30}</p>"),
        (f"<p>{'a' * 31}</p>", f"<p>{'<wbr>'.join(['a' * 10] * 3)}<wbr>a</p>"),
        (f"<code>{'a' * 31}</code>", f"<code>{'a' * 31}</code>"),
        (f'<a href="#{"a" * 31}">b</a>', f'<a href="#{"a" * 31}">b</a>'),
        (f"<p>{'&amp;' * 31}</p>", f"<p>{'<wbr>'.join(['&amp;' * 10] * 3)}<wbr>&amp;</p>"),
        (
            f"<p>{'a' * 10}\u0301{'b' * 22}</p>",
            f"<p>{'a' * 10}\u0301<wbr>{'b' * 10}<wbr>{'b' * 10}<wbr>bb</p>",
        ),
        (f"<p>{'学' * 31}</p>", f"<p>{'学' * 31}</p>"),
    ],
)
def test_where_a_word_may_break(text: str, broken: str) -> None:
    assert break_long_words(text) == broken
