"""A report says which part of the data was looked at after each epoch, and no other."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from labbook.report.context import Experiment, Report
from labbook.report.html import render_html
from report.watched_lab import mixed_experiment, validated_experiment, watched_experiments

Make = Callable[..., Report]
LAB = "lab3_keras"


def text_of(html: str) -> str:
    shown = unescape(re.sub(r"<[^>]*>", "", html[html.index("<main>") :]))
    return re.sub(r"\s+", " ", shown)


def protocol_of(html: str) -> str:
    start = html.index(">Data and protocol</h3>")
    end = html.index('<section class="experiment">', start)
    return text_of("<main>" + html[start:end])


def headings(html: str, table: str) -> list[str]:
    start = html.index(f'id="table-{table}"')
    head = html[html.index("<thead>", start) : html.index("</thead>", start)]
    return [text_of("<main>" + cell) for cell in re.findall(r"<th[^>]*>(.*?)</th>", head)]


@pytest.fixture
def watched(make_report: Make) -> Report:
    return make_report(experiments=watched_experiments(), epochs=20)


def test_a_lab_without_validation_images_speaks_of_none(watched: Report) -> None:
    html = render_html(watched, LAB)
    text = text_of(html)
    said = {match[0] for match in re.finditer(r"[^.:;]*validation[^.:;]*", text)}
    allowed = ("none are held out for validation", "without a validation set", "validation images")
    assert not [one for one in said if not any(words in one for words in allowed)]
    assert "validation" not in headings(html, "single_neuron.results")
    assert "validation" not in headings(html, "single_neuron.runs")
    assert "Test loss" in headings(html, "single_neuron.course")
    assert "diverged" not in text


def test_its_protocol_says_that_the_test_images_are_looked_at(watched: Report) -> None:
    protocol = protocol_of(render_html(watched, LAB))
    assert "all 60,000 training images are trained on" in protocol.lower()
    assert "The test images are looked at after each epoch" in protocol
    assert "Nothing in these runs was chosen by them" in protocol
    assert "looked at once" not in protocol
    assert "split" not in protocol


def test_over_fitting_tells_when_the_loss_turns(watched: Report) -> None:
    text = text_of(render_html(watched, LAB))
    neuron = watched.experiments[0]
    (found,) = neuron.of_kind("overfitting")
    assert found.verdict in ("mild", "clear")
    first, last = (round(found.numbers[f"{end}_lowest_epoch"]) for end in ("earliest", "latest"))
    assert f"the test loss is lowest at epoch {first:,} to {last:,} and ends" in text


def test_where_no_choice_can_be_made_it_says_so(watched: Report) -> None:
    text = text_of(render_html(watched, LAB))
    assert "a choice has to rest on validation accuracy" not in text
    assert "without a validation set, no choice can be made without looking at the test" in text


def test_experiments_with_and_without_stand_in_one_report(make_report: Make) -> None:
    experiments = watched_experiments() | validated_experiment() | mixed_experiment()
    report = make_report(experiments=experiments, epochs=20)
    html = render_html(report, LAB)
    protocol = protocol_of(html)
    assert "In Section 5 and Section 6, of the training images 20 % are held out" in protocol
    assert "In Section 2, Section 3, Section 4, and Section 6, all" in protocol
    assert "Both are so in Section 6" in protocol
    assert "Validation loss" in headings(html, "validated.course")
    assert "Held-out loss" in headings(html, "mixed.course")
    mixed = one(report, "mixed")
    assert mixed.parts == ["training", "validation", "test"]
    assert [str(row.cells[1]) for row in mixed.results[:2]][1] == "–"
    assert "–" not in str(mixed.results[0].cells[1])
    (run, *_) = mixed.run_rows[mixed.planned[1].known.name]
    assert [str(cell) for cell in run.cells][1] == "–"


def one(report: Report, name: str) -> Experiment:
    (found,) = [each for each in report.experiments if each.name == name]
    return found
