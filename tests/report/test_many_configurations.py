"""A sweep of three hundred configurations: the best few are shown, and where the rest is."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from labbook.metrics.best_configuration import MOST_SHOWN, N_BEST
from labbook.report.context import Experiment, Report
from labbook.report.html import render_html
from labbook.report.pdf import write_pdf
from report.made_up_settings import multiclass

RATES, BATCHES, SEEDS = 20, 15, 2
ENTRY = {
    "title": "A sweep",
    "question": "What is best?",
    "published": [],
    "published_source": None,
    "published_note": None,
}


@pytest.fixture(scope="module")
def report(collect_in, tmp_path_factory) -> Report:
    """Test accuracy is the higher the later in the plan."""
    variants = [
        (
            {"learning_rate": rate / 1000, "batch_size": batch},
            f"learning rate {rate / 1000}, batch size {batch}",
            multiclass([8], {"name": "sgd", "learning_rate": rate / 1000}, batch),
            0.80 + rate / 200 + batch / 10_000,
        )
        for rate in range(1, RATES + 1)
        for batch in range(10, 10 + BATCHES)
    ]
    return collect_in(
        tmp_path_factory.mktemp("many"),
        experiments={"swept": (ENTRY, variants)},
        seeds=range(SEEDS),
        epochs=12,
        is_subset=True,
        template=None,
    )


@pytest.fixture(scope="module")
def experiment(report: Report) -> Experiment:
    return report.experiments[0]


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    """Rendered: so each link leads to a place on the page."""
    return render_html(report, None)


def rows_of(page: str, table: str) -> list[str]:
    (found,) = re.findall(rf'id="table-swept.{table}">(.*?)</table>', page, re.DOTALL)
    return re.findall("<tr", found.partition("<tbody")[2])


def test_tables_have_the_best_by_validation(experiment: Experiment, page: str) -> None:
    means = {one.name: one.metrics["val_accuracy"].mean for one in experiment.configurations}
    first = [one.known.name for one in experiment.shown][:N_BEST]
    assert first == sorted(means, key=lambda name: -means[name])[:N_BEST]
    assert experiment.best.name in {one.known.name for one in experiment.shown}
    n_shown = len(experiment.shown)
    assert n_shown in (N_BEST, N_BEST + 1)
    assert len(rows_of(page, "results")) == n_shown + len(experiment.majorities)
    assert len(rows_of(page, "course")) == n_shown
    # A line for each configuration, its runs, and that for all others.
    assert len(rows_of(page, "runs")) == n_shown * (1 + SEEDS) + 1
    assert len(rows_of(page, "differences")) <= n_shown
    assert len(rows_of(page, "statements")) <= n_shown + 20


def test_the_page_says_how_many_there_are_and_where_the_rest_is(page: str) -> None:
    assert "Of 300 configurations, the 20 with the highest validation accuracy" in page
    assert "All runs of all of them are in <code>metrics.csv</code>" in page
    assert "are in <code>findings.json</code>" in page


def test_a_number_of_an_unlisted_configuration_leads_to_the_line_for_all_others(page: str) -> None:
    assert 'href="#rest-runs-swept"' in page
    assert page.count('id="rest-runs-swept"') == 1


def test_a_sentence_names_a_few(experiment: Experiment, page: str) -> None:
    (answer,) = re.findall(r'<span class="finding best".*?</span>', page, re.DOTALL)[:1]
    assert answer.count("<em>") <= 2 * MOST_SHOWN
    worse = len(experiment.of_kind("best")[0].details["worse"])
    assert f"{worse} others" in answer


def test_trends_share_a_sentence(experiment: Experiment, page: str) -> None:
    trends = experiment.of_kind("trend")
    assert len(trends) == RATES + BATCHES
    text = re.sub(r"\s+", " ", page)
    assert f"of {BATCHES} series of configurations" in text
    assert f"of {RATES} series of configurations" in text


def test_both_parts_have_few_pages(page: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    write_pdf(tmp_path / "page.html", tmp_path / "whole.pdf")
    assert len(PdfReader(tmp_path / "whole.pdf").pages) <= 20
