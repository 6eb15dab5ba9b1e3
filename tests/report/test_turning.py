"""How a report tells, in an answer, where the held-out loss of its networks turns."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from findings.conftest import build_configuration, build_experiment
from labbook.report.html import template_folders
from labbook.report.numbers import FILTERS
from labbook.report.settings import capitalize
from labbook.topics.curves.findings import find_convergence, find_overfitting

SEEDS = [0.98, 0.98, 0.98]
RISES = {"held_out_loss_later_rise": 0.2, "train_loss_later_rise": -0.1, "held_out_loss_rise": 0.3}
COSINE = {"schedule": "CosineDecay", "initial_learning_rate": 0.002, "decay_epochs": 100}


@pytest.fixture(scope="module")
def turning() -> Callable[..., str]:
    """The sentences on some configurations of one experiment."""
    environment = Environment(
        loader=FileSystemLoader(template_folders()),
        undefined=StrictUndefined,
        trim_blocks=True,
        autoescape=True,
    )
    environment.filters |= {**FILTERS, "capitalize": capitalize}
    environment.globals |= {
        "finding_anchor": lambda name: name,
        "trail": SimpleNamespace(is_first_place=lambda one: True, untold=lambda found: found),
    }
    macro = environment.get_template("partials/answer.html.j2").module.turning

    def write(*configurations: Any) -> str:
        table = build_experiment(*configurations)
        found = [*find_overfitting(table), *find_convergence(table)]
        experiment = SimpleNamespace(
            planned=table.summary.planned,
            label=lambda name: name,
            of_kind=lambda *kinds: [one for one in found if one.kind in kinds],
            together=lambda alike: alike,
        )
        text = unescape(re.sub(r"<[^>]*>", "", str(macro(experiment)))).replace("\u202f", " ")
        return " ".join(text.split())

    return write


def over_fitting(name: str, seeds: list[float] = SEEDS) -> Any:
    return build_configuration(name, seeds, lowest_held_out_loss_epoch=7, **RISES)


SENTENCE = (
    "the validation loss is lowest at epoch 7 and ends 30 % higher, while the training loss goes "
    "on falling: clear over-fitting (smoothed, a rise of 20.0 % on average; clear from 10 % on). "
    "Meanwhile, validation accuracy does not fall by as much as 0.10 percentage points."
)


def test_of_one_alone_no_name_is_needed(turning: Callable[..., str]) -> None:
    assert turning(over_fitting("a")) == f"T{SENTENCE[1:]}"


def test_what_holds_of_all_is_not_taken_for_that_of_the_one_spoken_of_before(
    turning: Callable[..., str],
) -> None:
    assert turning(over_fitting("a"), over_fitting("b")) == f"With all configurations, {SENTENCE}"


def test_those_that_do_not_are_named_where_they_are_fewer(turning: Callable[..., str]) -> None:
    others = [over_fitting("a"), over_fitting("b")]
    still = build_configuration("c", SEEDS)
    assert turning(*others, still) == f"With all but c, {SENTENCE}"
    assert turning(others[0], still) == f"With a, {SENTENCE}"


def test_runs_that_do_not_learn_are_not_meant(turning: Callable[..., str]) -> None:
    found = turning(over_fitting("a", [*SEEDS, 0.902]))
    assert found == f"In the 3 of 4 runs that learn, {SENTENCE}"


@pytest.mark.parametrize(
    ("rate", "words"), [(0.01, ""), (COSINE, ", with a learning rate that went to zero")]
)
def test_a_loss_that_settled_above_its_lowest_is_told_without_a_verdict(
    turning: Callable[..., str], rate: Any, words: str
) -> None:
    one = build_configuration(
        "a",
        SEEDS,
        held_out_loss_rise=0.12,
        lowest_held_out_loss_epoch=7,
        late_held_out_loss_change=0.0,
    )
    optimizer = {"name": "adam", "learning_rate": rate}
    assert turning(replace(one, settings=replace(one.settings, optimizer=optimizer))) == (
        "The validation loss is lowest at epoch 7 and ends 12 % higher, which the runs do not show "
        f"to be more than noise; by then it had settled{words}."
    )


def test_a_loss_that_stays_at_its_lowest_is_not_told(turning: Callable[..., str]) -> None:
    assert turning(build_configuration("a", SEEDS)) == ""
