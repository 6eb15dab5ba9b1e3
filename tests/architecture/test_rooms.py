"""Who may import whom: the import graph is the rerun graph, so each new edge is a decision."""

from collections import defaultdict
from graphlib import TopologicalSorter
from typing import NamedTuple

import pytest

from labbook.fingerprint import closure
from labbook.stages.all_stages import all_stages
from labbook.topics.registry import topics


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
    "kept_code": Allowed({"artifacts", "fingerprint"}, set()),
    "own_code": Allowed({"fingerprint"}, set()),
    "versions": Allowed(set(), set()),
    "results_root": Allowed(set(), set()),
    "run_key": Allowed({"artifacts", "fingerprint", "versions"}, set()),
    "config": Allowed(set(), {"pydantic", "pydantic_core", "yaml"}),
    "planning": Allowed(
        {
            *("artifacts", "config", "data", "fingerprint", "own_code", "results_root"),
            *("run_key", "text", "versions"),
        },
        {"pydantic"},
    ),
    "stages": Allowed({"artifacts", "fingerprint", "planning", "results_root", "versions"}, set()),
    "freshness": Allowed(
        {"artifacts", "fingerprint", "planning", "run_key", "stages", "versions"}, set()
    ),
    "build": Allowed(
        {"artifacts", "command_line", "results_root", "versions"},
        {
            *("filelock", "packaging", "psutil", "rich", "snakemake"),
            "snakemake_interface_logger_plugins",
        },
    ),
    "artifacts": Allowed(set(), {"numpy", "pydantic"}),
    "data": Allowed(
        {"artifacts"}, {"PIL", "mlxtend", "numpy", "requests", "scipy", "sklearn", "urllib3"}
    ),
    "models": Allowed({"artifacts", "own_code"}, {"keras", "numpy", "tensorflow"}),
    "scratch": Allowed({"artifacts"}, {"numpy"}),
    "training": Allowed(
        {"artifacts", "data", "models", "own_code", "scratch"},
        {"keras", "numpy", "psutil", "tensorflow", "threadpoolctl"},
    ),
    "metrics": Allowed({"artifacts", "own_code"}, {"numpy", "scipy", "sklearn"}),
    "findings": Allowed({"artifacts", "metrics", "text"}, {"numpy"}),
    "figures": Allowed({"artifacts", "fingerprint", "text"}, {"fontTools", "matplotlib", "numpy"}),
    "report": Allowed(
        {"artifacts", "fingerprint", "text"},
        {
            *("fontTools", "jinja2", "latex2mathml", "markupsafe", "pydyf", "weasyprint", "yaml"),
            "ziamath",
        },
    ),
    # No topic imports another: tests/topics/test_registry.py.
    "topics": Allowed(
        {
            *("artifacts", "figures", "findings", "fingerprint", "metrics", "models", "planning"),
            *("report", "scratch", "stages", "text", "training"),
        },
        {
            *("PIL", "jinja2", "jupytext", "keras", "markupsafe", "matplotlib", "nbclient"),
            *("nbformat", "numpy", "psutil", "scipy", "sklearn", "tensorflow", "threadpoolctl"),
        },
    ),
    "jobs": Allowed(
        {"artifacts", "command_line", "data", "findings", "metrics", "report", "text"}, set()
    ),
    "hand_in": Allowed({"artifacts", "metrics", "topics"}, set()),
    "difference": Allowed({"artifacts", "text"}, set()),
    "leftovers": Allowed({"artifacts", "freshness", "text"}, {"psutil", "rich"}),
    "pipeline": Allowed(
        {
            *(
                "artifacts",
                "build",
                "config",
                "difference",
                "freshness",
                "hand_in",
                "kept_code",
                "leftovers",
                "planning",
            ),
            *("results_root", "run_key", "stages", "topics", "workers"),
        },
        set(),
    ),
    "commands": Allowed(
        {
            *(
                "artifacts",
                "difference",
                "command_line",
                "data",
                "fingerprint",
                "hand_in",
                "leftovers",
            ),
            *("metrics", "report", "run_key", "text", "training", "workers"),
        },
        set(),
    ),
    "workers": Allowed({"command_line", "fingerprint", "kept_code"}, {"psutil"}),
}
FREE = {"errors", "canonical_json"}
# Single modules that another room may use: they import nothing that the room may not.
SHARED = {
    ("config", "data.own_entry"),
    ("config", "data.registry"),
    ("build", "planning.work"),
    ("report", "figures.palette"),
    ("report", "metrics.best_configuration"),
    ("report", "metrics.confidence"),
    ("planning", "workers.program"),
    ("planning", "workers.signals"),
    ("topics", "config.notebook_names"),
    ("topics", "data.split"),
    ("topics", "data.strict_images"),
}

# What a command is for, by the rooms that it uses.
COMMANDS = {
    "train_keras": {"run_key", "training"},
    "train_numpy": {"run_key", "training"},
    # Of metrics, the rule by which the trials are compared.
    "train_chosen": {"metrics", "run_key", "training"},
    "train_draft": {"training"},
    "ask_keras": {"training"},
    "describe_data": {"data"},
    "try_own": {"metrics", "training"},
    "try_fonts": {"fingerprint", "report"},
    "count_gpus": {"training"},
    "repeat_run": {"run_key", "training"},
    "with_worker": {"workers"},
    "train": {"workers"},
    # Imports the module that its order names.
    "make": {"fingerprint"},
    "hand_in": {"hand_in"},
    "leftovers": {"leftovers"},
    "runs": {"text"},
    "difference": {"difference"},
    "figures_pdf": {"report"},
}
SERVANTS = {"artifacts", "canonical_json", "command_line", "errors"}

# Too slow to import for one constant: only where, and when, they compute or draw.
HEAVY = {
    *("PIL", "keras", "matplotlib", "mlxtend", "scipy", "sklearn"),
    *("tensorflow", "weasyprint"),
}
LOADED_BY_COMMAND = {
    "train_keras": {"keras", "tensorflow"},
    "train_chosen": {"keras", "tensorflow"},
    "hand_in": {"scipy"},
    "figures_pdf": {"weasyprint"},
    "ask_keras": {"keras", "tensorflow"},
    "count_gpus": {"tensorflow"},
    "repeat_run": {"keras", "tensorflow"},
    "try_own": {"keras", "tensorflow"},
    "try_fonts": {"weasyprint"},
    "describe_data": {"PIL"},
}
LOADED_BY_STAGE = {
    "compare_engines": {"keras", "tensorflow"},
    "evaluate_classes": {"sklearn"},
    "record_feature_maps": {"keras", "tensorflow"},
    # The notebook's kernel loads what trains.
    "write_notebook": {"scipy"},
    "prepare_own_digit": {"PIL", "scipy"},
    "classify_own_digit": {"keras", "tensorflow"},
    "summarize": {"scipy"},
    "typeset": {"weasyprint"},
    "typeset_supplement": {"weasyprint"},
}
STAGES = all_stages(topics(), set())


def may_load(stage: str) -> set[str]:
    """The heavy libraries that a stage may load; those of a topic that find or draw are alike."""
    if stage.startswith("find_"):
        return {"scipy"}
    return {"matplotlib"} if stage.startswith("draw_") else LOADED_BY_STAGE.get(stage, set())


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


def test_every_command_has_its_line(package) -> None:
    commands = {path.stem for path in (package / "commands").glob("*.py")}
    assert commands == set(COMMANDS)


@pytest.mark.parametrize(("command", "rooms"), COMMANDS.items())
def test_a_command_serves_one_purpose(imports, command: str, rooms: set[str]) -> None:
    used = {
        one.target for one in imports if one.module == f"commands.{command}" and one.first_party
    }
    assert used - SERVANTS == rooms


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_loads_no_heavy_library_that_it_does_not_need(imports, command: str) -> None:
    loaded = loaded_by(imports, f"labbook.commands.{command}")
    assert loaded <= LOADED_BY_COMMAND.get(command, set())


@pytest.mark.parametrize("stage", STAGES, ids=[stage.name for stage in STAGES])
def test_a_stage_loads_no_heavy_library_of_another(imports, stage) -> None:
    # What a topic is found by, whatever the lab.
    finders = stage.calls(None) if stage.name.startswith("find_") else ()
    assert loaded_by(imports, stage.module, *finders) <= may_load(stage.name)


def loaded_by(imports, *entries: str) -> set[str]:
    """The heavy libraries that modules and what they import import."""
    modules = {name.removeprefix("labbook.") for name in closure(*entries)}
    return HEAVY & {one.target for one in imports if one.module in modules and not one.first_party}


def test_keras_and_tensorflow_are_imported_only_when_they_train(imports) -> None:
    eager = [
        one.module for one in imports if one.target in {"keras", "tensorflow"} and not one.lazy
    ]
    assert eager == []
