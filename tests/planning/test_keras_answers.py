"""What Keras would refuse in training is refused before it, and asked about once."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.spec import Spec
from labbook.config.engine_names import OPTIMIZER_LEARNING_RATES
from labbook.config.load import parse_config
from labbook.config.settings import ENDING_SCHEDULES
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning import asking, keras_answers
from labbook.planning.keras_answers import ACCEPTED_FILE, COMMAND, check_optimizers, question_about
from labbook.planning.plan import Plan, make_plan
from made_up_dataset import made_up_dataset
from real_build import ROOT
from tensorflow_programs import run_python

AT = "config.yaml: labs.lab3_keras.experiments.mine"
EXPONENTIAL = {"schedule": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_epochs": 2}


def plan_of(**settings: Any) -> Plan:
    config = read_yaml(ROOT / "config.yaml")
    lab = config["labs"]["lab3_keras"]
    both = {"title": "Mine", "question": "What?", "optimizer": "sgd", "batch_size": 10}
    lab["experiments"] = {"mine": {**both, **settings}}
    dataset = made_up_dataset(n_train_total=1000)
    return make_plan(parse_config({**config, "labs": {"lab3_keras": lab}}), dataset)


def spec_of(**settings: Any) -> Spec:
    spec = next(iter(plan_of(**settings).runs.values())).spec
    assert isinstance(spec, Spec)
    return spec


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "adam", "learning_rate": 0.5},
        {"learning_rate": {"schedule": "CosineDecay", "initial_learning_rate": 0.1}},
    ],
)
def test_what_the_tests_have_asked_is_not_asked_again(settings: Any) -> None:
    assert question_about(spec_of(**settings), 1000) is None


def test_a_rate_that_is_a_number_makes_no_new_question() -> None:
    optimizer = {"name": "sgd", "momentum": 0.9}
    one, two = (spec_of(optimizer=optimizer, learning_rate=rate) for rate in (0.1, 0.2))
    assert question_about(one, 1000) == question_about(two, 9) is not None


def test_a_schedule_is_asked_about_with_the_steps_of_its_training() -> None:
    spec = spec_of(learning_rate=EXPONENTIAL, epochs=7)
    assert question_about(spec, 1000) == {
        "optimizer": {"name": "sgd", "learning_rate": EXPONENTIAL},
        "steps_per_epoch": 80,
        "steps": 560,
    }


def plain() -> list[dict[str, Any]]:
    """What is never asked."""
    schedules = [
        {"schedule": name, "initial_learning_rate": 0.1, "decay_epochs": 1}
        for name in ENDING_SCHEDULES
    ]
    return [
        *({"name": name, "learning_rate": 0.01} for name in OPTIMIZER_LEARNING_RATES),
        *({"name": "sgd", "learning_rate": schedule} for schedule in schedules),
    ]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"name": "adam", "beta_1": 1.0}, "weights are no numbers"),
    ({"name": "adam", "clipnorm": 1.0, "clipvalue": 1.0}, "Only one of `clipnorm`"),
    ({"name": "ftrl", "learning_rate_power": 0.5}, "needs to be negative or zero"),
    ({"name": "sgd", "learning_rate": EXPONENTIAL}, "missing 1 required positional argument"),
    (
        {"name": "adam", "learning_rate": {**EXPONENTIAL, "decay_rate": 0.5, "decay_epochs": 0.01}},
        "`decay_steps` must be > 0",
    ),
    (
        {"name": "sgd", "learning_rate": {**EXPONENTIAL, "decay_rate": 1e30}},
        "its learning rate after step 200 of 400 would be inf",
    ),
]


def test_keras_itself_accepts_what_is_plain_and_says_what_it_refuses() -> None:
    asked = [*plain(), *({"learning_rate": 0.01, **optimizer} for optimizer, _ in REFUSED)]
    questions = [{"optimizer": one, "steps_per_epoch": 4, "steps": 400} for one in asked]
    done = run_python("-m", COMMAND, text=json.dumps(questions))
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    n_plain = len(plain())
    assert answers[:n_plain] == [None] * n_plain
    for answer, (_, reason) in zip(answers[n_plain:], REFUSED, strict=True):
        assert reason in answer


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The questions that are asked, in an empty working directory; a momentum of 1 is refused."""
    monkeypatch.chdir(tmp_path)
    found: list[dict[str, Any]] = []

    def ask(_: str, questions: list[dict[str, Any]], library: str) -> list[str | None]:
        found.extend(questions)
        refused = [question["optimizer"].get("momentum") == 1 for question in questions]
        return ["momentum is odd." if one else None for one in refused]

    monkeypatch.setattr(keras_answers, "ask", ask)
    return found


def test_what_was_accepted_is_not_asked_again(asked: list[dict[str, Any]]) -> None:
    some = {"optimizer": [{"name": "sgd", "momentum": 0.5}, {"name": "sgd", "nesterov": True}]}
    check_optimizers(plan_of(sweep=some))
    assert len(asked) == 2
    check_optimizers(plan_of(sweep=some))
    assert len(asked) == 2
    check_optimizers(plan_of(optimizer={"name": "adam", "amsgrad": True}))
    assert len(asked) == 3
    check_optimizers(plan_of(sweep=some))
    assert len(asked) == 3


def test_a_refusal_is_one_sentence_and_is_not_kept(asked: list[dict[str, Any]]) -> None:
    plan = plan_of(optimizer={"name": "sgd", "momentum": 1})
    for times in (1, 2):
        with pytest.raises(LabbookError) as error:
            check_optimizers(plan)
        assert len(asked) == times
    assert str(error.value) == (
        f"{AT}: Keras cannot train with SGD (momentum 1, learning rate 0.01): momentum is odd."
    )


@pytest.mark.parametrize("text", ["", "[]", '{"accepted": 3, "keras": 3}', '{"keras": {}}', "\0"])
def test_a_broken_record_is_made_anew(asked: list[dict[str, Any]], text: str) -> None:
    plan = plan_of(optimizer={"name": "sgd", "momentum": 0.5})
    ACCEPTED_FILE.parent.mkdir(parents=True)
    ACCEPTED_FILE.write_text(text)
    check_optimizers(plan)
    check_optimizers(plan)
    assert len(asked) == 1


def test_another_keras_is_asked_again(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(optimizer={"name": "sgd", "momentum": 0.5})
    check_optimizers(plan)
    monkeypatch.setattr(keras_answers, "installed_versions", lambda names: {"keras": "99"})
    check_optimizers(plan)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (
            "import os; os.kill(os.getpid(), 4)",
            "it was killed by signal SIGILL, an instruction that this computer's processor does "
            "not have",
        ),
        ("raise ImportError('no TensorFlow')", "ImportError: no TensorFlow"),
    ],
)
def test_a_keras_that_cannot_be_asked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(asking, "program", lambda command: [sys.executable, "-c", end])
    with pytest.raises(LabbookError) as error:
        check_optimizers(plan_of(optimizer={"name": "sgd", "momentum": 0.5}))
    assert str(error.value) == f"Keras cannot be asked on this computer: {reason}."
