"""Which images an experiment is on: the config's own, SVHN, or the own in SVHN's place."""

from typing import Any

import pytest

from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.data.cropped_digits import OFFICIAL, stated_digits
from labbook.data.known import MNIST
from labbook.errors import LabbookError
from labbook.planning.dataset_identity import DatasetIdentity, cropped_identity, known_identity
from labbook.planning.plan import Plan, make_plan
from labbook.planning.plan_files import experiment_plan, lab_plan
from labbook.planning.svhn_options import svhn_options
from real_build import ROOT

OWN = known_identity(MNIST)
SVHN = cropped_identity(OFFICIAL)
STATED = cropped_identity(stated_digits("Other digits", "0" * 64, "1" * 64))
EXPERIMENT = {
    **{"title": "One", "question": "Which?", "units": 8, "activation": "sigmoid", "epochs": 5},
    **{"optimizer": "adam", "batch_size": 10, "seeds": [0, 1]},
}


def config(svhn: Any = None, **experiments: dict[str, Any]) -> Any:
    value = read_yaml(ROOT / "config.yaml")
    value["labs"] = {
        "lab": {
            "title": "Lab",
            "assignment": "Lab",
            "experiments": {name: {**EXPERIMENT, **one} for name, one in experiments.items()},
        }
    }
    return parse_config({**value, **({"svhn": svhn} if svhn else {})})


BOTH = {"own": {}, "streets": {"dataset": "svhn"}}


def plan(svhn: DatasetIdentity | None, **experiments: dict[str, Any]) -> Plan:
    return make_plan(config(**(experiments or BOTH)), OWN, svhn=svhn)


@pytest.mark.parametrize("svhn", [SVHN, STATED])
def test_each_experiment_has_its_own(svhn: DatasetIdentity) -> None:
    made = plan(svhn)
    assert [one.dataset for one in made.experiments] == [OWN, svhn]
    for experiment in made.experiments:
        shown = experiment_plan(experiment).dataset
        assert (shown.name, shown.sha256) == (
            experiment.dataset.name,
            experiment.dataset.sha256,
        )
        for run in experiment.configurations[0].runs:
            assert run.spec.dataset == experiment.dataset.name
            assert made.dataset_of(run) == experiment.dataset
    # The settings are the same: what tells the runs apart is the data.
    assert len(made.runs) == 4


def test_in_svhns_place_the_own_images_are_trained_on_once() -> None:
    made = plan(None)
    own, streets = made.experiments
    assert streets.dataset == OWN.in_place_of("SVHN")
    assert streets.configurations[0].runs == own.configurations[0].runs
    assert list(made.datasets) == ["mnist"]
    told = [one.dataset for one in lab_plan(made.labs[0], made, config(**BOTH)).experiments]
    assert [(one.in_place, one.is_fallback) for one in told] == [
        (None, False),
        ("SVHN", True),
    ]


def test_stated_files_are_said_to_be_none_of_svhn_and_no_fallback() -> None:
    made = plan(STATED)
    told = lab_plan(made.labs[0], made, config(**BOTH)).experiments[1].dataset
    assert (told.title, told.in_place, told.is_fallback) == ("Other digits", "SVHN", False)
    assert told.n_train_total is None


def test_a_lab_on_svhn_alone_is_about_svhn() -> None:
    made = plan(SVHN, streets={"dataset": "svhn"})
    found = lab_plan(made.labs[0], made, config(streets={"dataset": "svhn"})).dataset
    assert (found.title, found.n_train_total, found.n_test) == ("SVHN", 73_257, 26_032)


def test_a_search_on_svhn_has_its_own_training_images() -> None:
    units = EXPERIMENT["units"]
    search = {"search": {"space": {"batch_size": [10, 20]}, "trials": 2}}
    made = plan(SVHN, own={}, streets={"dataset": "svhn", **search})
    assert units == 8
    assert made.searched == [SVHN]
    trials = [run for run in made.runs.values() if run.spec.dataset == "svhn-training"]
    assert {made.dataset_of(run).sha256 for run in trials} == {SVHN.training_sha256}
    assert len(trials) == 2


def test_what_the_config_says_is_what_the_job_is_told() -> None:
    stated = {"name": "Other digits", "train_sha256": "0" * 64, "test_sha256": "1" * 64}
    assert svhn_options(config({"path": "here", **stated}, **BOTH).svhn) == (
        *("--source", "here", "--title", "Other digits"),
        *("--train-sha256", "0" * 64, "--test-sha256", "1" * 64),
    )
    assert svhn_options(config(**BOTH).svhn) == ()


@pytest.mark.parametrize(
    ("svhn", "sentence"),
    [
        ({"name": "Other"}, "svhn has name without train_sha256 and test_sha256."),
        (
            {"train_sha256": "0" * 64, "test_sha256": "1" * 64},
            "svhn has train_sha256 and test_sha256 without name.",
        ),
        (
            {"name": "Other", "train_sha256": "abc", "test_sha256": "1" * 64},
            "svhn.train_sha256 is 'abc'; a SHA-256 has 64 digits from 0 to 9 and a to f.",
        ),
        ({"pth": "here"}, 'svhn has the unknown key "pth"; did you mean "path"?'),
    ],
)
def test_a_mistake_is_one_sentence(svhn: dict[str, str], sentence: str) -> None:
    with pytest.raises(LabbookError) as error:
        config(svhn, **BOTH)
    assert str(error.value) == f"config.yaml: {sentence}"


def test_no_other_data_are_known() -> None:
    with pytest.raises(LabbookError, match='dataset is "cifar", which is not known'):
        config(own={"dataset": "cifar"})
