"""How a report is cited."""

from dataclasses import replace

from labbook.report.citation import citation
from labbook.report.context import Identity, Report


def test_author_title_and_commit(whole_report: Report) -> None:
    entry = citation(whole_report)
    assert entry.startswith("@misc{lab3_keras,\n  author = {Ada LOVELACE},\n")
    assert "title = {Lab 3: Neural networks with Keras}," in entry
    assert "commit 0123456789abcdef0123456789abcdef01234567" in entry
    assert "year" not in entry


def test_a_year_is_taken_from_the_date_and_tex_finds_no_command(whole_report: Report) -> None:
    identity = Identity("Ada & Bob_\\input{x}", {"date": "12 March 2026", "course": "100 %"})
    entry = citation(replace(whole_report, identity=identity))
    assert r"author = {Ada \& Bob\_\textbackslash{}input\{x\}}," in entry
    assert r"howpublished = {100 \%}," in entry
    assert "year = {2026}," in entry
