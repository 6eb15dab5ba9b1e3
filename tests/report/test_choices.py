"""Which network the conclusion chooses for each task, and by what."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from labbook.artifacts.summary import ConfigurationSummary
from labbook.report.context import Experiment, Report
from labbook.report.html import render_html
from report.page_parts import text_of
from report.watched_lab import validated_experiment, watched_experiments

Make = Callable[..., Report]
SHORT = ["hidden_layer", "output_relu", "optimizers", "best_network"]


@pytest.fixture
def report(make_report: Make) -> Report:
    return make_report(only=SHORT, epochs=12)


def finished(report: Report, kind: str) -> list[tuple[Experiment, ConfigurationSummary]]:
    return [
        (experiment, one)
        for experiment in report.experiments
        for one in experiment.finished
        if one.settings.task.kind == kind
    ]


def names(rival: tuple[Experiment, ConfigurationSummary] | None) -> tuple[str, str] | None:
    return rival and (rival[0].name, rival[1].name)


def highest(
    rivals: list[tuple[Experiment, ConfigurationSummary]], metric: str
) -> tuple[str, str] | None:
    return names(max(rivals, key=lambda rival: rival[1].metrics[metric].mean or 0.0))


@pytest.mark.parametrize(("place", "kind"), [(0, "one_against_rest"), (1, "multiclass")])
def test_validation_decides_where_all_have_it(report: Report, place: int, kind: str) -> None:
    choice = report.choices[place]
    rivals = finished(report, kind)
    assert choice.by_validation
    found = (choice.experiment, choice.configuration)
    assert names(found) == highest(rivals, "val_accuracy")
    others = [rival for rival in rivals if rival[0].name != choice.experiment.name]
    assert names(choice.next) == highest(others, "val_accuracy")


def test_networks_that_tie_are_counted(report: Report) -> None:
    choice = report.choices[0]
    assert choice.n_tied == 0
    experiment = next(one for one in report.experiments if one.name == choice.experiment.name)
    reached = choice.configuration.metrics["val_accuracy"]
    raised = [
        replace(one, metrics={**one.metrics, "val_accuracy": reached})
        for one in experiment.configurations
    ]
    again = [
        replace(one, configurations=raised) if one.name == experiment.name else one
        for one in report.experiments
    ]
    tied = replace(report, experiments=again).choices[0]
    assert tied.n_tied == len(raised) - 1 > 0


def test_the_test_does_not_decide_there(report: Report) -> None:
    """Though another network has the higher test accuracy."""
    experiment = report.experiments[0]
    found = report.choices[0].configuration
    first, *others = experiment.configurations
    assert first.name != found.name
    best = {"test_accuracy": replace(first.metrics["test_accuracy"], mean=0.99999)}
    better = replace(first, metrics={**first.metrics, **best})
    changed = replace(experiment, configurations=[better, *others])
    assert changed.best == better
    again = replace(report, experiments=[changed, *report.experiments[1:]])
    assert again.choices[0].configuration.name == found.name


def test_without_validation_images_the_test_decides_and_says_so(make_report: Make) -> None:
    watched = make_report(experiments=watched_experiments(), epochs=12)
    binary, digits = watched.choices
    for choice, kind in ((binary, "one_against_rest"), (digits, "multiclass")):
        assert not choice.by_validation
        found = (choice.experiment, choice.configuration)
        assert names(found) == highest(finished(watched, kind), "test_accuracy")
    assert names(binary.next) == ("single_neuron", "single_neuron")
    assert digits.next is None


def test_one_candidate_without_validation_leaves_the_test_to_decide(make_report: Make) -> None:
    experiments = watched_experiments() | validated_experiment()
    both = make_report(experiments=experiments, epochs=12)
    digits = both.choices[1]
    assert not digits.by_validation
    assert digits.experiment.name == "validated"
    assert digits.next is not None


def test_networks_of_other_images_are_no_rivals(report: Report) -> None:
    *first, last = report.experiments
    assert [choice.what for choice in report.choices] == ["0 from the rest", "all classes apart"]
    elsewhere = replace(last, dataset=replace(last.dataset, name="svhn", title="SVHN"))
    choices = replace(report, experiments=[*first, elsewhere]).choices
    assert [choice.what for choice in choices] == [
        "0 from the rest",
        f"all classes of {last.dataset.title} apart",
        "all classes of SVHN apart",
    ]
    assert [choice.experiment.name for choice in choices] == [
        "hidden_layer",
        "optimizers",
        "best_network",
    ]
    assert choices[1].next is None
    assert choices[2].next is None


def test_where_nothing_finished_nothing_is_chosen(make_report: Make) -> None:
    failed = {"best_network": "killed by signal SIGKILL"}
    assert make_report(only=["best_network"], epochs=5, failed=failed).choices == []


def said(report: Report) -> tuple[str, str]:
    """What the conclusion and the first screen of the page say of the choices."""
    html = render_html(report, None)
    found = re.search(r"Conclusion</h\d>(.*?)</article>", html, re.DOTALL)
    first = re.search(r'<p class="finding-of-all">(.*?)</p>', html, re.DOTALL)
    assert found
    assert first
    return text_of(found[1]), text_of(first[1])


def test_a_choice_by_validation_says_so(report: Report) -> None:
    conclusion, first = said(report)
    assert "Of the networks that are to tell 0 from the rest, the one with" in conclusion
    assert "which had no part in that choice" in conclusion
    assert "that name the best" not in conclusion
    assert first.startswith("To tell 0 from the rest, the network with")
    assert first.count("chosen on validation images") == 2


def test_without_validation_the_test_images_name_the_best(make_report: Make) -> None:
    conclusion, first = said(make_report(experiments=watched_experiments(), epochs=12))
    assert "is right for the most test images" in conclusion
    assert "it is the test images that name the best; on others it may be" in conclusion
    assert "chosen" not in first
    assert "for the most test images" in first


def test_one_network_alone_is_not_the_best(make_report: Make) -> None:
    experiments = {"single_neuron": watched_experiments()["single_neuron"]}
    conclusion, first = said(make_report(experiments=experiments, epochs=12))
    assert "To tell 0 from the rest, there is one network, one neuron" in conclusion
    assert "most test images" not in conclusion + first
