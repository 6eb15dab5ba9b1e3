"""Forum 1's page: its four questions are answered by what was measured, as far as it was."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.summary import ConfigurationSummary
from labbook.report.context import Report
from labbook.report.html import render_html
from made_up_evaluation import ten_digits
from made_up_notebook import made_up_results, turned, with_dips
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
    assert re.search(
        r"Of each class’s images it reads \S+ ± \S+ % \(4\) to \S+ ± \S+ % \(6\) rightly", confused
    )
    assert "beyond chance" not in confused
    assert "After 12 epochs, the runs do not show whether it does." in overfit
    assert "After 12 epochs the accuracy is" in overfit
    assert "on the training images (the mean over the last epoch) and" in overfit
    assert overfit.endswith(" on the validation images.")


def test_shares_that_differ_beyond_chance_are_said_to(make_report: Make) -> None:
    matrices = [matrix.copy() for matrix in ten_digits()]
    for matrix in matrices:
        matrix[4, 4] -= 40
        matrix[4, 9] += 40
    confused = answers(page(make_report, by_class={"best_network": matrices}))[QUESTIONS[2]]
    assert re.search(
        r"images it reads 5\d\.\d+ ± \S+ % \(4\) to \S+ ± \S+ % \(6\) rightly, unequal beyond "
        r"chance \(in the first run, p < 0\.001\)\.",
        confused,
    )


def test_digits_that_share_a_share_have_no_spread_in_common(make_report: Make) -> None:
    matrices = [matrix.copy() for matrix in ten_digits()]
    for matrix in matrices:
        for digit in (6, 8):
            matrix[digit] = 0
            matrix[digit, digit] = 100
    confused = answers(page(make_report, by_class={"best_network": matrices}))[QUESTIONS[2]]
    assert re.search(r"it reads \S+ ± \S+ % \(4\) to 100\.0 % \(6 and 8\) rightly", confused)


def test_numbers_of_the_answers_lead_to_their_runs(html: str) -> None:
    (section,) = ANSWERS.findall(html)
    assert section.count('<a class="origin" href="#runs-') >= 8


def test_a_longer_training_is_named_where_the_own_is_too_short(make_report: Make) -> None:
    network = multiclass([128], ADAM, 100)
    counts = [
        ({"epochs": count}, f"{count} epochs", network | {"epochs": count}, 0.99)
        for count in (5, 40)
    ]
    made = {**experiments(), "number_of_epochs": (entry("Epochs"), counts)}
    text = answers(page(make_report, experiments=made, epochs=5))[QUESTIONS[3]]
    assert text.startswith(
        "After 5 epochs, the runs do not show whether it does. Section 5 trains another, with 128 "
        "units, for up to 40 epochs, where mild over-fitting shows with 40 epochs. After 5 epochs "
        "the accuracy is "
    )


@pytest.mark.parametrize(
    ("longer", "said"),
    [
        (
            turned([0.3, 0.31, 0.32], at=7),
            "Not clearly after 5 epochs, but it does when it is trained for longer: in the "
            "notebook, over 12 epochs, the validation loss of three trainings of this network is "
            "lowest at epoch 7 and ends 30 % to 32 % higher. After 5 epochs the accuracy is",
        ),
        (
            turned([0.06, 0.06, 0.065]),
            "Not clearly after 5 epochs, but it does a little when it is trained for longer: ",
        ),
        (
            turned([0.02, 0.3, 0.6]),
            "Not clearly after 5 epochs, but there are signs of it when it is trained for longer: "
            "in the notebook, over 12 epochs, the validation loss of three trainings of this "
            "network is lowest at epoch 6 and ends 2 % to 60 % higher, which so few do not "
            "confirm. After",
        ),
        (turned([0.3, 0.31], at=4), "Yes: in the notebook, over 12 epochs, the validation loss"),
        (
            with_dips(),
            "The trainings do not settle it: in the notebook, over 12 epochs, the validation loss "
            "of three trainings of this network is lowest at epoch 4 to 8 and ends 19 % to 35 % "
            "higher, but measured from where the others are lowest, not every training rises. "
            "After 5 epochs",
        ),
        (
            turned([0.0, 0.0, 0.0]),
            "Not by its curves: in the notebook, over 12 epochs, the validation loss of three "
            "trainings of this network does not turn up. After 5 epochs",
        ),
        ([], "After 5 epochs, the runs do not show whether it does. After 5 epochs"),
    ],
)
def test_report_and_notebook_agree_on_over_fitting(
    make_report: Make, longer: list[Any], said: str
) -> None:
    notebook = replace(made_up_results(longer=longer), experiment="best_network")
    text = answers(page(make_report, epochs=5, notebook=notebook))[QUESTIONS[3]]
    assert text.startswith(said)


def sized(accuracies: dict[tuple[int, ...], float]) -> dict[str, Any]:
    """The made-up experiments with networks of these hidden layers and test accuracies."""
    sizes = [
        (
            {"units": units[0] if len(units) == 1 else list(units)},
            " + ".join(map(str, units)) + " units",
            multiclass(list(units), ADAM, 100),
            accuracy,
        )
        for units, accuracy in accuracies.items()
    ]
    return {**experiments(), "hidden_size": (entry("Size"), sizes)}


def size_answer(make: Make, accuracies: dict[tuple[int, ...], float], **changes: Any) -> str:
    html = page(make, experiments=sized(accuracies), **changes)
    section = html.partition('id="section-hidden_size"')[2].partition("<table")[0]
    return " ".join(unescape(TAG.sub("", section)).split())


def test_enough_units_and_a_second_layer_are_told_in_a_sentence_each(make_report: Make) -> None:
    text = size_answer(
        make_report,
        {
            **{(8,): 0.90, (16,): 0.93, (32,): 0.9511, (64,): 0.9521},
            **{(8, 8): 0.88, (16, 16): 0.94, (32, 32): 0.9512, (64, 64): 0.9513},
        },
    )
    assert re.search(
        r"The network with 64 units is right for the most test images, 95\.\S+ ± \S+ % \(n = 3\), "
        r"with a loss of \S+ ± \S+\. From 32 units in each layer on, with one or two hidden "
        r"layers, no network is told apart from it; every smaller one is less accurate\.",
        text,
    )
    assert re.search(
        r"A second hidden layer like the first helps with 16 units \(by 1\.\d+ percentage points, "
        r"p \S+ \S+\), lowers the accuracy with 8 \(by \S+ percentage points, p \S+ \S+\), and is "
        r"not shown to help with 32 or 64\.",
        text,
    )
    assert "With more units in one hidden layer, test accuracy rises from" in text


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (
            {(8,): 0.90, (16,): 0.93, (8, 8): 0.92, (16, 16): 0.95},
            r"helps with 8 units \(by .+?\) and 16 \(by [^)]+\)\.",
        ),
        (
            {(8,): 0.90, (16,): 0.95, (32,): 0.95, (8, 8): 0.92, (16, 16): 0.95, (32, 32): 0.95},
            r"helps with 8 units \([^)]+\), and is not shown to with 16 or 32\.",
        ),
        (
            {(8,): 0.95, (16,): 0.95, (8, 8): 0.95, (16, 16): 0.95},
            r"is not shown to help with 8 or 16 units\.",
        ),
    ],
)
def test_a_second_layer_is_told_by_its_verdicts(
    make_report: Make, pairs: dict[tuple[int, ...], float], said: str
) -> None:
    assert re.search(
        "A second hidden layer like the first " + said, size_answer(make_report, pairs)
    )


@pytest.mark.parametrize(
    ("accuracies", "said"),
    [
        (
            {(8,): 0.90, (16,): 0.91, (32,): 0.9521, (8, 8): 0.89, (16, 16): 0.952},
            "Not told apart from it are the networks from 32 units on with one hidden layer and "
            "from 16 in each layer on with two; every smaller one is less accurate.",
        ),
        ({(8,): 0.90, (16,): 0.9520, (32,): 0.9521}, "From 16 units on, no network is told apart"),
        # Of the larger, one is less accurate.
        ({(8,): 0.95, (16,): 0.90, (32,): 0.9501}, "It is more accurate than 16 units. Not told"),
        # Of two layers, all are.
        ({(8,): 0.95, (16,): 0.9501, (8, 8): 0.9}, "It is more accurate than 8 + 8 units. Not"),
        ({(8,): 0.95, (16,): 0.9501, (8, 4): 0.9501}, "None of the others is told apart"),
    ],
)
def test_a_size_is_named_only_if_it_parts_the_networks(
    make_report: Make, accuracies: dict[tuple[int, ...], float], said: str
) -> None:
    assert said in size_answer(make_report, accuracies)


def test_of_where_accuracy_is_level_there_is_one_number(make_report: Make) -> None:
    text = size_answer(make_report, {(8,): 0.90, (16,): 0.92, (32,): 0.9520, (64,): 0.9521})
    assert "From 32 units on, no network is told apart" in text
    assert re.search(
        r"With more units, test accuracy rises from [^.]+\.\S+ ± \S+ % to [^(]+\(p", text
    )
    assert "is not shown to rise" not in text


@pytest.mark.parametrize("more", [{}, {"units": 64}])
def test_how_many_epochs_are_enough_is_told_first(make_report: Make, more: dict[str, int]) -> None:
    """Where networks differ in their epochs alone."""
    network = multiclass([128], ADAM, 100)
    counts = [
        ({"epochs": count, **more}, f"{count} epochs", network | {"epochs": count}, accuracy)
        for count, accuracy in ((2, 0.90), (5, 0.92), (10, 0.9520), (20, 0.9530))
    ]
    made = {**experiments(), "number_of_epochs": (entry("Epochs"), counts)}
    html = page(make_report, experiments=made)
    section = html.partition('id="section-number_of_epochs"')[2].partition("<table")[0]
    text = " ".join(unescape(TAG.sub("", section)).split())
    first = text.partition("Epochs? ")[2]
    if more:
        assert first.startswith("The network with 20 epochs is right for the most test images")
        return
    assert re.match(
        r"From 10 epochs on, no network is told apart from the one with 20 epochs, which is right "
        r"for the most test images, 95\.\S+ ± \S+ % \(n = 3\); with fewer epochs, all are less "
        r"accurate\. With more epochs, test accuracy rises from \S+ ± ",
        first,
    )
    assert "is not shown to rise" not in first


def test_of_one_seed_nothing_is_said_of_a_second_layer(make_report: Make) -> None:
    accuracies = {(8,): 0.90, (16,): 0.95, (8, 8): 0.92}
    text = size_answer(make_report, accuracies, seeds=[0], by_class=None)
    assert "no evidence of an order" in text
    assert "second hidden layer" not in text


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, "One such training takes 15 s of CPU time on one core, the mean over three runs."),
        (
            0.5,
            "One such training takes 7.6 s to 15 s of CPU time on one core, by the load of the "
            "machine.",
        ),
        (2.0, "takes 15 s to 30 s of CPU time on one core, by the load of the machine."),
    ],
)
def test_times_of_the_same_training_are_all_named(
    make_report: Make, share: float, said: str
) -> None:
    """The best network is one of the sizes; there it takes this share of the time."""
    report = make_report(experiments=sized({(512,): 0.98, (8,): 0.9}), epochs=12)
    changed = [
        replace(one, configurations=[took(share, known) for known in one.configurations])
        if one.name == "hidden_size"
        else one
        for one in report.experiments
    ]
    html = render_html(replace(report, experiments=changed), LAB)
    assert said in answers(html)[QUESTIONS[0]]


def took(share: float, configuration: ConfigurationSummary) -> ConfigurationSummary:
    time = configuration.metrics["training_cpu_seconds"]
    assert time.mean is not None
    changed = replace(time, mean=share * time.mean)
    return replace(
        configuration, metrics={**configuration.metrics, "training_cpu_seconds": changed}
    )


def test_the_challenges_have_their_section(html: str) -> None:
    (text,) = re.findall(r"Challenges</h2>\s*<dl class=.answers.>(.*?)</dl>", html, re.DOTALL)
    found = re.findall(r"<dt>(.*?)</dt>", text)
    assert found == ["When to stop", "Telling networks apart"]
    assert "data-finding" in text


def test_the_notebook_has_its_section(html: str) -> None:
    assert re.search(r"<h2[^>]*>.*The notebook</h2>", html)


def test_without_a_search_no_network_was_chosen(make_report: Make) -> None:
    long = answers(page(make_report, trials=(), notebook=None))[QUESTIONS[0]]
    assert "of CPU time on one core" in long
    assert "The choice of the network" not in long


@pytest.mark.parametrize(("batch", "alike"), [(100, True), (50, False)])
def test_all_else_is_as_before_only_if_it_is(make_report: Make, batch: int, alike: bool) -> None:
    sizes = [
        ({"units": size}, f"{size} units", multiclass(size, ADAM, batch), 0.9)
        for size in ([8], [8, 8], [8, 8 if alike else 9])
    ]
    made = {**experiments(), "hidden_size": (entry("Size"), sizes)}
    html = page(make_report, experiments=made)
    said = "But for the sizes and the loss, which is the cross-entropy"
    assert (said in html) == alike
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
