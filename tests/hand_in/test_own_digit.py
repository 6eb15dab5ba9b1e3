"""What networks answer to one's own digit is handed in; the sample is not one's own."""

from dataclasses import replace
from pathlib import Path

import pytest

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.hand_in.archive import collect_contents
from labbook.hand_in.plans import read_hand_in_plan
from labbook.hand_in.refusals import find_reasons
from labbook.hand_in.source_files import find_source_files
from labbook.topics.own_digit.own_digit_files import OwnDigit, write_own_digit

RESULTS = Path("results/lab3_keras")
ANSWERS = OwnDigit("lab3_keras", 4, (600, 800), True, False, False, ())


@pytest.fixture
def lab(make_lab):
    built = make_lab()
    photograph = {"path": "photos/mine.jpg", "in_project": False, "digit": 4}
    write_json(built.plan, read_json(built.plan) | {"own_digit": photograph})
    answers = RESULTS / "own_digit.json"
    write_own_digit(answers, ANSWERS)
    built.leave("classify_own_digit", [], [answers], {"tables/own_digit.json": answers})
    return built


def test_the_answers_are_in_the_archive(lab, repository) -> None:
    plan = read_hand_in_plan(lab.plan)
    members = collect_contents(plan, find_source_files(repository), lab.plan)
    assert members["tables/own_digit.json"].content == (RESULTS / "own_digit.json").read_bytes()


def reasons(lab) -> dict[str, str]:
    return find_reasons(read_hand_in_plan(lab.plan), Path("config.yaml"), RESULTS)


def test_the_sample_is_a_placeholder(lab) -> None:
    assert "placeholders" not in reasons(lab)
    write_own_digit(RESULTS / "own_digit.json", replace(ANSWERS, is_sample=True))
    assert reasons(lab)["placeholders"].startswith(
        'config.yaml still has placeholders (own_digit "photos/mine.jpg", the sample); write your'
    )


def test_answers_that_are_missing_are_named(lab) -> None:
    (RESULTS / "own_digit.json").unlink()
    with pytest.raises(LabbookError, match=r"own_digit\.json is missing; build it"):
        reasons(lab)
