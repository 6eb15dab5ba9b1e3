"""Summaries of which a test names what matters to it."""

from collections.abc import Sequence
from typing import Any

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.summary import METRIC_NAMES, Summary
from labbook.artifacts.typed_json import plain, typed
from made_up_plans import SETTINGS

COUNTS = ("n_train", "n_validation", "n_test", "steps_per_epoch", "batch_size_used")


def summary_of(
    plan: ExperimentPlan,
    configurations: Sequence[dict[str, Any]],
    gaps: Sequence[dict[str, Any]] = (),
) -> Summary:
    """Of some of the plan's configurations: name, parameters and runs, with what is known of them.

    Metrics that are not known are None.
    """
    known = {one["name"]: one for one in plain(plan)["configurations"]}
    return typed(
        {
            **plain(plan),
            "configurations": [
                {
                    **{key: known[one["name"]][key] for key in ("label", "varied", "settings")},
                    **dict.fromkeys(COUNTS, 100),
                    "majority": {
                        "accuracy": 0.5,
                        "label": "0",
                        "n_test": 100,
                        "frequencies_loss": 0.6931,
                    },
                    "n_runs": len(one.get("runs", ())),
                    "n_diverged": 0,
                    "metrics": {},
                    **one,
                    "runs": list(map(_run, one.get("runs", ()))),
                }
                for one in configurations
            ],
            "majority": None,
            "gaps": list(gaps),
        },
        Summary,
    )


def gap_of(planned: dict[str, Any], place: int, lost: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of a configuration of a plan, whose runs in `lost` failed."""
    return {
        "varied": {},
        **{key: planned[key] for key in ("name", "label")},
        "settings": SETTINGS | planned["settings"],
        "place": place,
        "seeds": [run["seed"] for run in planned["runs"]],
        "runs": [{**run, "failure": "killed"} for run in lost],
    }


def _run(run: dict[str, Any]) -> dict[str, Any]:
    return {
        "epochs": 1,
        "diverged": False,
        "test_accuracy_interval": [0.0, 1.0],
        "answers_one_class": False,
        "no_better_loss": False,
        "p_better_answers": 0.0,
        **dict.fromkeys(METRIC_NAMES),
        **run,
    }
