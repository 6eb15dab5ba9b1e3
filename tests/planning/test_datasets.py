"""Which images an experiment is on: the config's own, SVHN, or the own in SVHN's place."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.data.choice import DOWNLOADED
from labbook.data.entry import DatasetEntry, stated_entry
from labbook.data.registry import datasets, find_dataset
from labbook.errors import LabbookError
from labbook.planning.datasets import ChosenDatasets, DatasetIdentity, choose_datasets, identity_of
from labbook.planning.plan import Plan, make_plan
from labbook.planning.plan_files import experiment_plan, lab_plan
from real_build import ROOT

OWN = identity_of(find_dataset("mnist"))
SVHN = identity_of(find_dataset("svhn"))
STATED_ENTRY = stated_entry(find_dataset("svhn"), "Other digits", ("0" * 64, "1" * 64))
STATED = identity_of(STATED_ENTRY)
EXPERIMENT = {
    **{"title": "One", "question": "Which?", "units": 8, "activation": "sigmoid", "epochs": 5},
    **{"optimizer": "adam", "batch_size": 10, "seeds": [0, 1]},
}


def config(svhn: Any = None, own: str = "auto", **experiments: dict[str, Any]) -> Any:
    value = {**read_yaml(ROOT / "config.yaml"), "dataset": own}
    value["labs"] = {
        "lab": {
            "title": "Lab",
            "assignment": "Lab",
            "experiments": {name: {**EXPERIMENT, **one} for name, one in experiments.items()},
        }
    }
    return parse_config({**value, **({"svhn": svhn} if svhn else {})})


BOTH = {"usual": {}, "streets": {"dataset": "svhn"}}


def plan(svhn: DatasetIdentity | None, **experiments: dict[str, Any]) -> Plan:
    return make_plan(config(**(experiments or BOTH)), OWN, others={"svhn": svhn} if svhn else {})


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
    assert streets.dataset == OWN.in_place_of(find_dataset("svhn"))
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
    made = plan(SVHN, usual={}, streets={"dataset": "svhn", **search})
    assert units == 8
    assert made.searched == [SVHN]
    trials = [run for run in made.runs.values() if run.spec.dataset == "svhn-training"]
    assert {made.dataset_of(run).sha256 for run in trials} == {SVHN.training_sha256}
    assert len(trials) == 2


@pytest.fixture
def nothing_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No data on this machine, and no way out of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LABBOOK_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras_home"))
    monkeypatch.setenv("LABBOOK_MIRRORS", "")


def chosen(settings: Any, decides: bool = True) -> ChosenDatasets:
    return choose_datasets(settings, Path("results/data"), decides)


def put_files(entry: DatasetEntry, folder: str) -> None:
    """Files with the names and sizes of the dataset's, and nothing in them."""
    Path(folder).mkdir(parents=True)
    for file in entry.files:
        with (Path(folder) / file.name).open("wb") as written:
            written.truncate(file.size or 0)


@pytest.mark.usefixtures("nothing_at_hand")
@pytest.mark.parametrize("name", datasets())
@pytest.mark.parametrize("decides", [True, False])
def test_the_dataset_that_a_config_names_is_its_own(name: str, decides: bool) -> None:
    entry = datasets()[name]
    if entry.files:
        put_files(entry, f"data/{name}")
    found = chosen(config(own=name, usual={}), decides)
    assert (found.own.name, found.own.sha256) == (name, entry.sha256)
    assert (found.own.image_shape, found.own.classes) == (entry.image_shape, entry.classes)
    # A subset is told of; what is whole needs no notice.
    assert bool(found.messages) is (name == "mnist-5k")
    assert not Path("results").exists()


@pytest.mark.usefixtures("nothing_at_hand")
@pytest.mark.parametrize("name", [name for name, entry in datasets().items() if entry.files])
def test_what_a_config_names_and_cannot_be_had_is_said_before_anything_trains(name: str) -> None:
    entry = datasets()[name]
    with pytest.raises(LabbookError, match="and its address cannot be reached; put ") as refused:
        chosen(config(own=name, usual={}))
    (foreseen,) = chosen(config(own=name, usual={}), decides=False).messages
    for said in (str(refused.value), foreseen):
        assert said.startswith(f"{entry.title} is nowhere on this machine and ")
        assert all(file.name in said for file in entry.files)
        assert f"into data/{name}/, or name" in said
    # Once prepared, the files need not be there.
    prepared = Path(f"results/data/{name}/{name}.npz")
    prepared.parent.mkdir(parents=True)
    prepared.touch()
    assert not chosen(config(own=name, usual={})).messages


@pytest.mark.usefixtures("nothing_at_hand")
def test_what_no_experiment_uses_may_be_missing() -> None:
    other = config(own="kmnist", other={"dataset": "digits"})
    assert not chosen(other).messages
    with pytest.raises(LabbookError, match="Kuzushiji-MNIST is nowhere on this machine"):
        chosen(config(own="kmnist", other={"dataset": "digits"}, own_one={}))
    # It would have to stand in.
    with pytest.raises(LabbookError, match="Kuzushiji-MNIST is nowhere on this machine"):
        chosen(config(own="kmnist", other={"dataset": "cifar10"}))
    # Whoever removes what is left over needs no images.
    missing = config(own="kmnist", usual={})
    assert not choose_datasets(missing, Path("results/data"), True, trains=False).messages


@pytest.mark.usefixtures("nothing_at_hand")
@pytest.mark.parametrize("name", ["fashion_mnist", "kmnist", "emnist_letters", "cifar10"])
def test_what_stands_in_for_data_that_cannot_be_had_is_said_loudly(name: str) -> None:
    found = chosen(config(own="digits", usual={}, other={"dataset": name}))
    assert not found.others
    (message,) = found.messages
    assert f"built on {found.own.title} INSTEAD" in message
    assert f"into data/{name}/" in message


@pytest.mark.usefixtures("nothing_at_hand")
def test_without_a_name_the_embedded_digits_stand_in_for_mnist_alone() -> None:
    found = chosen(config(**BOTH, small={"dataset": "digits"}, again={"dataset": "auto"}))
    assert found.own.name == "mnist-5k"
    assert found.others["auto"] is found.own
    assert found.others["digits"].name == "digits"
    assert "svhn" not in found.others
    mnist, svhn = found.messages
    assert "NOT the full MNIST" in mnist
    assert "SVHN" in svhn
    assert "built on MNIST, 5,000-digit subset INSTEAD" in svhn


@pytest.mark.usefixtures("nothing_at_hand")
def test_an_experiment_gets_what_its_entry_says_in_the_place_of_its_data() -> None:
    found = chosen(config(own="digits", usual={"dataset": "mnist"}))
    stand_in = found.others["mnist"]
    assert (stand_in.name, stand_in.in_place, stand_in.is_fallback) == ("mnist-5k", "MNIST", True)
    assert "data/mnist/" in stand_in.advice
    (message,) = found.messages
    assert "built on MNIST, 5,000-digit subset INSTEAD" in message


@pytest.mark.usefixtures("nothing_at_hand")
def test_the_own_data_are_chosen_once() -> None:
    put_files(find_dataset("mnist"), "data/mnist")
    found = chosen(config(usual={"dataset": "mnist"}))
    assert found.others["mnist"] is found.own
    assert len(found.messages) == 1


@pytest.mark.usefixtures("nothing_at_hand")
def test_files_that_are_there_are_taken_and_what_was_decided_stays() -> None:
    Path("results/data").mkdir(parents=True)
    Path("results/data/svhn_choice.json").write_text(f'{{"svhn": "{DOWNLOADED}"}}')
    assert chosen(config(**BOTH)).others["svhn"].name == "svhn"
    Path("results/data/svhn_choice.json").unlink()
    put_files(find_dataset("svhn"), "data/svhn")
    assert chosen(config(**BOTH)).others["svhn"].name == "svhn"


@pytest.mark.usefixtures("nothing_at_hand")
def test_what_the_config_says_is_what_the_job_is_told() -> None:
    put_files(STATED_ENTRY, "here")
    stated = {"name": "Other digits", "train_sha256": "0" * 64, "test_sha256": "1" * 64}
    found = chosen(config({"path": "here", **stated}, **BOTH)).others["svhn"]
    assert (found.name, found.in_place, found.is_fallback) == (STATED.name, "SVHN", False)
    modules = ("labbook.data.datasets.svhn", "labbook.data.mat_files")
    assert found.preparation.modules == modules
    assert found.preparation.keywords == {
        **{"entry": modules[0], "source": "here", "title": "Other digits"},
        "checksums": ["0" * 64, "1" * 64],
    }


@pytest.mark.usefixtures("nothing_at_hand")
def test_files_that_are_called_as_other_data_are_refused() -> None:
    named = {"name": "Digits", "train_sha256": "0" * 64, "test_sha256": "1" * 64}
    with pytest.raises(LabbookError, match=r'svhn\.name is "Digits", which is the name of other'):
        chosen(config(named, **BOTH))


def test_the_task_follows_from_the_classes_of_the_data() -> None:
    letters = replace(OWN, classes=("a", "b", "c"), noun="letter", title="Letters")
    made = make_plan(config(all={}, one={"positive_class": 2, "units": []}), letters)
    of_all, of_one = (one.configurations[0] for one in made.experiments)
    assert (of_all.specs[0].output.units, of_one.specs[0].output.units) == (3, 1)
    told = experiment_plan(made.experiments[0]).dataset
    assert (told.classes, told.noun) == (("a", "b", "c"), "letter")
    swept = config(one={"sweep": {"positive_class": [0, 2]}})
    labels = [one.label for one in make_plan(swept, letters).experiments[0].configurations]
    assert labels == ["letter a", "letter c"]
    with pytest.raises(LabbookError, match=r"positive_class is 3, but Letters has 3 classes; it"):
        make_plan(config(one={"positive_class": 3}), letters)


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


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("digit", 'did you mean "digits"?'),
        ("minst", 'did you mean "mnist"?'),
        ("x", "valid are auto"),
    ],
)
def test_no_other_data_are_known(name: str, meant: str) -> None:
    with pytest.raises(LabbookError) as of_experiment:
        config(usual={"dataset": name})
    with pytest.raises(LabbookError) as of_all:
        config(own=name, usual={})
    said = f'dataset is "{name}", which is not known; {meant}'
    assert str(of_all.value).startswith(f"config.yaml: {said}")
    place = "labs.lab.experiments.usual"
    assert str(of_experiment.value).startswith(f"config.yaml: {place}.{said}")
