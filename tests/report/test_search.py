"""A search in the report: its rule, its trials, what was chosen, and where each number is from."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.report.origin import Runs, Statement
from labbook.report.pdf import write_pdf
from labbook.report.topic_section import Topics
from report.conftest import collect
from report.made_up_search import TRIALS
from report.page_parts import article

LAB = "lab3_keras"
SEARCH = "best_network"
Make = Callable[..., Report]
WINNER, RUNNER_UP, LAST, DIVERGED = (
    "512 + 512 units, dropout 0.2",
    "512 units, dropout 0.2",
    "256 units, dropout 0.5",
    "512 units, dropout 0",
)
CHOSEN_TRIAL = "units-512x512_dropout-0.2"
# Units and dropout, each in its own column.
WINNER_CELLS, RUNNER_UP_CELLS = ["512 + 512", "0.2"], ["512", "0.2"]
OTHER_CELLS = [["256", "0.5"], ["512", "0"]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("searched")
    return collect(folder, only=[SEARCH], epochs=12, trials=TRIALS)


@pytest.fixture(scope="module")
def html(report: Report) -> str:
    return render_html(report, LAB)


def compose(make: Make, **changes: object) -> str:
    return render_html(make(only=[SEARCH], epochs=12, **changes), LAB)


def text_of(html: str) -> str:
    """What is read of it, on one line."""
    body = html.rpartition("</style>")[2]
    return " ".join(re.sub(r"<[^>]*>", "", body).replace("\u00a0", " ").split())


def element(html: str, tag: str, anchor: str) -> str:
    (found,) = re.findall(rf'<{tag} id="{re.escape(anchor)}".*?</{tag}>', html, re.DOTALL)
    return str(found)


def table(html: str, name: str) -> str:
    start = html.index(f'id="table-{SEARCH}.{name}"')
    return html[start : html.index("</table>", start)]


def rows(part: str) -> list[list[str]]:
    """The cells of the table's body, as text."""
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", part.partition("</thead>")[2], re.DOTALL)
    ]


def test_the_rule_is_told_with_its_space_and_its_seed(html: str) -> None:
    text = text_of(html)
    assert "The search. The space has nine combinations: units 256, 512, or 512 + 512; dro" in text
    assert "; dropout 0, 0.2, or 0.5. Four of them became trials, drawn with the seed 0: " in text
    assert ": trained for 3 epochs. A trial is given the training images alone" in text
    assert "Its settings are then trained for 12 epochs with all seeds" in text


def test_a_space_that_was_tried_whole_is_said_to_be(make_report: Make) -> None:
    report = make_report(only=[SEARCH], epochs=12, trials=TRIALS)
    (experiment,) = report.experiments
    section = experiment.topics.search
    tried_whole = replace(section, search=replace(section.search, n_combinations=4))
    whole = replace(experiment, topics=Topics({"search": tried_whole}))
    text = text_of(render_html(replace(report, experiments=[whole]), LAB))
    assert "Each of them became a trial: trained" in text
    assert "drawn with the seed" not in text


def test_one_trial_is_told_of_in_the_singular(make_report: Make) -> None:
    text = text_of(compose(make_report, trials=TRIALS[:1]))
    assert "One of them became a trial, drawn with the seed 0: trained" in text
    assert "Of the 9 combinations of the space, one alone was drawn and tried, without" in text
    assert "trials diverged" not in text


def test_trials_stand_by_falling_accuracy_and_the_chosen_one_in_bold(html: str) -> None:
    trials = table(html, "trials")
    assert [row[:2] for row in rows(trials)] == [WINNER_CELLS, RUNNER_UP_CELLS, *OTHER_CELLS]
    # Validation accuracy, validation loss, CPU time.
    assert [row[3] for row in rows(trials)] == ["98.21", "98.13", "97.51", "diverged"]
    assert [row[4] for row in rows(trials)] == ["0.0537", "0.0561", "0.0747", "diverged"]
    assert [row[5] for row in rows(trials)] == ["9.5 s"] * 3 + ["1.2 s"]
    bold = re.findall(r'<tr id="([^"]+)" class="best">', trials)
    assert bold == [f"result-{SEARCH}-{CHOSEN_TRIAL}"]


def test_each_number_of_a_trial_leads_to_its_runs_and_they_lead_back(
    html: str, report: Report
) -> None:
    (experiment,) = report.experiments
    for row in experiment.topics.search.rows:
        place, name = f"result-{SEARCH}-{row.trial.name}", row.trial.name
        anchor = Runs(SEARCH, name).anchor
        shown = element(html, "tr", place)
        assert f'<th scope="row"><a href="#{anchor}">' in shown
        links = re.findall(r'<a class="origin" href="#([^"]+)">', shown)
        # What diverged has a time alone; a number of parameters is a setting.
        assert links == [anchor] * (1 if row.trial.diverged else 3)
        assert f'href="#{place}">Table' in element(html, "tbody", anchor)


def test_the_appendix_has_key_and_checksum_of_each_trial(make_report: Make, tmp_path: Path) -> None:
    report = make_report(only=[SEARCH], epochs=12, trials=TRIALS, trial_seeds=[0, 1])
    html = render_html(report, LAB)
    (experiment,) = report.experiments
    runs = [(trial, run) for trial in experiment.topics.search.search.trials for run in trial.runs]
    assert len(runs) == 8
    for trial, run in runs:
        row = element(html, "tr", Runs(SEARCH, trial.name, run.seed).anchor)
        assert row in element(html, "tbody", Runs(SEARCH, trial.name).anchor)
        (cells,) = rows(f"</thead>{row}")
        content = (tmp_path / run.directory / "provenance.json").read_bytes()
        checksum = hashlib.sha256(content).hexdigest()[:12]
        assert cells[:3] == [str(run.seed), run.key, checksum]
        assert html.count(run.key) == 1
        if run.diverged:
            assert cells[3:] == ["diverged", "1.2 s"]
        else:
            assert cells[3] == f"{100 * run.val_accuracy:.2f}"
    text = text_of(html)
    assert "with two seeds. A trial is given" in text


def test_the_mean_over_the_seeds_of_a_trial_counts(make_report: Make) -> None:
    html = compose(make_report, trials=TRIALS, trial_seeds=[0, 1])
    assert rows(table(html, "trials"))[0][3] == "98.23"


def test_the_choice_rests_on_the_trials_and_on_the_network_chosen(
    html: str, report: Report
) -> None:
    (experiment,) = report.experiments
    (choice,) = experiment.of_kind("search")
    row = element(html, "tr", Statement(choice.id).anchor)
    assert f'<a href="#table-{SEARCH}.trial_runs">the trials</a>; ' in row
    assert f'<a href="#{Runs(SEARCH, "chosen").anchor}">{WINNER}</a>' in row
    assert "<td>choice by validation</td><td>chosen</td>" in row
    assert f'<a class="back" href="#finding-{choice.id}">' in row
    # The rows of both lead to the statement.
    (number,) = re.findall(r'class="back" href="[^"]+">(\d+)</a>', row)
    for name in ("chosen", *(one.trial.name for one in experiment.topics.search.rows)):
        header = element(html, "tbody", Runs(SEARCH, name).anchor)
        assert f'href="#finding-{choice.id}">{number}</a>' in header


def test_other_statements_do_not_rest_on_the_trials(html: str, report: Report) -> None:
    (experiment,) = report.experiments
    others = [one for one in experiment.findings if one.kind != "search"]
    assert others
    for one in others:
        assert "the trials" not in element(html, "tr", Statement(one.id).anchor)


def test_no_link_dangles_and_each_place_has_one_name(html: str) -> None:
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_the_protocol_sets_the_trials_apart(html: str, report: Report) -> None:
    assert report.n_trials == 4
    assert report.n_planned == 3
    text = text_of(html)
    assert "and not at all in the trials of a search." in text


def test_without_a_search_none_is_spoken_of(whole_html: str, whole_report: Report) -> None:
    assert whole_report.n_trials == 0
    body = whole_html.rpartition("</style>")[2]
    assert "trials of a search" not in body
    assert "-trials" not in body


def test_a_failed_trial_leaves_a_gap_that_says_why(make_report: Make) -> None:
    first, second, *others = TRIALS
    html = compose(make_report, trials=(first, replace(second, result="no <memory>."), *others))
    text = text_of(html)
    label = f"none chosen (first trial: {LAST})"
    why = f"Nothing could be chosen: the trial {WINNER} failed"
    assert f"all three runs of {label} (“{why}”)" in text
    assert f'id="finding-{SEARCH}.search' in article(html, "report")
    assert f"{why}." in text_of(article(html, "report"))
    trials = rows(table(html, "trials"))
    assert [row[:2] for row in trials] == [
        *(RUNNER_UP_CELLS, OTHER_CELLS[0], WINNER_CELLS, OTHER_CELLS[1])
    ]
    assert trials[2][2:] == ["–", "failed", "failed", "–"]
    assert 'class="best"' not in table(html, "trials")
    assert "failed: no &lt;memory&gt;." in element(html, "tbody", Runs(SEARCH, CHOSEN_TRIAL).anchor)
    assert "<td>choice by validation</td><td>no choice</td>" in html


def test_where_all_diverged_nothing_is_chosen(make_report: Make) -> None:
    trials = tuple(replace(one, result=None) for one in TRIALS)
    text = text_of(article(compose(make_report, trials=trials), "report"))
    assert "Nothing could be chosen: every trial of the search diverged." in text


def test_a_search_among_other_experiments_is_typeset(make_report: Make, tmp_path: Path) -> None:
    """`write_pdf` refuses whatever WeasyPrint warns of, such as a link to nowhere."""
    report = make_report(only=["optimizers", SEARCH], epochs=12, trials=TRIALS)
    page, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(render_html(report, LAB), encoding="utf-8")
    write_pdf(page, pdf)
    assert pdf.read_bytes().startswith(b"%PDF")
