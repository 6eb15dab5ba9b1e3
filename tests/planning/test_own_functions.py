"""Networks of one's own in a plan: what trains again, and what is refused by one sentence."""

from pathlib import Path
from typing import Any

import pytest

from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.freshness.differences import setting_changes
from labbook.metrics.own_metric import tried_metric
from labbook.planning import own_answers
from labbook.planning.own_answers import ANSWERS_FILE, plan_with_functions
from labbook.planning.own_functions import UNKNOWN, OwnFunctions
from labbook.planning.plan import Plan, make_plan
from labbook.stages.topic import check_topics
from labbook.topics.registry import topics
from made_up_dataset import made_up_dataset
from own_files import DENSE, FUNCTIONAL, PARTS
from real_build import ROOT

AT = "config.yaml: labs.lab3_keras.experiments"
MINE = {"model": {"file": "networks/mine.py", "function": "build"}}
GOOD = {**UNKNOWN, "layers": [["dense", "Dense", [10], 7850]], "activation": "softmax"}


@pytest.fixture(autouse=True)
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "networks"
    folder.mkdir()
    (folder / "mine.py").write_text(FUNCTIONAL)
    (folder / "parts.py").write_text(PARTS)
    return folder


def plan_of(
    functions: OwnFunctions | None = None,
    more: dict[str, Any] | None = None,
    of_lab: dict[str, Any] | None = None,
    **settings: Any,
) -> Plan:
    """Of an experiment `mine` with `settings`, beside one of ours."""
    config = read_yaml(ROOT / "config.yaml")
    lab = config["labs"]["lab3_keras"] | (of_lab or {})
    both = {"title": "T", "question": "Q?", "optimizer": "sgd", "batch_size": 10, "seeds": [0]}
    lab["experiments"] = {"mine": {**both, **MINE, **settings}, "ours": both}
    whole = {**config, "labs": {"lab3_keras": lab}, **(more or {})}
    return make_plan(parse_config(whole), made_up_dataset(), functions=functions)


def keys(**settings: Any) -> tuple[set[str], set[str]]:
    """Of the runs of `mine` and of `ours`."""
    mine, ours = (
        {run.key for one in experiment.configurations for run in one.runs}
        for experiment in plan_of(**settings).experiments
    )
    return mine, ours


@pytest.mark.parametrize("file", ["mine.py", "parts.py"])
def test_an_edit_of_the_file_or_of_what_it_imports_trains_its_runs_again(
    networks: Path, file: str
) -> None:
    mine, ours = keys()
    text = (networks / file).read_text()
    (networks / file).write_text(f"# A comment.\n{text}\n")
    assert keys() == (mine, ours)
    (networks / file).write_text(f"{text}\nWIDTH = 3\n")
    assert keys()[0].isdisjoint(mine)
    assert keys()[1] == ours


def test_a_file_beside_it_that_it_does_not_import_does_not_count(networks: Path) -> None:
    before = keys()
    (networks / "other.py").write_text("WIDTH = 3\n")
    assert keys() == before


def test_one_argument_can_be_varied_over_those_that_stay() -> None:
    plan = plan_of(arguments={"rate": 0.5}, sweep={"arguments.width": [16, 32]})
    configurations = plan.experiments[0].configurations
    assert [one.name for one in configurations] == ["arguments.width-16", "arguments.width-32"]
    assert [one.label for one in configurations] == ["width 16", "width 32"]
    assert [spec.own.arguments for one in configurations for spec in one.specs if spec.own] == [
        {"rate": 0.5, "width": 16},
        {"rate": 0.5, "width": 32},
    ]


def test_networks_can_be_set_beside_each_other_and_beside_ours(networks: Path) -> None:
    (networks / "theirs.py").write_text(DENSE)
    theirs = {"file": "networks/theirs.py"}
    variants = {"one": {}, "other": {"model": theirs}, "ours": {"model": None, "units": []}}
    specs = [one.specs[0] for one in plan_of(variants=variants).experiments[0].configurations]
    assert [spec.model for spec in specs] == ["own", "own", "mlp"]
    swept = plan_of(sweep={"model": [MINE["model"], theirs]}).experiments[0].configurations
    assert [one.label for one in swept] == [
        "build in networks/mine.py",
        "build in networks/theirs.py",
    ]


def test_it_takes_the_place_of_layers_that_defaults_give() -> None:
    more = {"defaults": {"units": 64, "activation": "relu", "dropout": 0.1, "epochs": 2}}
    mine, ours = (one.configurations[0].specs[0] for one in plan_of(more=more).experiments)
    assert (mine.model, mine.hidden, mine.epochs) == ("own", (), 2)
    assert [layer.units for layer in ours.hidden] == [64]


def test_an_edit_is_told_by_the_names_of_files(networks: Path) -> None:
    before = plan_of(arguments={"width": 4}).experiments[0].configurations[0].specs[0].to_dict()
    (networks / "parts.py").write_text(PARTS + "WIDTH = 3\n")
    after = plan_of(arguments={"width": 8}).experiments[0].configurations[0].specs[0].to_dict()
    assert list(setting_changes(before, after)) == ["width 4 -> 8", "networks/parts.py changed"]
    (networks / "mine.py").write_text(DENSE)
    alone = plan_of(arguments={"width": 8}).experiments[0].configurations[0].specs[0].to_dict()
    assert list(setting_changes(after, alone)) == [
        "networks/mine.py changed",
        "networks/parts.py is gone",
    ]


def test_what_looks_into_layers_is_refused(networks: Path) -> None:
    with pytest.raises(LabbookError, match="has feature_maps and a model of your own"):
        plan_of(feature_maps=[3])
    with pytest.raises(LabbookError, match="has hidden_units and a model of your own"):
        check_topics(topics(), plan_of(hidden_units=True))
    with pytest.raises(LabbookError, match="but a notebook is self-contained"):
        plan_of(of_lab={"notebook": {"experiment": "mine"}})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"model": {"file": "networks/mime.py", "function": "build"}},
            ".mine.model: networks/mime.py is no file here or in the project.",
        ),
        (
            {"model": {"file": "../mine.py", "function": "build"}},
            ".mine.model.file is ../mine.py, which lies outside of the folder of config.yaml, so "
            "nobody could build again what you hand in; copy the file there, and write mine.py.",
        ),
        (
            {"model": {"file": "networks/mine.txt", "function": "build"}},
            ".mine.model.file is networks/mine.txt, which is no Python file; its name must end in "
            ".py.",
        ),
        (
            {"model": {"file": "networks/mine.py", "function": "biuld"}},
            '.mine.model.function is "biuld", which networks/mine.py does not define; did you mean '
            '"build"?',
        ),
        (
            {"model": {"file": "networks/mine.py", "functoin": "build"}},
            '.mine.model has the unknown key "functoin"; did you mean "function"?',
        ),
        (
            {"units": 64},
            ".mine.units is 64, but the network is that of networks/mine.py, which knows its "
            "layers alone; leave one of the two out.",
        ),
        (
            {"model": None, "arguments": {"width": 3}},
            ".mine.arguments is set, but no model that could take them; give it, or leave "
            "arguments out (null, if defaults set it).",
        ),
        (
            {"arguments": {"classes": 3}},
            ".mine.arguments has the argument classes, which the function is given by Labbook.",
        ),
        (
            {"arguments": {"a b": 3}},
            '.mine.arguments has the argument "a b", which no function of Python can have.',
        ),
        (
            {"record_gradients": True},
            ".mine.record_gradients is True, but the network is that of networks/mine.py, which "
            "knows its layers alone; leave one of the two out.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_key(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LabbookError) as stopped:
        plan_of(**settings)
    assert str(stopped.value) == AT + sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def build(:\n", "networks/mine.py, line 1: invalid syntax."),
        ("import parts\n\nreturn 3\n", "networks/mine.py, line 3: 'return' outside function."),
        ("import random\n", "networks/random.py is called like a module of Python"),
    ],
)
def test_a_file_that_cannot_be_run_is_told_with_its_line(
    networks: Path, text: str, sentence: str
) -> None:
    (networks / "mine.py").write_text(text)
    (networks / "random.py").write_text("")
    with pytest.raises(LabbookError) as stopped:
        plan_of()
    assert str(stopped.value).startswith(f"{AT}.mine.model: {sentence}")


def test_keras_is_asked_about_all_networks_at_once_and_never_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def ask(command: str, questions: list[Any], library: str) -> list[Any]:
        asked.append(len(questions))
        return [{**GOOD, "way": "graph"} for _ in questions]

    monkeypatch.setattr(own_answers, "ask", ask)
    sweep = {"arguments.width": [16, 32]}
    for _ in range(2):
        plan = plan_with_functions(lambda known: plan_of(known, sweep=sweep), keeps=True)
        specs = [spec for one in plan.experiments[0].configurations for spec in one.specs]
        assert [spec.own.way for spec in specs if spec.own] == ["graph", "graph"]
    assert asked == [2]
    assert ANSWERS_FILE.is_file()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            {"fault": "networks/mine.py, line 12: NameError: name 'foo' is not defined"},
            ".mine.model: networks/mine.py, line 12: NameError: name 'foo' is not defined.",
        ),
        (
            {**GOOD, "activation": "linear"},
            ".mine.model: the last layer of build in networks/mine.py has the activation linear, "
            "not softmax; give it softmax, or set output_activation to linear.",
        ),
        (
            {**GOOD, "repeats": False},
            ".mine.model: two trainings of build in networks/mine.py with one seed end with "
            "different weights, so nobody could check its numbers; let it draw nothing but through "
            "Keras, or set allow_unrepeatable: true, and the report will say so.",
        ),
    ],
)
def test_what_keras_finds_is_told_before_any_run_trains(
    monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], sentence: str
) -> None:
    monkeypatch.setattr(own_answers, "ask", lambda *_: [answer])
    with pytest.raises(LabbookError) as stopped:
        plan_with_functions(plan_of, keeps=True)
    assert str(stopped.value) == AT + sentence


def test_weights_that_no_seed_draws_are_no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_answers, "ask", lambda *_: [{**GOOD, "draws": False}])
    assert plan_with_functions(plan_of, keeps=False).runs
    with pytest.raises(LabbookError, match="begins with the same weights for every seed"):
        plan_with_functions(lambda known: plan_of(known, seeds=[0, 1]), keeps=False)


def test_a_network_that_does_not_repeat_can_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_answers, "ask", lambda *_: [{**GOOD, "repeats": False}])
    allowed = {"allow_unrepeatable": True}
    plan = plan_with_functions(lambda known: plan_of(known, allowed), keeps=True)
    (spec,) = plan.experiments[0].configurations[0].specs
    assert spec.own is not None
    assert not spec.own.repeats


def test_a_metric_is_tried_on_as_many_outputs_as_the_networks_have(
    networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def ask(command: str, questions: list[Any], library: str) -> list[Any]:
        asked.extend(questions)
        return [tried_metric(**one) if "metric" in one else GOOD for one in questions]

    monkeypatch.setattr(own_answers, "ask", ask)
    (networks / "score.py").write_text(
        "def score(probabilities, labels):\n    return labels[900]\n"
    )
    lab = {"metrics": {"mine": {"file": "networks/score.py"}}}
    with pytest.raises(LabbookError) as stopped:
        plan_with_functions(lambda known: plan_of(known, of_lab=lab), keeps=True)
    assert str(stopped.value) == (
        "config.yaml: labs.lab3_keras.metrics.mine: networks/score.py, line 2: IndexError: index "
        "900 is out of bounds for axis 0 with size 500."
    )
    assert [one["outputs"] for one in asked if "metric" in one] == [10]


def test_a_metric_trains_nothing_and_has_no_name_of_a_column(networks: Path) -> None:
    before = keys()
    (networks / "score.py").write_text("def score(probabilities, labels):\n    return 1\n")
    asked = {"file": "networks/score.py"}
    assert keys(of_lab={"metrics": {"mine": asked}}) == before
    with pytest.raises(LabbookError, match=r"metrics\.test_loss is a column of ours"):
        plan_of(of_lab={"metrics": {"test_loss": asked}})
