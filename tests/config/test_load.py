"""A mistake in config.yaml gets one sentence: which key, what is wrong, what would be right."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from labbook.config.load import FOLDERS, load_config, parse_config, read_overrides
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.pipeline import OTHER_TARGETS
from real_build import ROOT

SHIPPED = Path(__file__).parents[2] / "config.yaml"
NEURON = ("labs", "lab3_keras", "experiments", "single_neuron")
AT_NEURON = "config.yaml: labs.lab3_keras.experiments.single_neuron"


def changed(path: tuple[str, ...], value: object) -> dict[str, Any]:
    """The shipped config with one key set, or removed if `value` is ...."""
    config = copy.deepcopy(read_yaml(SHIPPED))
    place: Any = config
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return config


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            ("studnt",),
            {},
            'config.yaml: the top level has the unknown key "studnt"; did you mean "student"?',
        ),
        (
            (*NEURON, "epocs"),
            3,
            f'{AT_NEURON} has the unknown key "epocs"; did you mean "epochs"?',
        ),
        ((*NEURON, "epochs"), 0, f"{AT_NEURON}.epochs is 0; it must be at least 1."),
        ((*NEURON, "epochs"), 2.5, f"{AT_NEURON}.epochs is 2.5; it must be a whole number."),
        ((*NEURON, "epochs"), "3", f"{AT_NEURON}.epochs is '3'; it must be a whole number."),
        (
            (*NEURON, "optimizer"),
            "adm",
            f'{AT_NEURON}.optimizer is "adm", which is no optimizer of Keras; did you mean "adam"?',
        ),
        (
            (*NEURON, "optimizer"),
            {"name": "sgd", "momentm": 0.9},
            f'{AT_NEURON}.optimizer has the key "momentm", which sgd does not take; '
            'did you mean "momentum"?',
        ),
        (
            (*NEURON, "activation"),
            "rellu",
            f'{AT_NEURON}.activation is "rellu", which is no activation known here; '
            'did you mean "relu"?',
        ),
        (
            (*NEURON, "learning_rate"),
            -1,
            f"{AT_NEURON}.learning_rate is -1; it must be above 0 and at most 1000.",
        ),
        (
            (*NEURON, "learning_rate"),
            {"schedule": "CosineDcay"},
            f'{AT_NEURON}.learning_rate has the schedule "CosineDcay"; did you mean "CosineDecay"?',
        ),
        (
            (*NEURON, "seeds"),
            [1, 1],
            f"{AT_NEURON}.seeds holds the seed 1 twice; the same run twice is no evidence.",
        ),
        (
            (*NEURON, "sweep"),
            {"batch_size": []},
            f"{AT_NEURON}.sweep has no list of values for batch_size; write batch_size: [...].",
        ),
        (
            (*NEURON, "sweep"),
            {"batchsize": [1]},
            f'{AT_NEURON}.sweep has the unknown key "batchsize"; did you mean "batch_size"?',
        ),
        (
            (*NEURON, "sweep"),
            {"batch_size": [10, 10]},
            f"{AT_NEURON}.sweep holds the value 10 twice for batch_size.",
        ),
        (
            (*NEURON, "dropout"),
            1.0,
            f"{AT_NEURON}.dropout is 1.0; it must be a number from 0 to below 1.",
        ),
        ((*NEURON, "title"), ..., f"{AT_NEURON}.title is missing."),
        (
            ("dataset",),
            "minst",
            'config.yaml: dataset is "minst", which is not known; did you mean "mnist"?',
        ),
        (
            ("validation_fraction",),
            1.2,
            "config.yaml: validation_fraction is 1.2; it must be below 1.0.",
        ),
        (
            ("student", "first_name"),
            3,
            "config.yaml: student.first_name is 3, which is not text; put it in quotes.",
        ),
        (
            ("labs", "lab3_keras", "experiments"),
            {},
            "config.yaml: labs.lab3_keras.experiments is empty; give at least one entry.",
        ),
        (
            ("labs", "Lab 3"),
            {"title": "x", "assignment": "x", "experiments": {"a": {"title": "", "question": ""}}},
            'config.yaml: "Lab 3" cannot name a folder of results; use up to 60 small '
            "letters, digits and _, with a letter first.",
        ),
        (
            ("labs", "runs"),
            {"title": "x", "assignment": "x", "experiments": {"a": {"title": "", "question": ""}}},
            'config.yaml: labs.runs: "runs" is the name of something else that Labbook makes; '
            "give the lab another one.",
        ),
        (("keep_builds",), 0, "config.yaml: keep_builds is 0; it must be at least 1."),
        (
            (*NEURON, "optimizer"),
            {"name": "sgd", "momentum": float("nan")},
            f"{AT_NEURON}.optimizer.momentum is nan; it must be a finite number.",
        ),
        (
            (*NEURON, "published"),
            [{"test_loss": float("inf")}],
            f"{AT_NEURON}.published.0.test_loss is inf; it must be a finite number.",
        ),
        (
            (*NEURON, "epochs"),
            10**400,
            f"{AT_NEURON}.epochs is a number of more than 18 digits.",
        ),
        *(
            (
                ("student", "group"),
                f"a{character}b",
                f"config.yaml: student.group has the character {code}, which no report can show; "
                "delete it.",
            )
            for character, code in (
                ("\v", "U+000B"),
                ("\ud83d", "U+D83D"),
                ("\x85", "U+0085"),
                ("\uffff", "U+FFFF"),
            )
        ),
        (
            (*NEURON, "seeds"),
            list(range(1001)),
            f"{AT_NEURON}.seeds lists 1001 seeds; give at most 1000.",
        ),
        (
            (*NEURON, "units"),
            [1] * 1001,
            f"{AT_NEURON}.units lists 1001 layers; give at most 1000.",
        ),
        (
            (*NEURON, "filters"),
            [[1] * 1001],
            f"{AT_NEURON}.filters lists 1001 convolutions; give at most 1000.",
        ),
        (
            (*NEURON, "sweep"),
            {"batch_size": list(range(1, 1002))},
            f"{AT_NEURON}.sweep lists 1001 values for batch_size; give at most 1000.",
        ),
        (
            (*NEURON, "published"),
            [{"test_accuracy": 1}] * 1001,
            f"{AT_NEURON}.published has 1001 entries; give at most 1000.",
        ),
    ],
)
def test_a_mistake_gets_its_sentence(path: tuple[str, ...], value: object, sentence: str) -> None:
    with pytest.raises(LabbookError) as error:
        parse_config(changed(path, value))
    assert str(error.value) == sentence


def test_a_lab_has_no_name_of_a_rule() -> None:
    """A lab is a target. The Snakefile hands over the names of stages, and of these rules."""
    folder = SHIPPED.parent / "workflow" / "rules"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.smk"))
    rules = re.findall(r"^(?:use rule \w+ as|rule) (\w+)", text, re.MULTILINE)
    assert {*rules, "all"} == OTHER_TARGETS
    config = copy.deepcopy(read_yaml(SHIPPED))
    with pytest.raises(LabbookError, match="is the name of something else that Labbook makes"):
        parse_config({**config, "labs": {"pack": _a_lab()}}, targets=OTHER_TARGETS)


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_a_lab_has_no_name_of_a_folder(name: str) -> None:
    config = copy.deepcopy(read_yaml(SHIPPED))
    with pytest.raises(LabbookError, match="is the name of something else that Labbook makes"):
        parse_config({**config, "labs": {name: _a_lab()}})


def test_an_experiment_is_not_called_as_the_folder_of_figures() -> None:
    lab = _a_lab()
    (experiment,) = lab["experiments"].values()
    config = copy.deepcopy(read_yaml(SHIPPED))
    with pytest.raises(LabbookError, match=r"experiments\.figures: that is the name of a folder"):
        parse_config({**config, "labs": {"mine": {**lab, "experiments": {"figures": experiment}}}})


def _a_lab() -> dict[str, Any]:
    """The shipped Lab 3 with its first experiment."""
    lab = copy.deepcopy(read_yaml(SHIPPED)["labs"]["lab3_keras"])
    name = next(iter(lab["experiments"]))
    return {**lab, "experiments": {name: lab["experiments"][name]}}


def test_a_missing_config_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match=r"^config\.yaml is missing in .*--directory\.$"):
        load_config(tmp_path / "config.yaml")


def test_overrides_replace_only_what_they_name() -> None:
    config = load_config(SHIPPED, {"defaults": {"epochs": 2}, "dataset": "mnist-5k"})
    shipped = load_config(SHIPPED)
    assert (config.defaults.epochs, config.dataset) == (2, "mnist-5k")
    assert config.defaults.seeds == shipped.defaults.seeds
    assert config.labs == shipped.labs


@pytest.mark.parametrize("file", ["config.yaml", "other.yaml"])
def test_a_file_on_the_command_line_is_read_as_the_config_is(tmp_path: Path, file: str) -> None:
    """The config itself lays nothing over the config."""
    text = "date: 2026-11-20\ndefaults: {learning_rate: 1e-4}\n"
    (tmp_path / file).write_text(text)
    found = read_overrides(tmp_path / "config.yaml", [tmp_path / file], [])
    other = {"date": "2026-11-20", "defaults": {"learning_rate": 0.0001}}
    assert found == (other if file == "other.yaml" else {})


def test_an_entry_on_the_command_line_is_read_as_the_config_is() -> None:
    entries = ["date=2026-11-20", "allow_missing=true", "defaults={epochs: 2, learning_rate: 1e-4}"]
    assert read_overrides(SHIPPED, [], [*entries, "defaults={epochs: 3}"]) == {
        "date": "2026-11-20",
        "allow_missing": True,
        "defaults": {"epochs": 3, "learning_rate": 0.0001},
    }


NUMBERS = {
    "published_source": "A. Author",
    "published": [
        {
            "of": {"batch_size": 100},
            "test_accuracy": 0.99,
            "conditions": {"epochs": 20},
            "note": "They trained for less.",
        },
        {"of": {"batch_size": 10}, "epoch": 50, "train_loss": 0.1},
    ],
}


def load(folder: Path, numbers: Any, **experiment: Any):
    config = read_yaml(ROOT / "config.yaml")
    single = config["labs"]["lab3_keras"]["experiments"]["single_neuron"]
    for key in ("published", "published_source"):
        del single[key]
    single |= {"published": "numbers.yaml", **experiment}
    (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    if numbers is not None:
        (folder / "numbers.yaml").write_text(yaml.safe_dump(numbers, sort_keys=False))
    return load_config(folder / "config.yaml").labs["lab3_keras"].experiments["single_neuron"]


def test_they_are_read_as_if_they_stood_in_the_config(tmp_path: Path) -> None:
    experiment = load(tmp_path, NUMBERS)
    entry, early = experiment.published
    assert (entry.test_accuracy, entry.conditions.epochs) == (0.99, 20)
    assert (early.epoch, early.train_loss, early.test_loss) == (50, 0.1, None)
    assert entry.note == "They trained for less."
    assert experiment.published_source == "A. Author"


def test_the_experiment_has_the_last_word(tmp_path: Path) -> None:
    assert load(tmp_path, NUMBERS, published_source="B").published_source == "B"


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (None, "config.yaml names numbers.yaml as published, which is no file here."),
        ({"publisht": []}, 'numbers.yaml has the unknown key "publisht"; did you mean "published"'),
        ({"published_source": "A"}, "numbers.yaml: published must be a list"),
        (
            {"published": [{"test_acuracy": 1}]},
            'numbers.yaml: published.0 has the unknown key "test_acuracy"; did you mean',
        ),
        (
            {"published": [{"test_accuracy": 98}]},
            "numbers.yaml: published.0.test_accuracy is 98; it must be at most 1.",
        ),
        (
            {"published": [{"epoch": 0}]},
            "numbers.yaml: published.0.epoch is 0; it must be at least 1.",
        ),
        (
            {"published": [{"conditions": {"epoch": 1}}]},
            'numbers.yaml: published.0.conditions has the unknown key "epoch"; did you mean',
        ),
    ],
)
def test_a_mistake_names_the_file(tmp_path: Path, numbers: Any, sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        load(tmp_path, numbers)
    assert sentence in str(refused.value)


def test_numbers_may_lie_in_a_folder_below_but_not_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/numbers.yaml").write_text(yaml.safe_dump(NUMBERS))
    assert load(tmp_path, None, published="data/numbers.yaml").published[0].test_accuracy == 0.99
    with pytest.raises(LabbookError) as refused:
        load(tmp_path, None, published=str(tmp_path / "data/numbers.yaml"))
    assert str(refused.value).startswith(
        "config.yaml: labs.lab3_keras.experiments.single_neuron.published is "
    )


def test_an_archive_has_a_name_without_one_being_given() -> None:
    config = copy.deepcopy(read_yaml(SHIPPED))
    config["labs"]["lab3_keras"]["hand_in"] = {}
    hand_in = parse_config(config).labs["lab3_keras"].hand_in
    assert hand_in is not None
    assert "{assignment}" in hand_in.archive
    assert "{assignment}" in hand_in.subject
