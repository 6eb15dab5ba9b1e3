"""Forum 1's page: its four questions are answered by what was measured, as far as it was."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from labbook.report.context import Report
from labbook.report.html import render_html
from made_up_evaluation import ten_digits
from made_up_notebook import made_up_results
from report.made_up_search import TRIALS
from report.made_up_settings import ADAM, multiclass
from report.page_parts import typeset

LAB = "forum1_mlp"
QUESTIONS = (
    "How long was the network trained?",
    "Which accuracy does it have?",
    "What does the confusion matrix show?",
    "Does it over-fit?",
)
Make = Callable[..., Report]


def entry(title: str, **more: Any) -> dict[str, Any]:
    fields = {"published": [], "published_source": None, "published_note": None}
    return {"title": title, "question": f"{title}?", **fields, **more}


def experiments() -> dict[str, Any]:
    sample = multiclass([16], ADAM, 100) | {"loss": "mean_squared_error"}
    sizes = [
        ({"units": n}, f"{n} units", multiclass([n], ADAM, 100), 0.9 + n / 1e4) for n in (8, 9)
    ]
    hint = {"of": {}, "test_accuracy": 0.98, "test_loss": None}
    best = entry("Best", published=[hint], published_source="the hint")
    return {
        "sample_network": (entry("Sample"), [({}, "16 units", sample, 0.93)]),
        "hidden_size": (entry("Size"), sizes),
        "best_network": (best, [({}, "512 units", multiclass([512], ADAM, 100), 0.981)]),
    }


def page(make: Make, **changes: Any) -> str:
    made = {
        "experiments": experiments(),
        "epochs": 12,
        "trials": TRIALS,
        "by_class": {"best_network": ten_digits()},
        "notebook": replace(made_up_results(), experiment="best_network"),
    }
    return render_html(make(**{**made, **changes}), LAB)


def answers(html: str) -> dict[str, str]:
    (section,) = ANSWERS.findall(html)
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", section, re.DOTALL)
    return {question: " ".join(unescape(TAG.sub("", text)).split()) for question, text in found}


TAG = re.compile(r"<[^>]*>")
ANSWERS = re.compile(r'questions</h2>\s*<dl class="answers">(.*?)</dl>', re.DOTALL)


@pytest.fixture(scope="module")
def html(collect_in: Make, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("forum1")
    return page(lambda **made: collect_in(folder, **made))


def test_each_question_is_answered_with_its_numbers(html: str) -> None:
    found = answers(html)
    assert tuple(found) == QUESTIONS
    long, accurate, confused, overfit = found.values()
    assert "For 12 epochs, each of 480 updates on batches of 100 images: 5,760 updates" in long
    assert "48,000 training images is seen 12 times" in long
    assert "4 trainings more" in long or "four trainings more" in long
    assert re.search(r"On the test images, 98\.\d+ ± \d", accurate)
    assert "The hint speaks of about 98 %" in accurate
    assert "The sample network" in accurate
    assert "% of all its errors" in confused
    assert "that it reads rightly goes from" in confused
    assert "The notebook measures by the clock" in long
    assert "After 12 epochs, the runs do not show whether it does." in overfit
    assert "on the training images (the mean over the last epoch) and" in overfit
    assert "on the validation images, the loss" in overfit
    assert "On the validation images, by which the network was chosen, it is" in accurate


def test_numbers_of_the_answers_lead_to_their_runs(html: str) -> None:
    (section,) = ANSWERS.findall(html)
    assert section.count('<a class="origin" href="#runs-') >= 10


def test_a_longer_training_is_named_where_the_own_is_too_short(make_report: Make) -> None:
    network = multiclass([128], ADAM, 100)
    counts = [
        ({"epochs": count}, f"{count} epochs", network | {"epochs": count}, 0.99)
        for count in (5, 40)
    ]
    made = {**experiments(), "number_of_epochs": (entry("Epochs"), counts)}
    text = answers(page(make_report, experiments=made, epochs=5))[QUESTIONS[3]]
    assert text.startswith("After 5 epochs, the runs do not show whether it does.")
    assert "trains for up to 40 epochs, where mild over-fitting shows with 40 epochs." in text


def test_the_challenges_have_their_section(html: str) -> None:
    (text,) = re.findall(r"Challenges</h2>\s*<dl class=.answers.>(.*?)</dl>", html, re.DOTALL)
    found = re.findall(r"<dt>(.*?)</dt>", text)
    assert found == ["When to stop", "Telling networks apart"]
    assert "data-finding" in text


def test_the_notebook_has_its_section(html: str) -> None:
    assert re.search(r"<h2[^>]*>.*The notebook</h2>", html)


def test_without_a_search_no_network_was_chosen(make_report: Make) -> None:
    accurate = answers(page(make_report, trials=(), notebook=None))[QUESTIONS[1]]
    assert "On the validation images, it is" in accurate


@pytest.mark.parametrize(("batch", "alike"), [(100, True), (50, False)])
def test_all_else_is_as_before_only_if_it_is(make_report: Make, batch: int, alike: bool) -> None:
    sizes = [
        ({"units": size}, f"{size} units", multiclass(size, ADAM, batch), 0.9)
        for size in ([8], [8, 8], [8, 8 if alike else 9])
    ]
    made = {**experiments(), "hidden_size": (entry("Size"), sizes)}
    html = page(make_report, experiments=made)
    assert ("All else is as before, but that the loss is the cross-entropy" in html) == alike
    assert ("A second hidden layer has as many units as the first." in html) == alike


def test_without_classes_the_answer_says_so(make_report: Make) -> None:
    found = answers(page(make_report, by_class=None))
    assert found[QUESTIONS[2]].startswith("No confusion matrix was asked for")


def test_without_a_result_there_are_no_answers(make_report: Make) -> None:
    html = page(
        make_report, trials=(), by_class=None, notebook=None, failed={"best_network": "killed"}
    )
    assert "four questions" not in html.lower()


@pytest.mark.parametrize("left_out", ["sample_network", "hidden_size", "best_network"])
def test_any_experiment_may_be_left_out(make_report: Make, left_out: str) -> None:
    rest = {name: one for name, one in experiments().items() if name != left_out}
    changes = (
        {} if left_out != "best_network" else {"trials": (), "by_class": None, "notebook": None}
    )
    html = page(make_report, experiments=rest, **changes)
    assert ("The four questions</h2>" in html) == (left_out != "best_network")


def test_the_report_is_short(html: str, tmp_path: Path) -> None:
    assert len(typeset(html, "report", tmp_path).pages) <= 8
