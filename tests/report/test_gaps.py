"""Where runs failed, the report says so wherever their numbers would have stood."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.report.parts import only
from labbook.report.pdf import write_pdf
from report.page_parts import article

LAB = "lab3_keras"
Make = Callable[..., Report]
KILLED = "killed by signal SIGKILL, perhaps for want of memory"
TORN = "the data <are> torn."
EXPERIMENTS = ("single_neuron", "hidden_layer", "output_relu", "optimizers", "best_network")


class Text(HTMLParser):
    """The visible text, its blanks as in a browser."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(only(None, html).partition("</style>")[2])

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def __str__(self) -> str:
        return " ".join("".join(self.parts).replace("\u00a0", " ").split())


@pytest.fixture
def one_seed_failed(make_report: Make) -> Report:
    return make_report(
        only=["single_neuron"], epochs=12, failed={"batch_size-10_seed-1": TORN}, diverged=[]
    )


@pytest.fixture
def configuration_failed(make_report: Make) -> Report:
    failed = {f"batch_size-100_seed-{seed}": KILLED for seed in range(3)}
    return make_report(
        only=["single_neuron"], epochs=12, failed=failed, diverged=["batch_size-10_seed-0"]
    )


def test_a_smaller_number_of_runs_is_never_silent(one_seed_failed: Report) -> None:
    (experiment,) = one_seed_failed.experiments
    assert [row.runs for row in experiment.results if row.anchor] == ["3", "3", "3", "2 of 3"]
    seeds = {row.name: row.values for row in experiment.settings}["Seeds"]
    assert seeds == ("0, 1, 2",)
    runs = [[row.runs for row in entry.numbers] for entry in experiment.topics.published.entries]
    assert runs == [["3", "3"], ["3"], ["2 of 3", "2 of 3"]]
    assert (one_seed_failed.n_planned, one_seed_failed.n_failed) == (12, 1)
    text = str(Text(render_html(one_seed_failed, LAB)))
    assert "Runs that failed are in no mean" in text
    assert text.count("2 of 3") == 3


def test_notice_glance_answer_conclusion_and_appendix_tell_of_a_failed_run(
    one_seed_failed: Report,
) -> None:
    html = render_html(one_seed_failed, LAB)
    front, rest = str(Text(html)).split("1 Method", 1)
    assert "One of twelve runs of this report failed." in front
    assert "Section 2: one of three runs of batch size 10 (“the data <are> torn”)." in front
    assert front.count("One of twelve runs") == 2
    assert "1 of 3 runs of batch size 10 failed (“the data <are> torn”)." in rest
    assert "One of twelve runs failed." in rest
    (run,) = one_seed_failed.experiments[0].planned[3].failed
    assert f"1{run.key}failed: the data <are> torn." in rest
    assert rest.count(run.key) == 1
    told = " ".join(re.findall(r'data-finding="([^"]+)"', html)).split()
    assert set(told) == {one.id for one in one_seed_failed.experiments[0].findings}


def test_a_configuration_without_a_run_has_its_place_in_every_table(
    configuration_failed: Report,
) -> None:
    (experiment,) = configuration_failed.experiments
    labels = [row.label for row in experiment.results if row.anchor]
    assert labels == ["batch size 10000", "batch size 1000", "batch size 100", "batch size 10"]
    row = experiment.results[2]
    assert (set(row.cells), row.runs, row.best) == ({"failed"}, "0 of 3", False)
    assert experiment.course[2].cells == ("–", "–", *["failed"] * 5)
    assert {one.name: one.values for one in experiment.settings}["Batch size"] == (
        "10,000",
        "1,000",
        "100",
        "10",
    )
    text = str(Text(render_html(configuration_failed, LAB)))
    assert "batch size 100test accuracy99.21 %failed–no result0 of 3" in text
    assert "has nothing to stand beside: all our runs failed." in text
    assert "Left out for want of a result: batch size 100." in text
    assert "Three of twelve runs failed, one diverged." in text
    assert "Runs that failed or diverged are in no mean" in text
    assert "every other configuration," not in text
    assert "all configurations" not in text


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_any_experiment_may_have_no_run_left(make_report: Make, experiment: str) -> None:
    report = make_report(epochs=12, failed={experiment: KILLED})
    told = article(render_html(report, LAB), "report")
    section = told.partition(f'id="section-{experiment}"')[2].partition("</section>")[0]
    assert f'data-finding="{experiment}.missing' in section
    assert "all failed (“killed" in str(Text("</style>" + section))
    # Nothing else is said of it.
    assert section.count("data-finding=") == section.count(f'data-finding="{experiment}.missing')


@pytest.mark.parametrize("template", [None, LAB, "lab2_numpy", "forum1_mlp", "assignment2_deep"])
def test_each_experiment_may_have_one_configuration_left(
    make_report: Make, template: str | None
) -> None:
    def others(report: Report) -> dict[str, str]:
        """The runs of all configurations but the first of each experiment."""
        planned = [one for experiment in report.experiments for one in experiment.planned[1:]]
        return {run.name: KILLED for one in planned for run in one.runs}

    report = make_report(epochs=5, failed=others(make_report(epochs=5)))
    told = article(render_html(report, template), "report")
    assert told.count('data-verdict="only one"') == 3
    assert told.count("No other configuration has a result.") == 3


@pytest.mark.parametrize(("template", "seeds"), [(LAB, (0, 1, 2)), (None, (0,))])
def test_a_lab_without_any_run_left_can_be_typeset(
    make_report: Make, tmp_path: Path, template: str | None, seeds: tuple[int, ...]
) -> None:
    report = make_report(epochs=1, seeds=seeds, failed=dict.fromkeys(EXPERIMENTS, KILLED))
    first, *_ = pages(render_html(report, template), tmp_path)
    assert f"All {20 * len(seeds)} runs of this report failed." in first


def test_one_run_alone_reads_well(make_report: Make) -> None:
    report = make_report(
        only=["best_network"], epochs=1, seeds=[0], failed={"best_network": KILLED}
    )
    text = str(Text(render_html(report, LAB)))
    assert "The only run of this report failed." in text
    assert "The only run of ReLU, 512 units failed (“killed" in text
    assert "all our runs" not in text


def test_a_report_without_gaps_does_not_speak_of_failed_runs(whole_html: str) -> None:
    text = str(Text(whole_html))
    assert "failed" not in text
    assert "gaps-notice" not in only(None, whole_html).partition("</style>")[2]


def pages(html: str, folder: Path) -> list[str]:
    """The text of each page; `write_pdf` refuses whatever WeasyPrint warns of."""
    page, pdf = folder / "report.html", folder / "report.pdf"
    page.write_text(html, encoding="utf-8")
    write_pdf(page, pdf)
    return [" ".join(one.extract_text().split()) for one in PdfReader(pdf).pages]
