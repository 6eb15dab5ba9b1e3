"""Answers to one's own digit in words: right, wrong, unknown, by luck, yes or no."""

from dataclasses import replace

import pytest

from labbook.topics.own_digit.findings import find_own_digit, without_repeats
from made_up_own_digit import SURE, made_up_own_digit

GOOD = [0.97, 0.96, 0.98]
# What always answering the commonest class of the made-up test set gets.
UNTRAINED = 0.902


@pytest.fixture
def told(experiment, configuration, gap, say):
    """The finding, and its sentences, for configurations `a` and `b` with these answers."""

    def tell(answers, accuracies=None, digit=4, gaps=(), is_sample=False):
        accuracies = accuracies or {name: GOOD[: len(one)] for name, one in answers.items()}
        rows = [configuration(name, accuracies[name]) for name in answers]
        summary = experiment(*rows, gaps=gaps).summary
        own = made_up_own_digit([summary], answers, digit, is_sample)
        (found,) = find_own_digit(experiment(*rows, gaps=gaps), own)
        return found, say(found)

    return tell


def test_all_are_right(told) -> None:
    found, text = told({"a": ["4", "4", "4"], "b": ["4"]}, {"a": GOOD, "b": GOOD[:1]})
    assert found.verdict == "all right"
    assert text == "All 4 runs are right about the photographed digit, which is “4”."
    assert found.numbers["n_right"] == 4


def test_the_wrong_ones_are_told_with_how_sure_they_were(told) -> None:
    found, text = told({"a": ["4", "9", "9"], "b": ["7", "4", "4"]})
    assert (found.verdict, found.numbers["n_wrong"]) == ("some right", 3)
    assert text == (
        "Of the 6 runs, 3 are right about the photographed digit, which is “4”. Of the wrong ones, "
        "2 answer “9” and 1 “7”. The surest wrong answer, “9” by a run of "
        f"<em>&lt;a&gt;</em>, was given a probability of {SURE!r} as percent."
    )


def test_one_wrong_answer_is_told_as_one(told) -> None:
    _, text = told({"a": ["4", "4"], "b": ["9"]})
    assert text == (
        "Of the 3 runs, 2 are right about the photographed digit, which is “4”. The wrong one "
        "answers “9”. This wrong answer, of <em>&lt;b&gt;</em>, was given a probability of "
        f"{SURE!r} as percent."
    )


def test_none_is_right(told) -> None:
    found, text = told({"a": ["9", "9"]})
    assert found.verdict == "none right"
    assert text.startswith(
        "Neither of the 2 runs is right about the photographed digit, which is “4”. Both answer "
        "“9”. The surest wrong answer, “9” by a run of"
    )
    _, text = told({"a": ["9"]})
    assert text.startswith("The only run is wrong about the photographed digit, which is “4”. Its")


def test_without_the_digit_nothing_is_called_right_or_wrong(told) -> None:
    found, text = told({"a": ["4", "9", "4"]}, digit=None)
    assert found.verdict == "not judged"
    assert "n_right" not in found.numbers
    assert text == (
        "Of the 3 runs, 2 answer “4” and 1 “9” to the photographed digit. Which digit was "
        "written is not known here, so no answer can be called right or wrong."
    )
    assert told({"a": ["4", "4"]}, digit=None)[1].startswith("Both runs answer “4” to the")
    assert told({"a": ["4"]}, digit=None)[1].startswith("To the photographed digit, the only run")


def test_an_untrained_network_is_not_praised(told) -> None:
    accuracies = {"a": GOOD[:2], "b": [UNTRAINED]}
    found, text = told({"a": ["4", "4"], "b": ["4"]}, accuracies)
    assert (found.verdict, found.numbers["n_lucky"]) == ("all right", 1)
    assert "Of the right answers, 1 is of networks that are not shown to be better" in text
    assert text.endswith("so chance may have made it right.")
    _, text = told({"b": ["4", "4"]}, {"b": [UNTRAINED, UNTRAINED]})
    assert "The right answers are of networks that are not shown" in text
    assert text.endswith("so chance may have made them right.")
    _, text = told({"b": ["9", "9"]}, {"b": [UNTRAINED, UNTRAINED]})
    assert "chance" not in text


def test_a_binary_network_says_no_more_than_yes_or_no(told) -> None:
    found, text = told({"a": ["not 0", "0", "not 0"]})
    assert (found.verdict, found.numbers["n_right"]) == ("some right", 2)
    assert "The wrong one answers “0”." in text
    assert text.endswith("so its answer is no more than yes or no.")
    _, text = told({"a": ["not 0", "not 0"], "b": ["4"]})
    assert "Some of these networks only tell one digit from the others" in text


def test_runs_without_an_answer_are_told(told, gap) -> None:
    found, text = told(
        {"a": ["4", "4"]},
        {"a": [0.97, None, 0.96]},
        gaps=[gap("c", ["no room"], place=1)],
    )
    assert found.numbers["n_left_out"] == 2
    assert text.startswith("Both runs with an answer are right")
    assert text.endswith(
        "2 more runs failed, diverged or gave no finite number, and so have no answer."
    )


def test_no_run_has_an_answer(told) -> None:
    found, text = told({"a": []}, {"a": [None]})
    assert found.verdict == "no answer"
    assert text == "No run of this experiment has an answer to the photographed digit."


@pytest.mark.parametrize(
    ("answers", "options"),
    [
        (["4", "4"], {}),
        (["4", "9"], {}),
        (["9"], {}),
        (["9", "9"], {}),
        (["4"], {"digit": None}),
        (["4", "4"], {"digit": None}),
        (["4", "9"], {"digit": None}),
        ([], {"accuracies": {"a": [None]}}),
    ],
)
def test_a_sample_that_is_drawn_is_no_photograph(told, answers, options) -> None:
    photograph, drawn = (told({"a": answers}, is_sample=one, **options)[1] for one in (0, 1))
    assert "sample" not in photograph
    assert drawn == photograph.replace("the photographed digit", "the sample digit")
    assert drawn != photograph


def test_a_run_of_two_experiments_counts_once(experiment, configuration, say) -> None:
    tanh, lecun = configuration("tanh", GOOD), configuration("lecun", GOOD)
    first, both = experiment(tanh), experiment(tanh, lecun)
    second = replace(both, summary=replace(both.summary, experiment="second"))
    third = replace(first, summary=replace(first.summary, experiment="third"))
    tables = [first, second, third]
    own = made_up_own_digit([one.summary for one in tables], {})
    found = without_repeats(own, [one.name for one in tables])
    assert list(found) == ["trial", "second"]
    (of_second,) = find_own_digit(second, found["second"])
    assert (of_second.subject, of_second.numbers["n_runs"]) == (("lecun",), 3)
    assert say(of_second).startswith("All 3 further runs are right")
    assert "more run" not in say(of_second)
