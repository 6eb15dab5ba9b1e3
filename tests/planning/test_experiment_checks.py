"""A published number is set beside ours only where our runs tell as much."""

from typing import Any

import pytest
import yaml

from labbook.artifacts.typed_json import plain
from labbook.config.load import parse_config
from labbook.config.model import Config
from labbook.errors import LabbookError
from labbook.planning.plan import Plan, make_plan
from labbook.planning.plan_files import experiment_plan, lab_plan
from made_up_dataset import made_up_dataset
from real_build import ROOT

DATASET = made_up_dataset()
WHERE = "config.yaml: labs.lab3_keras.experiments.single_neuron.published"
OF = {"batch_size": 100}


def config(
    *published: dict[str, Any], validation_fraction: float = 0.0, **experiment: Any
) -> Config:
    """The shipped config, 100 epochs, with these entries for one of its experiments."""
    value = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    experiments = value["labs"]["lab3_keras"]["experiments"]
    neuron = experiments["single_neuron"] | {"published": list(published), **experiment}
    if "search" in experiment:
        del neuron["sweep"]
    lab = value["labs"]["lab3_keras"] | {"experiments": {"single_neuron": neuron}}
    value["labs"] = {"lab3_keras": lab}
    return parse_config(value).model_copy(update={"validation_fraction": validation_fraction})


def plan(*published: dict[str, Any], **changes: Any) -> Plan:
    return make_plan(config(*published, **changes), DATASET)


def at_epochs(planned: Plan) -> dict[str, list[int]]:
    """What the plan of the experiment asks its configurations for."""
    (experiment,) = planned.labs[0].experiments
    configurations = plain(experiment_plan(experiment))["configurations"]
    return {one["name"]: one["at_epochs"] for one in configurations if "at_epochs" in one}


def test_the_plan_names_the_epochs_that_are_asked_for() -> None:
    entries = [
        {"of": OF, "epoch": 50, "test_loss": 0.1},
        {"of": OF, "epoch": 7, "train_loss": 0.1},
        {"of": OF, "epoch": 7, "test_accuracy": 0.9},
        # After the last epoch, every run is known anyway.
        {"of": OF, "epoch": 100, "test_loss": 0.1},
        {"of": OF, "test_loss": 0.1},
        {"of": {"batch_size": 10}, "epoch": 100, "test_loss": 0.1},
    ]
    assert at_epochs(plan(*entries)) == {"batch_size-100": [7, 50]}


def test_an_epoch_trains_nothing() -> None:
    entry = {"of": OF, "epoch": 50, "test_loss": 0.1, "lowest_test_loss_epoch": 60}
    assert plan(entry).runs == plan().runs


def test_the_plan_of_the_lab_says_what_was_published() -> None:
    entry = {"of": OF, "epoch": 50, "test_loss": 0.1, "train_loss": 0.2, "train_accuracy": 0.9}
    planned = plan(entry, {"of": OF, "lowest_test_loss_epoch": 60})
    told = plain(lab_plan(planned.labs[0], planned, config()))["experiments"][0]["published"]
    assert entry.items() <= told[0].items()
    assert (told[0]["test_accuracy"], told[1]["epoch"]) == (None, None)
    assert told[1]["lowest_test_loss_epoch"] == 60


def test_what_no_number_of_an_experiment_states_is_of_each_entry() -> None:
    entries = [{"of": OF, "test_accuracy": 0.9}, {"of": OF, "unstated": ["epochs"]}]
    planned = plan(*entries, published_unstated=["learning_rate"])
    told = plain(lab_plan(planned.labs[0], planned, config()))["experiments"][0]["published"]
    assert [one["unstated"] for one in told] == [["learning_rate"], ["epochs"]]


def test_where_the_test_set_is_seen_once_the_last_epoch_and_the_training_are_known() -> None:
    entries = [
        {"of": OF, "epoch": 100, "test_loss": 0.1, "test_accuracy": 0.9},
        {"of": OF, "epoch": 50, "train_loss": 0.1, "train_accuracy": 0.9},
    ]
    assert at_epochs(plan(*entries, validation_fraction=0.2)) == {"batch_size-100": [50]}


SEEN_ONCE = (
    "cannot be set beside ours, whose test set is looked at after the last epoch alone; "
    "it needs validation_fraction: 0."
)


@pytest.mark.parametrize(
    ("entry", "fraction", "sentence"),
    [
        (
            {"epoch": 101, "train_loss": 0.1},
            0.0,
            ".0.epoch is 101, but ours is trained for 100; it must be at most 100.",
        ),
        ({"epoch": 50, "test_loss": 0.1}, 0.2, f".0.test_loss at epoch 50 {SEEN_ONCE}"),
        ({"epoch": 50, "test_accuracy": 0.1}, 0.2, f".0.test_accuracy at epoch 50 {SEEN_ONCE}"),
        ({"lowest_test_loss_epoch": 50}, 0.2, f".0.lowest_test_loss_epoch {SEEN_ONCE}"),
        ({"loss_crossing_epoch": 50}, 0.2, f".0.loss_crossing_epoch {SEEN_ONCE}"),
    ],
)
def test_what_our_runs_do_not_tell_is_refused(
    entry: dict[str, Any], fraction: float, sentence: str
) -> None:
    with pytest.raises(LabbookError) as refused:
        plan({"of": OF, **entry}, validation_fraction=fraction)
    assert str(refused.value) == WHERE + sentence


def test_an_epoch_that_early_stopping_may_not_reach_is_refused() -> None:
    stopping = {"validation_fraction": 0.2, "early_stopping": {"patience": 3}}
    assert plan({"of": OF, "train_loss": 0.1}, **stopping)
    with pytest.raises(LabbookError, match=r"\.0\.epoch is 50, which ours may not reach"):
        plan({"of": OF, "epoch": 50, "train_loss": 0.1}, **stopping)


def test_of_a_search_every_network_that_may_be_chosen_has_to_reach_the_epoch() -> None:
    search = {"batch_size": 10, "search": {"space": {"epochs": [30, 20]}, "trials": 2}}
    entry = {"epoch": 20, "train_loss": 0.1}
    assert at_epochs(plan(entry, validation_fraction=0.2, **search)) == {"chosen": [20]}
    with pytest.raises(LabbookError, match="it must be at most 20"):
        plan({**entry, "epoch": 30}, validation_fraction=0.2, **search)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"epoch": 0}, "0.epoch is 0; it must be at least 1."),
        ({"epoch": 1.5}, "0.epoch is 1.5; it must be a whole number."),
        ({"train_accuracy": 98}, "0.train_accuracy is 98; it must be at most 1."),
        ({"train_loss": -1}, "0.train_loss is -1; it must be at least 0."),
        ({"lowest_test_loss_epoch": 0}, "0.lowest_test_loss_epoch is 0; it must be at least 1."),
        ({"epochs": 5}, '0 has the unknown key "epochs"; did you mean "epoch"'),
        ({"decimals": -1}, "0.decimals is -1; it must be at least 0."),
        (
            {"unstated": ["batch_sise"]},
            '0.unstated holds "batch_sise", which is no setting; did you mean "batch_size"?',
        ),
    ],
)
def test_a_key_that_is_no_number_of_an_epoch_gets_its_sentence(
    entry: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(LabbookError) as refused:
        config({"of": OF, **entry})
    assert f"single_neuron.published.{sentence}" in str(refused.value)
