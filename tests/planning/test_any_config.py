"""Whatever config.yaml holds, there is a plan or a sentence: never a traceback.

Two hundred configs of each kind; ten thousand with HYPOTHESIS_PROFILE=thorough.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from labbook.config.engine_names import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZER_ARGUMENTS,
    SCHEDULE_ARGUMENTS,
    SHARED_OPTIMIZER_ARGUMENTS,
)
from labbook.config.load import load_config, parse_config
from labbook.config.model import Config
from labbook.config.yaml_file import MODELS, read_yaml
from labbook.errors import LabbookError
from labbook.pipeline import OTHER_TARGETS, _archives
from labbook.planning import keras_answers, plan_files, printable
from labbook.planning.datasets import choose_datasets
from labbook.planning.plan import Plan, make_plan
from labbook.stages.all_stages import all_stages, dataset_files, stage_names
from labbook.stages.job import made_files
from labbook.stages.jobs_of_plan import jobs_of_plan
from labbook.stages.topic import check_topics
from labbook.topics.registry import topics

ROOT = Path(__file__).parents[2]
SCHEMA = Draft7Validator(json.loads((ROOT / "docs" / "config.schema.json").read_text("utf-8")))
TOPICS = topics()
TARGETS = OTHER_TARGETS | stage_names(TOPICS)
BASE: dict[str, Any] = {
    "student": {"first_name": "Ada", "last_name": "Lovelace", "group": "x", "partner": None},
    "course": "Course",
    "course_code": "C",
    "date": "today",
    "dataset": "digits",
    "defaults": {"epochs": 3, "seeds": [0, 1], "optimizer": "sgd", "batch_size": 10},
    "labs": {
        "first": {
            "title": "First",
            "assignment": "Lab 1",
            "defaults": {"activation": "relu"},
            "hand_in": {},
            "own_digit": {"image": "docs/images/sample_digit.jpg", "digit": 4},
            "notebook": {"experiment": "searched"},
            "experiments": {
                "swept": {
                    "title": "Swept",
                    "question": "What?",
                    "sweep": [{"units": [3, [4, 5]], "activation": ["relu", "tanh"]}],
                    "published": [{"of": {"units": 3, "activation": "relu"}, "test_accuracy": 0.9}],
                    "published_source": "Somebody",
                    "by_class": True,
                    "hidden_units": True,
                },
                "searched": {
                    "title": "Searched",
                    "question": "Which?",
                    "search": {
                        "space": {"units": [3, 4], "dropout": [0.1, 0.2]},
                        "trials": 3,
                        "trial": {"epochs": 2},
                    },
                },
                "convolved": {
                    "title": "Convolved",
                    "question": "How?",
                    "filters": [[2], [3, 3]],
                    "block_dropout": 0.1,
                    "record_gradients": True,
                    "feature_maps": [1, 2],
                    "early_stopping": {"patience": 2, "min_delta": 0.1, "restore_best": False},
                    "augmentation": {"shift": 0.1, "rotation": 10.0, "flip": "both"},
                    "optimizer": {"name": "sgd", "momentum": 0.9},
                    "learning_rate": {"schedule": "CosineDecay", "initial_learning_rate": 0.1},
                },
            },
        },
        "second": {
            "title": "Second",
            "assignment": "Lab 2",
            "engine": "numpy",
            "defaults": {"batch_size": None, "learning_rate": 1.0, "validation_fraction": 0},
            "experiments": {
                "named": {
                    "title": "Named",
                    "question": "Why?",
                    "positive_class": 0,
                    "variants": {"one": {"epochs": 2}, "other": {"epochs": 4}},
                }
            },
        },
    },
}


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from places(item, (*path, key))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


MODEL_KEYS = {key for model in MODELS for key in model.model_fields}
ARGUMENTS = {
    *("name", "schedule", *SHARED_OPTIMIZER_ARGUMENTS),
    *(
        key
        for table in (OPTIMIZER_ARGUMENTS, SCHEDULE_ARGUMENTS)
        for keys in table.values()
        for key in keys
    ),
}
WORDS = (
    *ACTIVATIONS,
    *LOSSES,
    *OPTIMIZER_ARGUMENTS,
    *SCHEDULE_ARGUMENTS,
    *("auto", "mnist", "mnist-5k", "svhn", "digits", "keras", "numpy", "short", "long", "swept"),
    *(
        "{last_name}",
        "{",
        "null",
        "no",
        "1e-4",
        "0100",
        "1:30",
        "<<",
        "#2",
        "a #2",
        "学习率一",
        "김",
        "🚀",
    ),
    *("con", "..", "a/b", "\ud83d", "\v", "e\u0301", "x" * 300),
)
KEYS = (
    st.sampled_from(sorted(MODEL_KEYS | ARGUMENTS)) | st.sampled_from(WORDS) | st.text(max_size=4)
)
NUMBERS = (
    st.integers(-2, 12)
    | st.integers()
    | st.floats()
    | st.sampled_from([0.1, 0.5, 0.9, 1e-9, 1e308, 10**7, 10**30, 0.1234567, 0.12345678])
)
LEAVES = st.none() | st.booleans() | NUMBERS | st.sampled_from(WORDS) | st.text(max_size=8)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
SCHEDULE = {"schedule": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_rate": 0.5}
# Values that are right for a key, if not beside each other.
RIGHT: dict[str, list[Any]] = {
    "units": [1, [2, 3], []],
    "hidden_layers": [1, 3, None],
    "filters": [[[1]], [[2, 2], [3]], None],
    "kernel_size": [1, 5],
    "activation": ["relu", "lecun_tanh", "softmax", None],
    "output_activation": ["sigmoid", "softmax", "relu"],
    "dropout": [0.5, [0.1, 0.2], None],
    "block_dropout": [0.1, [0, 0.5]],
    "loss": [*LOSSES, None],
    "optimizer": ["adam", "muon", {"name": "sgd", "nesterov": True}, {"name": "adam"}],
    "learning_rate": [1, 0.1234567, 0.12345678, {**SCHEDULE, "decay_steps": 9}, None],
    "batch_size": [1, 7, 10**7, None],
    "epochs": [1, 2, 10**6],
    "validation_fraction": [0, 0.5, 0.999],
    "record_gradients": [True, False],
    "positive_class": [None, 0, 9],
    "batch_normalization": [True, False, None],
    "kernel_initializer": ["he_normal", "glorot_uniform", None],
    "l1": [0, 0.1],
    "l2": [0.001, 0, 3],
    "weight_decay": [0.01, 0, None],
    "label_smoothing": [0.1, 0, None],
    "class_weight": ["balanced", {"0": 2, "9": 0.5}, {"1": 1}, None],
}
OF_EXPERIMENTS: dict[str, list[Any]] = {
    **RIGHT,
    "seeds": [[0], [2**31 - 1, 5]],
    "dataset": ["mnist", "mnist-5k", "digits", "svhn", "auto"],
    "by_class": [True],
    "feature_maps": [[0], [9, 1]],
    "hidden_units": [True],
    "published": [[{"test_accuracy": 1}], [{"epoch": 1, "train_loss": 0.5}]],
}


@st.composite
def settings_beside(draw: st.DrawFn) -> dict[str, Any]:
    """A few keys of an experiment, each with a value that is right by itself, perhaps varied."""
    keys = draw(st.lists(st.sampled_from(sorted(OF_EXPERIMENTS)), max_size=3, unique=True))
    found = {key: draw(st.sampled_from(OF_EXPERIMENTS[key])) for key in keys}
    varied = draw(st.lists(st.sampled_from(sorted(RIGHT)), min_size=1, max_size=3, unique=True))
    match draw(st.sampled_from(("nothing", "sweep", "search", "variants"))):
        case "sweep":
            found["sweep"] = {key: RIGHT[key] for key in varied}
        case "search":
            found["search"] = {"space": {key: RIGHT[key] for key in varied}, "trials": 4}
        case "variants":
            found["variants"] = {
                draw(KEYS): {key: draw(st.sampled_from(RIGHT[key]))} for key in varied
            }
    return found


PLAUSIBLE = (
    st.integers(1, 10)
    | st.lists(st.integers(1, 10), min_size=1, max_size=3, unique=True)
    | st.sampled_from([at(BASE, path) for path in places(BASE)])
    | settings_beside()
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """The base with a few things put in, taken out and given other names."""
    config = copy.deepcopy(BASE)
    for lab in config["labs"].values():
        for experiment in lab["experiments"].values():
            if draw(st.booleans()):
                experiment |= copy.deepcopy(draw(settings_beside()))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(list(places(config))))
        within = at(config, path[:-1]) if path else config
        found = at(config, path)
        match draw(st.sampled_from(("add", "set", "remove", "rename", "copy"))):
            case "add" if isinstance(found, dict):
                found[draw(KEYS)] = copy.deepcopy(draw(PLAUSIBLE | VALUES))
            case "add" if isinstance(found, list):
                found.append(copy.deepcopy(draw(PLAUSIBLE | VALUES)))
            case "set" if path:
                within[path[-1]] = copy.deepcopy(draw(PLAUSIBLE | VALUES))
            case "remove" if path:
                del within[path[-1]]
            case "rename" if path and isinstance(within, dict):
                within[draw(KEYS)] = within.pop(path[-1])
            case "copy" if path:
                other = draw(st.sampled_from(list(places(config))))
                within[path[-1]] = copy.deepcopy(at(config, other))
    return config


BASE_TEXT = yaml.safe_dump(BASE, sort_keys=False, allow_unicode=True).encode()
PIECES = st.binary(max_size=4) | st.sampled_from(
    [piece.encode("utf-8", "surrogatepass") for piece in WORDS]
    + [
        b"\n",
        b": ",
        b"- ",
        b"{",
        b"}",
        b"[",
        b"]",
        b"&a ",
        b"*a",
        b"<<: *a",
        b"!!",
        b"| ",
        b"\t",
        b"%",
    ]
    + [
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\\ud83d",
        b"? ",
        b"---\n",
        b"...\n",
    ]
)


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """The base as text with a few bytes put in, taken out, or moved."""
    text = bytearray(BASE_TEXT)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(
            st.integers(start, min(len(text), start + draw(st.sampled_from((0, 1, 20, 400)))))
        )
        match draw(st.sampled_from(("put", "move", "cut"))):
            case "put":
                text[start:end] = draw(PIECES)
            case "move":
                piece = text[start:end]
                del text[start:end]
                to = draw(st.integers(0, len(text)))
                text[to:to] = piece
            case "cut":
                del text[start:end]
    return bytes(text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty working directory, where nothing is asked, and plans are not written."""
    found = tmp_path_factory.mktemp("any")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(found)
        for name in ("LABBOOK_DATA", "KERAS_HOME"):
            patch.delenv(name, raising=False)
        patch.setattr(keras_answers, "ask", lambda _, questions, __: [None] * len(questions))
        patch.setattr(keras_answers, "write_if_new", lambda _, text: text.encode())
        patch.setattr(printable, "ask", lambda *_: "")
        patch.setattr(plan_files, "write_if_new", lambda _, text: text.encode())
        yield found


def work_out(folder: Path, text: bytes) -> Plan:
    """All that a build does with a config before its first job."""
    (folder / "config.yaml").write_bytes(text)
    config = load_config(folder / "config.yaml", targets=TARGETS)
    chosen = choose_datasets(config, folder / "results" / "data", decides=False)
    plan = make_plan(config, chosen.own, others=chosen.others)
    check_topics(TOPICS, plan)
    keras_answers.check_optimizers(plan)
    printable.check_characters(config)
    stages = all_stages(TOPICS, {dataset.name for dataset in plan.searched})
    jobs = jobs_of_plan(plan, stages, dataset_files(plan.datasets.values()), set())
    made = {lab.name: made_files(jobs, lab.name) for lab in plan.labs}
    plan_files.write_plan_files(plan_files.plan_files(plan, config, made))
    _archives(plan, config)
    return plan


def check(folder: Path, text: bytes) -> None:
    try:
        plan = work_out(folder, text)
    except LabbookError as error:
        event("a sentence")
        sentence = str(error)
    else:
        event("a plan")
        sentence = "."
        for directory in plan.runs:
            assert max(len(part) for part in directory.split("/")) < 200
            assert directory.isascii()
        # An editor underlines nothing that is right.
        assert SCHEMA.is_valid(read_yaml(folder / "config.yaml"))
        check_configs_of_labs(load_config(folder / "config.yaml"))
    assert sentence.endswith((".", "?"))
    assert len(sentence.splitlines()) == 1
    assert len(sentence) < 2000


def check_configs_of_labs(config: Config) -> None:
    """What a PDF carries is a config of its lab alone, in the order that the user has chosen."""
    of_a_build = dict.fromkeys(plan_files.OF_A_BUILD, True)
    whole = config.model_dump(exclude={**of_a_build, "svhn": {"path"}})
    for name, lab in whole["labs"].items():
        written = json.loads(json.dumps(plan_files.config_of(name, config)))
        again = parse_config(written).model_dump(exclude={**of_a_build, "svhn": {"path"}})
        assert json.dumps(again) == json.dumps({**whole, "labs": {name: lab}})


MANY = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def test_the_base_is_a_plan(folder: Path) -> None:
    assert len(work_out(folder, BASE_TEXT).runs) == 19


@MANY
@given(mutated(), st.booleans())
@example({**BASE, "defaults": {"optimizer": ["sgd"]}}, True)
@example({**BASE, "defaults": {"learning_rate": {"schedule": ["CosineDecay"]}}}, True)
@example({**BASE, "defaults": {"optimizer": {"name": "sgd", "momentum": 10**400}}}, True)
def test_a_mutated_config(folder: Path, config: dict[str, Any], as_json: bool) -> None:
    if as_json:
        text = json.dumps(config)
    else:
        text = yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
    check(folder, text.encode("utf-8", "surrogatepass"))


@MANY
@given(mangled())
def test_mangled_text(folder: Path, text: bytes) -> None:
    check(folder, text)
