"""Who may import whom: the import graph is the rerun graph, so each new edge is a decision."""

from collections import defaultdict
from graphlib import TopologicalSorter
from typing import NamedTuple

import pytest

from labbook.fingerprint import closure


class Allowed(NamedTuple):
    rooms: set[str]
    libraries: set[str]


# Every room may also import itself, `errors` and `canonical_json`.
ALLOWED = {
    "canonical_json": Allowed(set(), set()),
    "command_line": Allowed(set(), set()),
    "text": Allowed(set(), set()),
    "errors": Allowed(set(), set()),
    "fingerprint": Allowed(set(), set()),
    "versions": Allowed(set(), set()),
    "run_key": Allowed({"artifacts", "fingerprint", "versions"}, set()),
    "config": Allowed(set(), {"pydantic", "pydantic_core", "yaml"}),
    "planning": Allowed({"artifacts", "config", "data", "run_key", "text"}, {"pydantic"}),
    "freshness": Allowed({"artifacts", "fingerprint", "planning", "run_key", "versions"}, set()),
    "build": Allowed(
        {"artifacts", "command_line"},
        {"filelock", "packaging", "rich", "snakemake", "snakemake_interface_logger_plugins"},
    ),
    "artifacts": Allowed(set(), {"numpy"}),
    "data": Allowed({"artifacts"}, {"mlxtend", "numpy", "requests", "scipy", "urllib3"}),
    "models": Allowed({"artifacts"}, {"keras"}),
    "scratch": Allowed({"artifacts"}, {"numpy"}),
    "training": Allowed(
        {"artifacts", "data", "models", "scratch"},
        {"keras", "numpy", "psutil", "tensorflow", "threadpoolctl"},
    ),
    "photograph": Allowed({"artifacts"}, {"PIL", "numpy", "scipy"}),
    "metrics": Allowed({"artifacts"}, {"numpy", "scipy", "sklearn", "statsmodels"}),
    "findings": Allowed({"artifacts", "metrics", "text"}, {"numpy", "scipy"}),
    "figures": Allowed({"artifacts", "metrics", "text"}, {"fontTools", "matplotlib", "numpy"}),
    "report": Allowed(
        {"artifacts", "text"},
        {"fontTools", "jinja2", "latex2mathml", "markupsafe", "weasyprint", "ziamath"},
    ),
    "notebook": Allowed(
        {"artifacts", "metrics", "text"}, {"jinja2", "jupytext", "nbclient", "nbformat"}
    ),
    "hand_in": Allowed({"artifacts", "metrics"}, set()),
    "leftovers": Allowed({"artifacts", "freshness"}, {"psutil", "rich"}),
    "commands": Allowed(
        {
            "artifacts",
            "command_line",
            "data",
            "figures",
            "findings",
            "fingerprint",
            "hand_in",
            "leftovers",
            "metrics",
            "notebook",
            "photograph",
            "report",
            "run_key",
            "training",
        },
        set(),
    ),
}
FREE = {"errors", "canonical_json"}
# Single modules that another room may use: they import nothing that the room may not.
SHARED = {
    ("report", "figures.palette"),
    ("report", "metrics.best_configuration"),
    ("report", "metrics.confidence"),
    ("build", "planning.work"),
    ("notebook", "config.notebook_names"),
    ("notebook", "report.prose_lint"),
}

# A command makes one stage's artifacts with that stage's rooms. (`find` writes metrics.csv too.)
STAGES = {
    "prepare_data": {"data"},
    "prepare_svhn": {"data"},
    "withhold_test": {"data"},
    "train_keras": {"run_key", "training"},
    "train_numpy": {"run_key", "training"},
    "choose": {"metrics"},
    "compare_engines": {"training"},
    "evaluate_classes": {"metrics"},
    # Of metrics, which run is shown, and what is measured in the maps.
    "record_feature_maps": {"metrics", "training"},
    "summarize_gradients": {"metrics"},
    "write_notebook": {"notebook"},
    "prepare_own_digit": {"photograph"},
    "classify_own_digit": {"training"},
    # Of metrics, the rule by which the trials are compared.
    "train_chosen": {"metrics", "run_key", "training"},
    "try_run": set(),
    "summarize": {"metrics"},
    "find": {"findings", "metrics"},
    "draw": {"figures"},
    "draw_classes": {"figures"},
    "draw_feature_maps": {"figures"},
    "draw_gradients": {"figures"},
    "draw_own_digit": {"figures"},
    "compose": {"report"},
    "typeset": {"report"},
    "hand_in": {"hand_in"},
    # Runs the command that its order names.
    "make": {"fingerprint"},
    "leftovers": {"leftovers"},
}
SERVANTS = {"artifacts", "canonical_json", "command_line", "errors"}

# Too slow to import for one constant: only where, and when, they compute or draw.
HEAVY = {
    *("PIL", "keras", "matplotlib", "mlxtend", "scipy", "sklearn"),
    *("statsmodels", "tensorflow", "weasyprint"),
}
LOADED_BY = {
    "prepare_data": {"mlxtend"},
    "prepare_svhn": {"scipy"},
    "withhold_test": set(),
    "train_keras": {"keras", "tensorflow"},
    "train_numpy": set(),
    "choose": set(),
    "compare_engines": {"keras", "tensorflow"},
    "evaluate_classes": {"sklearn"},
    "record_feature_maps": {"keras", "tensorflow"},
    "summarize_gradients": set(),
    # The kernel loads what trains.
    "write_notebook": {"scipy"},
    "prepare_own_digit": {"PIL", "scipy"},
    "classify_own_digit": {"keras", "tensorflow"},
    "train_chosen": {"keras", "tensorflow"},
    "try_run": set(),
    "summarize": {"scipy"},
    "find": {"scipy", "statsmodels"},
    "draw": {"matplotlib"},
    "draw_classes": {"matplotlib"},
    "draw_feature_maps": {"matplotlib"},
    "draw_gradients": {"matplotlib"},
    "draw_own_digit": {"matplotlib"},
    "compose": set(),
    "typeset": {"weasyprint"},
    "hand_in": {"scipy"},
    "make": set(),
    "leftovers": set(),
}


def test_every_room_has_a_line_in_the_table(imports, package) -> None:
    rooms = {path.stem for path in package.iterdir() if path.name not in _NO_ROOM}
    assert rooms == set(ALLOWED)


_NO_ROOM = {"__init__.py", "__pycache__"}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_what_it_may(imports, room: str) -> None:
    allowed = ALLOWED[room]
    rooms = allowed.rooms | FREE | ({room} - {"commands"})
    found = [
        f"{one.module} imports {one.name}"
        for one in imports
        if one.room == room
        and one.target not in (rooms if one.first_party else allowed.libraries)
        and (room, one.name) not in SHARED
    ]
    assert found == []


@pytest.mark.parametrize(("room", "shared"), sorted(SHARED))
def test_a_shared_module_brings_nothing_along(room: str, shared: str) -> None:
    rooms = {name.split(".")[1] for name in closure(f"labbook.{shared}") if name != "labbook"}
    assert rooms - {shared.split(".")[0]} <= ALLOWED[room].rooms | FREE


def test_the_rooms_stand_in_one_direction(imports) -> None:
    graph = defaultdict(set)
    for one in imports:
        if one.first_party and one.target != one.room:
            graph[one.room].add(one.target)
    # Raises CycleError, which names the rooms in the circle.
    TopologicalSorter(graph).prepare()


def test_every_command_has_its_stage(package) -> None:
    commands = {path.stem for path in (package / "commands").glob("*.py")} - {"__init__"}
    assert commands == set(STAGES) == set(LOADED_BY)


@pytest.mark.parametrize(("command", "rooms"), STAGES.items())
def test_a_command_serves_one_stage(imports, command: str, rooms: set[str]) -> None:
    used = {
        one.target for one in imports if one.module == f"commands.{command}" and one.first_party
    }
    assert used - SERVANTS == rooms


@pytest.mark.parametrize(("command", "libraries"), LOADED_BY.items())
def test_a_command_loads_no_heavy_library_of_another_stage(
    imports, command: str, libraries: set[str]
) -> None:
    modules = {name.removeprefix("labbook.") for name in closure(f"labbook.commands.{command}")}
    loaded = {one.target for one in imports if one.module in modules and not one.first_party}
    assert loaded & HEAVY <= libraries


def test_keras_and_tensorflow_are_imported_only_when_they_train(imports) -> None:
    eager = [
        one.module for one in imports if one.target in {"keras", "tensorflow"} and not one.lazy
    ]
    assert eager == []
