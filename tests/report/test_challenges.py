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

    def write(macro: str, given: Any) -> str:
        text = str(getattr(macros, macro)(given))
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
    "lowest": ["3"],
    "one_run": True,
    "lowest_shown": False,
}
CONFIDENCE = {
    "numbers": {"probability": mean(0.96), "test_accuracy": mean(0.94)},
    "details": {"alone": False, "least_calibrated": "a"},
}


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
            "training with a goes on beyond the lowest validation loss, at epoch 3 to 5: mild "
            "over-fitting.",
        ),
        (
            finding("confidence", "too sure", **CONFIDENCE),
            "the network of a ends surer than it is right: its answers have a mean probability of "
            "96.00 %, and 94.00 % of them are right.",
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
            finding(
                "cost",
                "cheaper",
                details={"cheapest_equal": "a", "best": "b"},
                numbers={"cheapest_equal_seconds": mean(0.2), "best_seconds": mean(0.9)},
            ),
            "a is not shown to be less accurate than b and trains in 0.20 s of CPU time instead of "
            "0.90 s.",
        ),
        (
            finding("confusion", "uneven", details={**UNEVEN, "one_run": False}),
            "differs from digit to digit by more than chance (in the first run, p < 0.001).",
        ),
        (
            finding("confusion", "uneven", details={**UNEVEN, "lowest_shown": True}),
            "by more than chance (p < 0.001); it is lowest for 3.",
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


def test_networks_are_not_told_apart_in_the_sections_that_say_so(say: Say) -> None:
    spread = {"largest_std": 0.016, "n_test": 1000, "image_half_width": 0.026}
    text = say(
        "challenges",
        report(
            experiment(
                finding("best", "not resolved"),
                finding("seed_spread", "spread", numbers=spread, details={"widest": "a"}),
            ),
            experiment(finding("best", "better"), name="number_of_epochs"),
        ),
    )
    assert "In section of hidden_size, the most accurate configuration is not told apart" in text
    assert "the accuracies of a scatter most, with a standard deviation of 1.60 percentage" in text
    assert "number_of_epochs" not in text


def test_a_second_sentence_does_not_name_the_section_again(say: Say) -> None:
    both = (finding("overfitting", "clear", **OVERFITTING), finding("confidence", "", **CONFIDENCE))
    text = say("when_to_stop", report(experiment(*both), experiment(both[1], name="other")))
    assert text.count("In section of hidden_size") == 1
    assert "over-fitting. There, the network of a ends surer" in text
    assert "In section of other, the network of a ends surer" in text


RISES = [0.064, 0.116, 0.095]


def test_a_loss_that_turns_up_in_every_run_is_a_sign(say: Say) -> None:
    found = experiment(longest=configuration(RISES))
    assert say("turning_or_not", found) == (
        "With 40 epochs, the validation loss is lowest at epoch 18 to 24 and ends 6 % to 12 % "
        "higher in every run, while the training loss goes on falling: a sign of over-fitting that "
        "three runs do not confirm."
    )
    assert (
        "training with long goes on beyond the lowest validation loss, at epoch 18 to 24: a sign"
        in say("challenges", report(found))
    )


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
