"""`search`: which trial was chosen by validation accuracy, and what became of its network.

Verdicts: `chosen` (one trial has the highest validation accuracy), `tied` (several share it, and
the first drawn was taken), `no choice` (a trial failed, or all diverged: `details.why`).
`details.close`: the next trial lies within half the width of the Wilson interval that the
validation images leave to the chosen one's accuracy, so that another split might have turned the
order.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.search import Search, read_search
from labbook.findings.experiment import Experiment, metric_of
from labbook.metrics.choice import no_choice_sentence
from labbook.metrics.intervals import accuracy_interval


def find_search(experiment: Experiment, search: Search) -> list[Finding]:
    """One finding for an experiment that is a search."""
    numbers: dict[str, Any] = {
        "n_trials": len(search.trials),
        "n_combinations": search.n_combinations,
        "n_diverged": sum(trial.diverged for trial in search.trials),
    }
    if search.chosen is None:
        details: dict[str, Any] = {"why": no_choice_sentence(search)}
        return [_finding(experiment, search, "no choice", numbers, details)]
    others = [trial for trial in search.ranked if trial is not search.chosen]
    best = search.chosen.val_accuracy or 0.0
    numbers |= {
        "chosen_val_accuracy": best,
        "epochs": search.chosen.candidate["epochs"],
        "trial_epochs": search.chosen.settings["epochs"],
    }
    details = {
        "chosen": search.chosen.label,
        "tied": [trial.label for trial in others if trial.name in search.best],
        "only_one": not others,
        "one_trial": len(search.trials) == 1,
        "several_seeds": len(search.chosen.runs) > 1,
        "whole_space": len(search.trials) == search.n_combinations,
        "one_epoch": search.chosen.candidate["epochs"] == 1,
        "stops_early": "early_stopping" in search.chosen.candidate,
        "retrained": False,
    }
    if others:
        numbers |= {
            "next_val_accuracy": others[0].val_accuracy or 0.0,
            "lowest_val_accuracy": others[-1].val_accuracy or 0.0,
            "lead": best - (others[0].val_accuracy or 0.0),
        }
        details |= {"next": others[0].label, "several_others": len(others) > 1}
    # The network of the chosen trial, trained again, if one of its runs has a result.
    for ours in experiment.finished:
        low, high = accuracy_interval(best, ours.n_validation)
        numbers |= {
            "half_width": (high - low) / 2,
            "n_validation": ours.n_validation,
            "val_accuracy": metric_of(ours, "val_accuracy"),
            "test_accuracy": metric_of(ours, "test_accuracy"),
        }
        details |= {"retrained": True, "close": bool(others) and numbers["lead"] < (high - low) / 2}
    verdict = "tied" if search.best[1:] else "chosen"
    return [_finding(experiment, search, verdict, numbers, details)]


def _finding(
    experiment: Experiment,
    search: Search,
    verdict: str,
    numbers: dict[str, Any],
    details: dict[str, Any],
) -> Finding:
    planned = experiment.summary.planned
    return experiment.finding(
        "search",
        verdict,
        [configuration.known for configuration in planned],
        numbers=numbers,
        given=("n_trials", "n_combinations", "epochs", "trial_epochs", "n_validation"),
        details=details,
        runs=[
            *(run for trial in search.trials for run in trial.runs),
            *(run for configuration in planned for run in configuration.runs),
        ],
    )


FINDERS = (find_search,)


def read_evidence(
    experiments: Iterable[Experiment], *, searches: Mapping[str, Path]
) -> dict[str, Search]:
    """The choices, by experiment."""
    return {name: read_search(path) for name, path in searches.items()}
