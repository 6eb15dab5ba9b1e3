"""Each object of a PDF is made once, and the file is the one that pydyf would have written."""

import zlib
from pathlib import Path
from typing import Any

import pytest

from labbook.report import pdf


def test_each_stream_is_compressed_once(
    whole_html: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    compressor = zlib.compressobj

    def counted(*arguments: Any, **named: Any) -> Any:
        made.append(compressor(*arguments, **named))
        return made[-1]

    page, by_us, by_pydyf = (tmp_path / name for name in ("page.html", "us.pdf", "pydyf.pdf"))
    page.write_text(whole_html, encoding="utf-8")
    monkeypatch.setattr(zlib, "compressobj", counted)
    pdf.write_pdf(page, by_us, "report")
    once = len(made)
    monkeypatch.setattr(pdf, "make_bytes", lambda objects: None)
    pdf.write_pdf(page, by_pydyf, "report")
    twice = len(made) - once
    assert by_us.read_bytes() == by_pydyf.read_bytes()
    # Beside them, in any case: the list of objects twice, and that of their places once.
    assert 10 < 2 * (once - 3) == twice - 3
