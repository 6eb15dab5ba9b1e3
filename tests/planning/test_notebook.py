"""What a lab's notebook may train is checked while the plan is made, in one sentence."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from labbook.artifacts.typed_json import plain
from labbook.config.load import parse_config
from labbook.data.datasets.mnist_5k import ENTRY as MNIST_5K
from labbook.errors import LabbookError
from labbook.planning.datasets import identity_of
from labbook.planning.plan import Plan, make_plan
from labbook.planning.plan_files import lab_plan, notebook_plan
from real_build import ROOT

DATASET = replace(identity_of(MNIST_5K), sha256="0" * 64)
WHERE = "config.yaml: labs.forum.notebook"
MLP: dict[str, Any] = {
    "title": "A network",
    "question": "How well?",
    "units": 32,
    "activation": "relu",
    "optimizer": "adam",
    "batch_size": 100,
    "epochs": 3,
    "seeds": [0],
}
SEARCH = {"space": {"units": [8, 16]}, "trials": 2}


def config(notebook: dict[str, Any] | None, engine: str = "keras", **changes: Any) -> Any:
    value = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    mlp = {key: one for key, one in (MLP | changes).items() if one is not ...}
    experiments = {"mlp": mlp, "sizes": {**MLP, "sweep": {"units": [8, 16]}}}
    lab = {"title": "Forum", "assignment": "Forum", "engine": engine, "experiments": experiments}
    if engine == "numpy":
        lab["experiments"] = {"mlp": MLP | {"optimizer": "sgd", "batch_size": None}}
    value["labs"] = {"forum": lab | ({"notebook": notebook} if notebook else {})}
    return parse_config(value)


def plan(notebook: dict[str, Any] | None, **changes: Any) -> Plan:
    return make_plan(config(notebook, **changes), DATASET)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"units": []},
        {"units": [8, 8], "dropout": [0.1, 0.0]},
        {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.1},
        {"units": ..., "search": SEARCH},
        {"seeds": [3, 4]},
    ],
)
def test_one_network_of_ten_digits_may_be_asked_for(changes: dict[str, Any]) -> None:
    assert plan({"experiment": "mlp"}, **changes).labs[0].lab.notebook is not None


@pytest.mark.parametrize(
    ("notebook", "changes", "sentence"),
    [
        (
            {"experiment": "mpl"},
            {},
            f'{WHERE}.experiment is "mpl", which is no experiment of the lab; did you mean "mlp"?',
        ),
        (
            {"experiment": "mlp"},
            {"activation": "lecun_tanh"},
            f"{WHERE}: mlp has activation lecun_tanh, which is not of Keras; a notebook takes one "
            "that is.",
        ),
        (
            {"experiment": "mlp", "template": "mpl"},
            {},
            f'{WHERE}.template is "mpl", which is no file of templates/notebooks; '
            'did you mean "mlp"?',
        ),
        (
            {"experiment": "mlp"},
            {"engine": "numpy"},
            f"{WHERE} is trained with Keras, but engine is numpy; leave the notebook out, or give "
            "the lab engine keras.",
        ),
        (
            {"experiment": "sizes"},
            {},
            f"{WHERE}.experiment is sizes, which has 2 configurations; name one that has a single "
            "configuration, or a search.",
        ),
        (
            {"experiment": "mlp"},
            {"positive_class": 3},
            f"{WHERE}: mlp has positive_class 3, but a notebook tells all digits apart; set it to "
            "null.",
        ),
        (
            {"experiment": "mlp"},
            {"validation_fraction": 0},
            f"{WHERE}: mlp has validation_fraction 0, but a notebook looks at validation; set one "
            "above 0.",
        ),
        (
            {"experiment": "mlp"},
            {"output_activation": "sigmoid"},
            f"{WHERE}: mlp has output_activation sigmoid, but a notebook needs probabilities; "
            "leave it out, or write softmax.",
        ),
        (
            {"experiment": "mlp"},
            {"optimizer": "lamb"},
            f"{WHERE}: mlp has optimizer lamb, which a notebook does not have; valid are ",
        ),
        (
            {"experiment": "mlp"},
            {"learning_rate": {"schedule": "CosineDecay", "initial_learning_rate": 0.1}},
            f"{WHERE}: mlp has learning_rate as a schedule, which a notebook does not have; give "
            "a number.",
        ),
        (
            {"experiment": "mlp"},
            {"early_stopping": {"patience": 3}},
            f"{WHERE}: mlp has early_stopping set, which a notebook does not have",
        ),
        (
            {"experiment": "mlp"},
            {
                "units": ...,
                "search": {"space": {"units": [8], "optimizer": ["adam", "lamb"]}, "trials": 2},
            },
            f"{WHERE}: mlp has optimizer lamb, which",
        ),
    ],
)
def test_what_no_notebook_is_written_for_is_refused(
    notebook: dict[str, Any], changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(LabbookError) as refused:
        plan(notebook, **changes)
    assert str(refused.value).startswith(sentence)


def test_an_unknown_key_gets_the_likely_word() -> None:
    with pytest.raises(LabbookError, match='unknown key "tamplate"; did you mean "template"'):
        config({"experiment": "mlp", "tamplate": "mlp"})


def test_only_a_lab_with_a_notebook_speaks_of_it_in_its_plan() -> None:
    for notebook in ({"experiment": "mlp"}, None):
        made = plan(notebook)
        found = plain(lab_plan(made.labs[0], made, config(notebook)))
        expected = {"experiment": "mlp", "template": "mlp"} if notebook else None
        assert found.get("notebook") == expected


@pytest.mark.parametrize(
    ("changes", "settings", "choice"),
    [({"seeds": [3, 4]}, True, None), ({"units": ..., "search": SEARCH}, False, "search.json")],
)
def test_its_own_plan_has_what_it_prints_and_trains(changes, settings, choice) -> None:
    asked = config({"experiment": "mlp"}, **changes)
    made = make_plan(asked, DATASET)
    found = plain(notebook_plan(made.labs[0], asked.labs["forum"].notebook))
    assert (found["settings"] is not None) == settings
    assert found["choice"] == (choice and f"results/forum/mlp/{choice}")
    assert found["seed"] == changes.get("seeds", [0])[0]
    assert found["dataset"]["is_subset"]
    # Nor any name, since none has it executed again.
    assert {"title", "assignment", "identity"}.isdisjoint(found)
    # Neither keys nor other experiments: nothing that it does not show has it executed again.
    keys = {run.key for run in made.runs.values()}
    assert not any(key in str(found) for key in keys)
    assert "sizes" not in str(found)


def test_a_notebook_trains_no_run_anew() -> None:
    assert plan({"experiment": "mlp"}).runs == plan(None).runs
