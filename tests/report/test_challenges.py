"""The challenges of Forum 1: each sentence rests on its finding, and without one there is none."""

import re
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from labbook.artifacts.summary import Statistic
from labbook.metrics.statistic import describe
from labbook.report.html import template_folders
from labbook.report.numbers import FILTERS

Say = Callable[..., str]
DIGITS = SimpleNamespace(noun="digit", words="digits")


def mean(value: float) -> Statistic:
    return describe([value, value])


def finding(kind: str, verdict: str, **fields: Any) -> Any:
    known = {"numbers": {}, "details": {}, "subject": ("a",), "evidence": {"p": 0.0004}}
    found = {name: fields.get(name, value) for name, value in known.items()}
    return SimpleNamespace(id=f"trial.{kind}", kind=kind, verdict=verdict, **found)


def configuration(rises: list[float | None], **changes: Any) -> Any:
    measured: dict[str, list[float | None]] = {
        "held_out_loss_rise": rises,
        "held_out_loss_later_rise": rises,
        "train_loss_later_rise": [-0.1] * len(rises),
        "lowest_held_out_loss_epoch": [18, 20, 24][: len(rises)],
        **changes,
    }
    return SimpleNamespace(
        name="long",
        n_validation=800,
        settings=SimpleNamespace(epochs=40),
        metrics={name: describe(values) for name, values in measured.items()},
    )


def experiment(*found: Any, longest: Any = None, name: str = "hidden_size") -> Any:
    short = SimpleNamespace(name="short", settings=SimpleNamespace(epochs=2), metrics={})
    return SimpleNamespace(
        name=name,
        dataset=DIGITS,
        label=lambda one: one,
        configurations=[longest, short] if longest else [],
        finished=["a", "b", "c"],
        of_kind=lambda *kinds: [one for one in found if one.kind in kinds],
    )


@pytest.fixture(scope="module")
def say() -> Say:
    """What a macro of the partial writes, as words."""
    environment = Environment(
        loader=FileSystemLoader(template_folders()),
        undefined=StrictUndefined,
        trim_blocks=True,
        autoescape=True,
    )
    environment.filters |= FILTERS
    environment.globals |= {
        "numbering": SimpleNamespace(refer=lambda kind, name: f"{kind} of {name}"),
        "finding_anchor": lambda name: name,
        "trail": SimpleNamespace(is_first_place=lambda one: True),
        "tell": lambda one, label: f"told: {one.verdict}",
    }
    macros = environment.get_template("partials/challenges.html.j2").module

    def write(macro: str, *given: Any) -> str:
        text = str(getattr(macros, macro)(*given))
        words = unescape(re.sub(r"<[^>]*>", " ", text)).replace("\u202f", " ")
        return " ".join(words.split()).replace(" ,", ",")

    return write


def report(*experiments: Any) -> Any:
    def with_finding(kind: str, *verdicts: str) -> list[Any]:
        return [
            one
            for one in experiments
            if any(not verdicts or found.verdict in verdicts for found in one.of_kind(kind))
        ]

    return SimpleNamespace(experiments=list(experiments), with_finding=with_finding, dataset=DIGITS)


def test_without_a_finding_nothing_is_said(say: Say) -> None:
    assert say("challenges", report(experiment())) == ""


OVERFITTING = {
    "numbers": {"earliest_lowest_epoch": 3, "latest_lowest_epoch": 5},
    "details": {"held_out": "validation"},
}
UNEVEN = {
    "recalls": "beyond chance",
    "equal": False,
    "lowest": ["3"],
    "highest": ["0", "1"],
    "one_run": True,
}
RECALLS = {"lowest_recall": mean(0.9597), "highest_recall": mean(0.9915)}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            finding("not_trained", "some", numbers={"n_not_trained": 1, "n_runs": 3}),
            "In section of hidden_size, 1 of 3 runs of a does no better than one fixed answer.",
        ),
        (
            finding("convergence", "still improving", details={"held_out": "validation"}),
            "the validation loss of a is still falling when training ends.",
        ),
        (
            finding("overfitting", "mild", **OVERFITTING),
            "In section of hidden_size, training with a over-fits mildly: the validation loss is "
            "lowest at epoch 3 to 5.",
        ),
        (
            finding(
                "oscillation",
                "some seeds",
                details={"held_out": "test"},
                numbers={"n_oscillating": 2, "n_runs": 3},
            ),
            "the test curves of a jump from epoch to epoch, in 2 of 3 runs.",
        ),
        (
            finding("confusion", "uneven", details={**UNEVEN, "one_run": False}, numbers=RECALLS),
            "differs from digit to digit by more than chance (in the first run, p < 0.001): on "
            "average from 96.0 % (3) to 99.2 % (0 and 1).",
        ),
        (
            finding("confusion", "uneven", details=UNEVEN, numbers=RECALLS),
            "by more than chance (p < 0.001): from 96.0 %",
        ),
    ],
)
def test_a_finding_has_its_sentence(say: Say, found: Any, said: str) -> None:
    assert said in say("challenges", report(experiment(found)))


@pytest.mark.parametrize(
    "found",
    [
        finding("convergence", "settled", details={"held_out": "validation"}),
        finding("overfitting", "none seen", details={"held_out": "validation"}),
        finding("best", "better"),
        finding("confusion", "even", details={"recalls": "within chance"}),
    ],
)
def test_what_is_no_challenge_is_not_called_one(say: Say, found: Any) -> None:
    assert say("challenges", report(experiment(found))) == ""


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({}, "0.45 percentage points behind, not told apart after correction."),
        ({"equivalent": ["a"]}, "as accurate, within 0.10 percentage points."),
        ({"tied": ["a"]}, "right for as many test images."),
    ],
)
def test_what_is_cheaper_is_said_to_be_as_far_behind_as_it_is(
    say: Say, details: dict[str, Any], said: str
) -> None:
    cost = finding(
        "cost",
        "cheaper",
        details={"cheapest_equal": "a", "best": "b"},
        numbers={
            "cheapest_equal_seconds": mean(0.2),
            "best_seconds": mean(0.9),
            "accuracy_given_up": 0.0045,
        },
    )
    named: dict[str, list[str]] = {"equivalent": [], "tied": []}
    best = finding("best", "", details=named | details, numbers={"margin": 0.001})
    text = say("price", report(experiment(best, cost)))
    assert "a trains in 0.20 s of CPU time, b in 0.90 s; the first is " + said in text


def test_only_the_first_of_two_times_is_said_to_be_of_the_processor(say: Say) -> None:
    cost = finding(
        "cost",
        "cheaper",
        details={"cheapest_equal": "a", "best": "b"},
        numbers={
            "cheapest_equal_seconds": mean(0.2),
            "best_seconds": mean(0.9),
            "accuracy_given_up": 0.0045,
        },
    )
    best = finding("best", "", details={"equivalent": [], "tied": []})
    both = [experiment(best, cost, name=name) for name in ("hidden_size", "number_of_epochs")]
    text = say("price", report(*both))
    assert text.count(" of CPU time") == 1
    assert "In section of number_of_epochs, a trains in 0.20 s, b in 0.90 s; the first" in text


def test_digits_that_the_answers_have_told_are_no_challenge_again(say: Say) -> None:
    found = report(experiment(finding("confusion", "uneven", details=UNEVEN, numbers=RECALLS)))
    assert say("challenges", found, "other") != ""
    assert say("challenges", found, "hidden_size") == ""


def test_a_loss_that_still_falls_is_named_unless_shorter_trainings_are_not_judged(say: Say) -> None:
    held_out = {"held_out": "validation"}
    of_one, of_both = (
        finding("convergence", "still improving", subject=subject, details=held_out)
        for subject in (("long",), ("long", "short"))
    )
    level = configuration([0.0, 0.0, 0.0])
    assert say("when_to_stop", report(experiment(of_one, longest=level))) == ""
    assert "still falling" in say("when_to_stop", report(experiment(of_both, longest=level)))


def test_networks_are_not_told_apart_in_the_sections_that_say_so(say: Say) -> None:
    text = say(
        "challenges",
        report(
            experiment(
                finding("best", "not resolved"),
            ),
            experiment(finding("best", "better"), name="number_of_epochs"),
        ),
    )
    assert "In section of hidden_size, the most accurate configuration is not told apart" in text
    assert "number_of_epochs" not in text


def test_a_second_sentence_does_not_name_the_section_again(say: Say) -> None:
    numbers = {"n_oscillating": 3, "n_runs": 3}
    jumps = finding("oscillation", "every seed", details={"held_out": "test"}, numbers=numbers)
    both = (finding("overfitting", "clear", **OVERFITTING), jumps)
    text = say("when_to_stop", report(experiment(*both), experiment(jumps, name="other")))
    assert text.count("In section of hidden_size") == 1
    assert "3 to 5. There, the test curves of a jump" in text
    assert "In section of other, the test curves of a jump" in text


def test_what_over_fits_from_the_same_epoch_on_shares_a_sentence(say: Say) -> None:
    later = {"numbers": {"earliest_lowest_epoch": 9, "latest_lowest_epoch": 9}}
    found = [
        finding("overfitting", "clear", **OVERFITTING),
        finding("overfitting", "mild", subject=("b",), **OVERFITTING),
        finding("overfitting", "mild", subject=("c",), **{**OVERFITTING, **later}),
    ]
    assert say("when_to_stop", report(experiment(*found))) == (
        "In section of hidden_size, training with a over-fits clearly and with b mildly: the "
        "validation loss is lowest at epoch 3 to 5. There, training with c over-fits mildly: the "
        "validation loss is lowest at epoch 9."
    )


RISES = [0.064, 0.116, 0.095]


def test_a_loss_that_turns_up_in_every_run_is_a_sign(say: Say) -> None:
    found = experiment(longest=configuration(RISES))
    assert say("turning_or_not", found) == (
        "With 40 epochs, the validation loss is lowest at epoch 18 to 24 and ends 6 % to 12 % "
        "higher in every run, while the training loss goes on falling: a sign of over-fitting that "
        "three runs do not confirm."
    )
    assert (
        "In section of hidden_size, training with long shows a sign of over-fitting: the "
        "validation loss is lowest at epoch 18 to 24."
    ) in say("challenges", report(found))


@pytest.mark.parametrize(
    "longest",
    [
        configuration([0.0, 0.1, 0.1]),
        configuration(RISES, train_loss_later_rise=[-0.1, 0.0, -0.1]),
        # Above its own lowest loss, a dip, but not above where the other runs are lowest.
        configuration(RISES, held_out_loss_later_rise=[0.05, -0.01, 0.05]),
        # Of one run, or of too few epochs, no later rise is known.
        configuration(RISES, held_out_loss_later_rise=[None] * 3),
    ],
)
def test_without_a_rise_in_every_run_there_is_no_sign(say: Say, longest: Any) -> None:
    assert say("signs", experiment(longest=longest)) == ""


def test_a_run_without_a_result_does_not_count(say: Say) -> None:
    lost = configuration(
        [0.064, 0.116, None],
        train_loss_later_rise=[-0.1, -0.1, None],
        lowest_held_out_loss_epoch=[18, 20, None],
    )
    assert "that two runs do not confirm" in say("signs", experiment(longest=lost))


@pytest.mark.parametrize("verdict", ["clear", "none seen"])
def test_where_a_finding_has_judged_there_is_no_mere_sign(say: Say, verdict: str) -> None:
    judged = finding("overfitting", verdict, subject=("long",), **OVERFITTING)
    found = experiment(judged, longest=configuration(RISES))
    assert "a sign of" not in say("challenges", report(found))
    assert say("turning_or_not", found) == ("told: none seen" if verdict == "none seen" else "")
