"""Two labs, one of each engine: a change to one engine concerns no run of the other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reruns.mutations import FOUND, MERGED, all_of, summarized
from reruns.workspace import LAB, MACHINE, Workspace, build_once, done, planned, small_config

SCRATCH = "scratch_lab"
NEURON = "neuron"
NOTHING: frozenset[str] = frozenset()
OF_KERAS = frozenset({"optimizers/Adam_seed-0"})
FROM_SCRATCH = frozenset({f"{NEURON}/{NEURON}_seed-0", f"{NEURON}/{NEURON}_seed-1"})
COMPARED = frozenset({f"compare_engines {NEURON}"})
TABLES = summarized(NEURON)
REPORT = FOUND


def config() -> dict[str, Any]:
    value = small_config()
    keras = value["labs"][LAB]
    optimizers = keras["experiments"]["optimizers"] | {"seeds": [0], "published": []}
    optimizers["variants"] = {"Adam": {"optimizer": "adam"}}
    keras["experiments"] = {"optimizers": optimizers}
    value["labs"][SCRATCH] = {
        "title": "From scratch",
        "assignment": "Lab",
        "engine": "numpy",
        "experiments": {
            NEURON: {
                "title": "A neuron",
                "question": "How well?",
                "positive_class": 0,
                "units": [],
                "epochs": 4,
                "seeds": [0, 1],
                "learning_rate": 1.0,
                "validation_fraction": 0,
            }
        },
    }
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "from_scratch", config())


def neuron(**settings: Any) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.change_config(
        lambda value: value["labs"][SCRATCH]["experiments"][NEURON].update(settings)
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


def forge_the_comparison(workspace: Workspace) -> None:
    file = workspace.results / SCRATCH / NEURON / "engines.json"
    workspace.replace(file, '"n_images": 2000', '"n_images": 9000')


@dataclass(frozen=True)
class Case:
    what: str
    apply: Callable[[Workspace], None]
    runs: frozenset[str] = NOTHING
    stages: frozenset[str] = NOTHING
    is_built: bool = False


TOLD = MERGED | {"find_engines"}
ALL = COMPARED | TABLES | REPORT | TOLD
CASES = [
    Case("learning rate", neuron(learning_rate=0.5), FROM_SCRATCH, ALL),
    Case("validation part", neuron(validation_fraction=0.2), FROM_SCRATCH, ALL),
    Case(
        "a seed more",
        neuron(seeds=[0, 1, 2]),
        frozenset({f"{NEURON}/{NEURON}_seed-2"}),
        ALL,
    ),
    Case("the fast step", edited("scratch/full_batch"), FROM_SCRATCH, ALL),
    Case("an activation", edited("scratch/activations"), FROM_SCRATCH, ALL),
    Case(
        "the compiled loop",
        edited("training/compiled_epoch"),
        OF_KERAS,
        summarized("optimizers") | FOUND,
    ),
    Case("the comparison", edited("topics/engines/compare_job"), NOTHING, COMPARED | TOLD),
    Case("a forged comparison", forge_the_comparison, NOTHING, COMPARED | TOLD),
    Case("all data deleted", delete("data/*/*.npz")),
    Case(
        "all data and the comparison deleted",
        all_of(delete("data/*/*.npz"), delete(f"{SCRATCH}/*/engines.json")),
        NOTHING,
        COMPARED | TOLD | {"prepare_data"},
    ),
    Case(
        "learning rate, and all data deleted",
        all_of(neuron(learning_rate=0.5), delete("data/*/*.npz")),
        FROM_SCRATCH,
        ALL | {"prepare_data"},
        is_built=True,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    case.apply(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 0, said.stderr + said.stdout
    runs, stages = planned(said.stdout)
    assert (runs, stages - MACHINE) == (case.runs, case.stages)
    if case.is_built:
        said = workspace.snakemake()
        assert said.returncode == 0, said.stderr
        assert done(said.stderr)[0] == case.runs
        assert planned(workspace.snakemake("--dry-run").stdout) == (set(), set())
