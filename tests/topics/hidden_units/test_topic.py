"""Which experiments may ask for their units to be watched, and what jobs follow."""

import pytest

from labbook.errors import LabbookError
from labbook.stages.topic import check_topics
from labbook.topics.registry import topics
from plan_fixtures import plan_of  # noqa: F401
from stage_jobs import stage_jobs


def asking(plan_of, experiment: str, **settings):  # noqa: F811
    def change(_, experiments) -> None:
        experiments[experiment] |= {"hidden_units": True, **settings}

    return plan_of(change)


def test_the_shipped_experiments_may(plan_of) -> None:  # noqa: F811
    check_topics(topics(), plan_of())


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"filters": [[4]]},
            "config.yaml: labs.lab3_keras.experiments.optimizers has hidden_units and a "
            "configuration with convolutions",
        ),
        ({"activation": "elu"}, "no layer whose units can be dead or saturated"),
    ],
)
def test_what_cannot_be_watched_is_refused(plan_of, settings, sentence) -> None:  # noqa: F811
    with pytest.raises(LabbookError) as raised:
        check_topics(topics(), asking(plan_of, "optimizers", **settings))
    assert sentence in str(raised.value)


def test_engine_numpy_is_refused(plan_of) -> None:  # noqa: F811
    def change(config, _) -> None:
        lab = {
            "title": "Lab 2",
            "assignment": "Lab 2",
            "engine": "numpy",
            "experiments": {
                "small": {
                    **{"title": "Small", "question": "How well?", "hidden_units": True},
                    **{"units": 4, "activation": "relu", "learning_rate": 1.0},
                }
            },
        }
        config["labs"]["lab2"] = lab

    with pytest.raises(LabbookError, match="small has hidden_units, but engine numpy does not"):
        check_topics(topics(), plan_of(change))


def test_a_search_is_watched_in_the_network_that_it_chooses(plan_of) -> None:  # noqa: F811
    plan = asking(plan_of, "network_search")
    check_topics(topics(), plan)
    jobs = {f"{job.stage.name} {job.fields.get('experiment')}": job for job in stage_jobs(plan)}
    job = jobs["gather_hidden_units network_search"]
    assert set(job.runs) == set(jobs["summarize network_search"].runs)
    assert set(job.outputs) <= set(jobs["draw_hidden_units network_search"].inputs)
