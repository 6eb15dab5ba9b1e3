"""Which combinations of a space become trials."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.config.load import parse_config
from labbook.config.settings import Settings
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning.configurations import Alternative, draw_trials
from labbook.planning.plan import Plan, PlannedExperiment, make_plan
from made_up_dataset import made_up_dataset
from real_build import ROOT

DATASET = made_up_dataset(training_sha256="1" * 64)
SEARCH: dict[str, Any] = {
    "space": {"units": [8, 16, [8, 8]], "dropout": [0.0, 0.5]},
    "trials": 4,
    "trial": {"epochs": 2},
}
UNITS = st.lists(st.integers(1, 500), min_size=1, max_size=30, unique=True)


def space(units: list[int]) -> list[Alternative]:
    return [Alternative({"units": one}, Settings(units=one)) for one in units]


@given(UNITS, st.integers(1, 40), st.integers(0, 5))
def test_more_trials_keep_the_fewer(units: list[int], count: int, seed: int) -> None:
    fewer, more = (draw_trials(space(units), n, seed) for n in (count, count + 3))
    assert more[: len(fewer)] == fewer
    assert len(fewer) == min(count, len(units))


@given(UNITS, st.integers(501, 600))
def test_a_value_that_is_added_changes_no_other_place(units: list[int], added: int) -> None:
    before, after = (draw_trials(space(one), 99, 0) for one in (units, [added, *units]))
    assert [one for one in after if one.varied["units"] != added] == before


def test_every_seed_draws_others() -> None:
    draws = {tuple(one.varied["units"] for one in draw_trials(space([*range(1, 30)]), 5, seed))
             for seed in range(20)}  # fmt: skip
    assert len(draws) == 20


def test_each_combination_is_drawn_about_as_often() -> None:
    counts = dict.fromkeys(range(1, 11), 0)
    for seed in range(1000):
        for one in draw_trials(space([*range(1, 11)]), 3, seed):
            counts[one.varied["units"]] += 1
    # 300 expected, with a standard deviation of 14.5.
    assert 235 < min(counts.values()) <= max(counts.values()) < 365


def plan_of(search: dict[str, Any] = SEARCH, **settings: Any) -> Plan:
    config = read_yaml(ROOT / "config.yaml")
    experiment = {
        **{"title": "Search", "question": "Which?", "activation": "relu", "optimizer": "adam"},
        **{"batch_size": 100, "epochs": 9, "seeds": [3, 4], "search": search, **settings},
    }
    config["labs"] = {"lab3_keras": config["labs"]["lab3_keras"]}
    config["labs"]["lab3_keras"]["experiments"] = {"best": experiment}
    return make_plan(parse_config(config), DATASET)


def only(plan: Plan) -> PlannedExperiment:
    return plan.labs[0].experiments[0]


def keys(plan: Plan) -> tuple[list[str], list[str]]:
    """Of the trials and of the runs of what is chosen."""
    experiment = only(plan)
    assert experiment.search is not None
    trials = [run.key for one in experiment.search.trials for run in one.runs]
    return trials, [run.key for run in experiment.configurations[0].runs]


def test_trials_have_their_own_settings_and_no_test_images() -> None:
    plan = plan_of()
    experiment = only(plan)
    assert experiment.search is not None
    assert experiment.search.n_combinations == 6
    assert len(experiment.search.trials) == 4
    for trial in experiment.search.trials:
        (run,) = trial.runs
        assert (run.spec.dataset, run.spec.seed) == ("mnist-training", 3)
        assert plan.dataset_of(run).sha256 == DATASET.training_sha256
        assert run.spec.epochs == 2
    (chosen,) = experiment.configurations
    assert [run.spec.seed for run in chosen.runs] == [3, 4]
    for run in chosen.runs:
        assert plan.dataset_of(run) == DATASET
        assert [one.spec.epochs for one in run.spec.candidates] == [9] * 4
    assert len(plan.runs) == 6


def test_what_a_change_makes_new() -> None:
    trials, chosen = keys(plan_of())
    same = (trials, chosen)
    assert keys(plan_of()) == same
    # How the final training goes is no matter of the trials.
    longer = keys(plan_of(epochs=12))
    assert longer[0] == trials
    assert set(longer[1]).isdisjoint(chosen)
    # A seed more is a run more.
    further = keys(plan_of(seeds=[3, 4, 5]))
    assert further[0] == trials
    assert further[1][:2] == chosen
    # A trial more is trained beside the others; what is chosen may be another then.
    more = keys(plan_of(SEARCH | {"trials": 5}))
    assert more[0][:4] == trials
    assert set(more[1]).isdisjoint(chosen)
    # A space that says the same in another order.
    turned = SEARCH | {"space": {"dropout": [0.5, 0.0], "units": [[8, 8], 16, 8]}}
    assert sorted(keys(plan_of(turned))[0]) == sorted(trials)


def test_a_search_without_seeds_gets_a_sentence() -> None:
    config = read_yaml(ROOT / "config.yaml")
    del config["defaults"]["seeds"]
    search = config["labs"]["lab3_keras"]["experiments"]["network_search"]
    config["labs"]["lab3_keras"]["experiments"] = {"best": search}
    with pytest.raises(LabbookError, match=r"best\.seeds is missing, and no defaults set it"):
        make_plan(parse_config(config), DATASET)


def test_a_trial_may_have_several_seeds() -> None:
    plan = plan_of(SEARCH | {"trial": {"epochs": 2, "seeds": [0, 1, 2]}})
    assert len(keys(plan)[0]) == 12


def test_a_cosine_takes_as_long_as_its_training() -> None:
    rate = {"schedule": "CosineDecay", "initial_learning_rate": 0.01}
    experiment = only(plan_of(learning_rate=rate))
    assert experiment.search is not None
    trial = experiment.search.trials[0].runs[0].spec
    assert trial.optimizer["learning_rate"] == rate | {"decay_epochs": 2}
    candidate = experiment.configurations[0].runs[0].spec.candidates[0].spec
    assert candidate.optimizer["learning_rate"] == rate | {"decay_epochs": 9}


@pytest.mark.parametrize(
    ("search", "settings", "sentence"),
    [
        ({"trials": 0}, {}, "search.trials is 0; it must be at least 1"),
        ({"space": {"unit": [8]}}, {}, 'search.space has the unknown key "unit"; did you mean'),
        ({"space": {"units": []}}, {}, "search.space has no list of values for units"),
        ({"space": {"positive_class": [0, 1]}}, {}, 'unknown key "positive_class"'),
        ({"space": {"units": [0]}}, {}, "search.space: units is 0; it must be from 1"),
        ({"trial": {"epoch": 2}}, {}, 'search.trial has the unknown key "epoch"'),
        ({"sede": 1}, {}, 'search has the unknown key "sede"; did you mean "seed"'),
        ({}, {"sweep": {"batch_size": [1]}}, "has a search beside a sweep or variants"),
        ({}, {"activation": None}, "activation is missing, and the network has a hidden layer"),
    ],
)
def test_a_mistake_gets_a_sentence(search, settings, sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        plan_of(SEARCH | search, **settings)
    assert sentence in str(refused.value)
