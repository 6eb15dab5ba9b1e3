"""How to cite a report, for BibTeX."""

import re

from labbook.report.context import Report

# What TeX would take for a command (The TeXbook, chapter 7), as it is printed.
_SPECIAL = {
    **{character: f"\\{character}" for character in "{}$&#%_"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def citation(report: Report) -> str:
    """An entry for BibTeX, with the commit that the runs were made with."""
    identity = report.identity
    year = re.search(r"\b(19|20)\d\d\b", identity.fields.get("date", ""))
    fields = {
        "author": identity.author,
        "title": f"{report.assignment}: {report.title}",
        "howpublished": identity.fields.get("course", ""),
        "year": year[0] if year else "",
        "note": "; ".join(f"commit {commit}" for commit in report.commits if commit),
    }
    lines = [f"  {name} = {{{_escaped(text)}}}," for name, text in fields.items() if text]
    return "\n".join([f"@misc{{{report.lab},", *lines, "}"])


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)
