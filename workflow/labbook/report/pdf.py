"""Typeset the HTML document as a tagged PDF; the same document gives the same bytes."""

import gc
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from labbook.artifacts.atomic import write_bytes
from labbook.errors import LabbookError
from labbook.report.drawing import with_images
from labbook.report.equation_image import with_equation_images
from labbook.report.parts import Part, only
from labbook.report.pdf_bytes import make_bytes
from labbook.report.pdf_kind import mark_accessible, number_pages
from labbook.report.pdf_tags import mend_tags

# Tags, attachments, and all that is needed to show it in many years. WeasyPrint writes one variant;
# that it is PDF/UA-1 too is added.
VARIANT = "pdf/a-3a"
_EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
_EPOCH = "315532800"  # 1980-01-01; otherwise the font subsetter writes the current time
_LOGGERS = ("weasyprint", "fontTools")


def write_pdf(
    document: Path, output: Path, part: Part | None = None, attached: Sequence[Attachment] = ()
) -> None:
    """Typeset an HTML file that needs no other file, or one part of it.

    Raises LabbookError for each warning of WeasyPrint: an unknown property, an image without a
    description, or anything that it would have to fetch.
    """
    html = with_equation_images(read_part(document, part))
    with _no_clock(), _no_collector(), _complaints() as complaints, warnings.catch_warnings():
        # WeasyPrint 70 does not close the file of the color profile.
        warnings.simplefilter("ignore", ResourceWarning)
        # A string has no base URL, so no folder's name can get into the PDF.
        page = HTML(
            string=html,
            url_fetcher=URLFetcher(allowed_protocols=["data"]),
        )
        content = page.write_pdf(
            pdf_variant=VARIANT,
            font_config=FontConfiguration(),
            attachments=attached,
            finisher=_finish,
        )
    if complaints:
        more = f" (and {len(complaints) - 1} more)" if len(complaints) > 1 else ""
        raise LabbookError(f"{document} cannot be typeset: {complaints[0]}{more}.")
    write_bytes(output, content)


def read_part(document: Path, part: Part | None) -> str:
    """The HTML that is typeset, with equations in MathML; raises LabbookError if the file cannot be
    read.
    """
    try:
        html = document.read_text(encoding="utf-8")
    except OSError as error:
        raise LabbookError(f"{document} cannot be read: {error.strerror}.") from None
    return with_images(only(part, html))


def _finish(document: Any, pdf: Any) -> None:
    _link_documents(pdf)
    mend_tags(document, pdf)
    mark_accessible(pdf)
    number_pages(document, pdf)
    make_bytes(pdf)


def _link_documents(pdf: Any) -> None:
    """Let links to a place in another PDF beside this one go there, and not to a web address."""
    for item in pdf.objects:
        action = item.get("A") if isinstance(item, dict) else None
        if not action or action.get("S") != "/URI":
            continue
        address = action["URI"]
        file, _, place = address.string.partition("#")
        if file.endswith(".pdf") and "/" not in file:
            text = type(address)
            action.clear()
            action.update({"S": "/GoToR", "F": text(file), "D": text(place)})


@contextmanager
def _no_clock() -> Iterator[None]:
    """Set the date that programs use instead of today's, and restore it afterwards."""
    before = os.environ.get(_EPOCH_VARIABLE)
    os.environ[_EPOCH_VARIABLE] = _EPOCH
    try:
        yield
    finally:
        if before is None:
            del os.environ[_EPOCH_VARIABLE]
        else:
            os.environ[_EPOCH_VARIABLE] = before


@contextmanager
def _no_collector() -> Iterator[None]:
    """Leave garbage for afterwards: looking through all boxes again and again takes a tenth of the
    time, and they live to the end.

    Then it is set aside, and collected only if there is another document: most processes end first.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        # A data: URI may be a megabyte long.
        self.messages.append(message if len(message) < 300 else f"{message[:300]}…")


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what the libraries log as a warning or worse, and keep it off the terminal."""
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(logger.handlers, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [collector], False
    try:
        yield collector.messages
    finally:
        for logger, (handlers, propagate) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
