"""Published numbers beside ours: a row a number, and sentences that say of which epoch it is."""

import math
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from scipy.stats import t

from labbook.report.context import Experiment, Report
from labbook.report.html import render_html
from report.made_up_settings import ADAM, binary
from report.page_parts import article
from report.partial_macros import finding, macros_of, text_of

LAB = "lab3_keras"
CONCLUSION = macros_of("partials/conclusion.html.j2")
Make = Callable[..., Report]
SOURCE = "A. Author"
AT_500 = {
    "of": {},
    "epoch": 500,
    "test_loss": 0.0252,
    "train_loss": 0.03,
    "test_accuracy": 0.9716,
    "images": "test",
}
TURN = {"of": {}, "lowest_test_loss_epoch": 120, "note": "Theirs was a larger network."}


def make(
    make_report: Make,
    *entries: dict[str, Any],
    accuracy: float = 0.99,
    note: str | None = None,
    **changes: Any,
) -> Report:
    """A report on one network of a thousand epochs, with these entries of the plan."""
    planned = {
        "title": "Long training",
        "question": "When does it turn?",
        "published": list(entries),
        "published_source": SOURCE,
        "published_note": note,
    }
    variants = [({}, "64 units", binary([(64, "relu")], ADAM, 100), accuracy)]
    changes = {"epochs": 1000, "at_epochs": [500], **changes}
    return make_report(experiments={"long": (planned, variants)}, **changes)


def only(report: Report) -> Experiment:
    (experiment,) = report.experiments
    return experiment


def rows(report: Report) -> list[tuple[str, str, str]]:
    return [
        (row.what, row.published, row.verdict)
        for entry in only(report).topics.published.entries
        for row in entry.numbers
    ]


def plain_text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html).replace("\u00a0", " "))


def test_a_row_for_each_number_with_what_is_compared(make_report: Make) -> None:
    report = make(make_report, AT_500, TURN)
    assert rows(report) == [
        ("test accuracy at epoch 500", "97.16\u202f%", "above"),
        ("test loss at epoch 500", "0.0252", "–"),
        ("training loss at epoch 500", "0.03", "–"),
        ("epoch of the lowest test loss", "120", "earlier"),
    ]
    html = render_html(report, None)
    text = plain_text(article(html, "supplement"))
    assert text.count("Theirs was a larger network.") == 1
    for sentence in (
        "At epoch 500, the published test accuracy is 97.16 % for 64 units; ours is ",
        "At epoch 500, the published test loss is 0.0252 for 64 units; ours is ",
        "At epoch 500, the published training loss is 0.03 for 64 units; ours is ",
        "The published test loss of 64 units rises after epoch 120; ours turns at epoch ",
    ):
        assert text.count(sentence) == 1
    # The report has what was judged.
    told = re.findall(r'data-finding="long\.(published[^"]*)"', article(html, "report"))
    assert told == ["published.long.epoch-500", "published_turn.long"]


def test_ours_is_that_of_the_epoch_and_leads_to_its_runs(make_report: Make) -> None:
    report = make(make_report, AT_500)
    (ours,) = only(report).configurations
    at_500 = ours.at_epochs[500]["test_loss"]
    assert at_500.mean != ours.metrics["test_loss"].mean
    found = only(report).of_kind("published_loss")[0]
    assert found.numbers["ours"]["mean"] == at_500.mean
    cell = only(report).topics.published.entries[0].numbers[1].ours
    assert cell.startswith('<a class="origin" href="#runs-long-long">')
    assert f"{at_500.mean:.4f}" in cell


def test_the_interval_is_what_the_caption_says(make_report: Make) -> None:
    report = make(make_report, AT_500)
    (ours,) = only(report).configurations
    at_500 = ours.at_epochs[500]["test_accuracy"]
    half = t.ppf(0.975, at_500.n - 1) * at_500.std * math.sqrt(1 + 1 / at_500.n)
    cell = only(report).topics.published.entries[0].numbers[0].interval
    ends = [100 * min(at_500.mean + sign * half, 1) for sign in (-1, 1)]
    assert plain_text(cell) == " to ".join(f"{end:.2f} %" for end in ends)
    html = render_html(report, None)
    assert "where one more run is expected, with ninety-five percent confidence" in html
    assert "of a single run there is none" not in html


@pytest.mark.parametrize(
    ("changes", "ours", "runs"),
    [
        ({"failed": {"long": "no room"}}, "failed", "0 of 3"),
        ({"failed": {"long_seed-1": "no room"}}, None, "2 of 3"),
    ],
)
def test_runs_that_failed_are_told(
    make_report: Make, changes: dict[str, Any], ours: str | None, runs: str
) -> None:
    report = make(make_report, AT_500, TURN, **changes)
    numbers = [row for entry in only(report).topics.published.entries for row in entry.numbers]
    assert {row.runs for row in numbers} == {runs}
    assert ours is None or {row.ours for row in numbers} == {ours}
    assert "Undefined" not in render_html(report, None)


def test_losses_of_one_sort_share_a_sentence(make_report: Make) -> None:
    entries = [{"of": {}, "test_loss": loss, "images": "test"} for loss in (0.1, 0.2)]
    report = make(make_report, *entries, AT_500)
    text = plain_text(render_html(report, None))
    shared = re.search(r"Beside the published test losses \(in brackets\), ours are (.+?)\. ", text)
    assert shared is not None
    assert re.findall(r"\((.+?)\)", shared[1]) == ["0.1", "0.2"]
    told = [len(group) for group in only(report).topics.published.together]
    assert sorted(told) == [1, 1, 1, 2]


def test_on_a_subset_nothing_is_claimed(make_report: Make) -> None:
    report = make(make_report, AT_500, TURN, is_subset=True)
    assert {verdict for _, _, verdict in rows(report)} == {"of other data"}


def test_the_supplement_prints_the_note_of_the_experiment(make_report: Make) -> None:
    report = make(make_report, AT_500, note="Theirs had no seed.")
    html = render_html(report, None)
    assert "Theirs had no seed." in plain_text(article(html, "supplement"))
    assert "Theirs had no seed." not in plain_text(article(html, "report"))


def test_asides_are_sentences(make_report: Make) -> None:
    entry = {"of": {}, "test_accuracy": 0.99, "conditions": {"epochs": 20}, "note": "shorter"}
    report = make(make_report, {**entry, "unstated": ["batch_size"]})
    (found,) = only(report).topics.published.entries
    assert found.asides == ["Published for epochs 20.", "Shorter."]
    text = plain_text(render_html(report, None))
    assert " ".join(found.asides) in text
    assert "Of the published training, batch size is not printed." in text
    # Where entries differ in that, each says it.
    text = plain_text(render_html(make(make_report, {**entry, "unstated": ["l2"]}, AT_500), None))
    assert "Not printed: L2 penalty. Published for epochs 20. Shorter." in text
    assert "Of the published training" not in text


def test_a_setting_that_is_not_printed_is_told_in_both_parts(make_report: Make) -> None:
    entry = {"of": {}, "test_accuracy": 0.97, "unstated": ["learning_rate"]}
    html = render_html(make(make_report, entry), None)
    for part in ("report", "supplement"):
        text = plain_text(article(html, part))
        assert "(its learning rate is not printed, nor of which images it is) does not fit" in text
        assert not re.search("are consistent|is not expected to lie so far", text)


NEAR, FAR = ({"of": {}, "test_accuracy": accuracy, "images": "test"} for accuracy in (0.99, 0.9532))


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([NEAR], "The published accuracy lies within 0.10 percentage points of ours or where one"),
        ([NEAR, NEAR], "Both published accuracies lie within"),
        ([NEAR, NEAR, NEAR], "All three published accuracies lie within"),
        ([NEAR, FAR], "Of the two published accuracies, one lies within"),
        ([NEAR, FAR], "another seed may lie; not so 95.32 % for 64 units (Section 2)."),
        ([FAR], "The published accuracy does not lie within"),
        ([FAR, FAR], "None of the two published accuracies lies within"),
        (
            [NEAR, {**FAR, "unstated": ["learning_rate"]}],
            "not so 95.32 % (its learning rate is not printed; Section 2).",
        ),
        # Of other settings than ours, it says nothing of ours.
        (
            [NEAR, {**FAR, "conditions": {"epochs": 20}}],
            "The published accuracy that can be set beside",
        ),
    ],
)
def test_the_conclusion_counts_each_number_once(
    make_report: Make, entries: list[dict[str, Any]], said: str
) -> None:
    assert said in plain_text(article(render_html(make(make_report, *entries), None), "report"))


def test_the_conclusion_of_a_subset_counts_none(make_report: Make) -> None:
    html = render_html(make(make_report, NEAR, is_subset=True), None)
    assert "another seed may lie" not in plain_text(html)


def test_the_conclusion_does_not_count_numbers_of_other_images_silently() -> None:
    def experiment(**details: Any) -> Any:
        near = finding("published", "consistent", numbers={"margin": 0.001}, details=details)
        counted = [] if details["our_data"] else [[near]]
        return SimpleNamespace(
            topics=SimpleNamespace(published=SimpleNamespace(accuracies=counted)),
            of_kind=lambda kind: [near],
        )

    ours = experiment(near=True, differs=[], our_data=None)
    elsewhere = experiment(near=False, differs=[], our_data="MNIST in place of SVHN")
    for experiments, said in (
        ([ours], "The published accuracy lies within"),
        ([ours, elsewhere], "The published accuracy that can be set beside ours lies within"),
    ):
        report = SimpleNamespace(experiments=experiments)
        assert text_of(CONCLUSION.published(report)).startswith(said)
