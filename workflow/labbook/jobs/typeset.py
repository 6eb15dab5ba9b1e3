"""Typeset the page of a report, or a part of it, as a tagged PDF."""

import hashlib
from pathlib import Path

from labbook.report.attachments import attachments
from labbook.report.parts import Part
from labbook.report.pdf import read_part, write_pdf


def make(
    *,
    page: Path,
    document: Path,
    part: Part | None = None,
    config: Path | None = None,
    metrics: Path | None = None,
    findings: Path | None = None,
) -> None:
    """Write the PDF; without `part`, of the whole page. With a `config` it carries the three files.

    A whole page has no supplement, so one beside it is of an earlier build and is removed.
    """
    if part is None:
        document.with_name("supplement.pdf").unlink(missing_ok=True)
    carried = attachments(config, metrics, findings) if config and metrics and findings else ()
    write_pdf(page, document, part, carried)


def taken(*, page: Path, document: Path, part: Part | None = None, **carried: Path) -> str:
    """SHA-256 of what is typeset and carried."""
    digest = hashlib.sha256(read_part(page, part).encode())
    for file in carried.values():
        digest.update(file.read_bytes())
    return digest.hexdigest()
