"""A search: exactly the trials and the final runs that a change concerns are trained again."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.search import read_search
from reruns.mutations import FOUND, REPORT, all_of, summarized
from reruns.workspace import LAB, MACHINE, Workspace, build_once, done, planned, small_config

BEST = "best"
NOTHING: frozenset[str] = frozenset()
CHOSEN = frozenset({f"{BEST}/chosen_seed-0"})
# All that hangs on the trials.
RESULTS = FOUND | summarized(BEST) | {f"choose {BEST}", "find_search"}


def config() -> dict[str, Any]:
    value = small_config()
    value["labs"][LAB]["experiments"] = {
        BEST: {
            "title": "The best network",
            "question": "Which does best?",
            "activation": "relu",
            "optimizer": "adam",
            "batch_size": 100,
            "seeds": [0],
            "search": {
                "space": {"units": [8, 16, 32], "dropout": [0.0, 0.2]},
                "trials": 3,
                "trial": {"epochs": 1},
            },
        }
    }
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "search", config())


def trials(workspace: Workspace) -> list[str]:
    """Runs of the trials, in the order of the draw."""
    search = read_search(workspace.results / LAB / BEST / "search.json")
    return [f"{BEST}/{run.name}" for trial in search.trials for run in trial.runs]


def best(**settings: Any) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.change_config(
        lambda value: value["labs"][LAB]["experiments"][BEST].update(settings)
    )


def search(**settings: Any) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.change_config(
        lambda value: value["labs"][LAB]["experiments"][BEST]["search"].update(settings)
    )


def edited(module: str) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.append(
        workspace.package / f"{module}.py", "\n\nEDITED = True\n"
    )


def delete(pattern: str) -> Callable[[Workspace], None]:
    def apply(workspace: Workspace) -> None:
        for path in list(workspace.results.glob(pattern)):
            path.unlink()

    return apply


def lose_a_trial(workspace: Workspace) -> None:
    shutil.rmtree(workspace.run(trials(workspace)[1]))


def edit_the_choice(workspace: Workspace) -> None:
    """To one's own favourite."""
    file = workspace.results / LAB / BEST / "search.json"
    found = read_search(file)
    assert found.chosen is not None
    other = next(trial.name for trial in found.trials if trial is not found.chosen)
    workspace.replace(file, f'"{found.chosen.name}"', f'"{other}"')


@dataclass(frozen=True)
class Case:
    """`old_trials`: places in the draw of those trained again; `new_trials`: how many further."""

    what: str
    apply: Callable[[Workspace], None]
    old_trials: tuple[int, ...] = ()
    new_trials: int = 0
    runs: frozenset[str] = NOTHING
    stages: frozenset[str] = NOTHING
    is_built: bool = False


ALL_TRIALS = (0, 1, 2)
SEED_MORE = frozenset({f"{BEST}/chosen_seed-1"})
CASES = [
    Case("epochs of the final training", best(epochs=3), runs=CHOSEN, stages=RESULTS),
    Case("a seed more", best(seeds=[0, 1]), runs=SEED_MORE, stages=RESULTS),
    Case("epochs of the trials", search(trial={"epochs": 3}), ALL_TRIALS, 0, CHOSEN, RESULTS),
    Case("a trial more", search(trials=4), (), 1, CHOSEN, RESULTS),
    Case("a trial fewer", search(trials=2), runs=CHOSEN, stages=RESULTS),
    Case("training loop", edited("training/compiled_epoch"), ALL_TRIALS, 0, CHOSEN, RESULTS),
    Case("rule of the choice", edited("metrics/choice"), (), 0, CHOSEN, RESULTS),
    Case("both", all_of(search(trials=4), edited("metrics/choice")), (), 1, CHOSEN, RESULTS, True),
    Case("how trials are read", edited("metrics/trials"), runs=CHOSEN, stages=RESULTS),
    Case("a lost trial", lose_a_trial, (1,), 0, NOTHING, RESULTS),
    Case("a choice edited by hand", edit_the_choice, (), 0, NOTHING, RESULTS),
    Case("these two", all_of(lose_a_trial, edit_the_choice), (1,), 0, NOTHING, RESULTS, True),
    Case("training images deleted", delete("data/*/*-training.npz")),
    Case("all data deleted", delete("data/*/*.npz")),
    Case("how trials are shown", edited("topics/search/section"), stages=REPORT),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    before = trials(workspace)
    case.apply(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 0, said.stderr + said.stdout
    runs, stages = planned(said.stdout)
    expected = {before[place] for place in case.old_trials} | case.runs
    assert expected <= runs
    further = runs - expected
    assert len(further) == case.new_trials
    assert further.isdisjoint(before)
    assert stages - MACHINE == case.stages
    if case.is_built:
        said = workspace.snakemake()
        assert said.returncode == 0, said.stderr
        assert done(said.stderr) == (runs, stages)
        assert planned(workspace.snakemake("--dry-run").stdout) == (set(), set())


def test_the_chosen_network_is_the_trial_with_the_best_validation(built: Workspace) -> None:
    found = read_search(built.results / LAB / BEST / "search.json")
    assert found.chosen is not None
    assert found.chosen.val_accuracy == max(trial.val_accuracy or 0 for trial in found.trials)
    spec = (built.run(f"{BEST}/chosen_seed-0") / "spec.json").read_text(encoding="utf-8")
    assert f'"units": {found.chosen.candidate["hidden"][0]["units"]}' in spec
