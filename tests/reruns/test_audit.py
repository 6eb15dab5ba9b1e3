"""The order of a job names every library and every file of the project that the job uses.

The real job of each kind is carried out again, watched by Python's audit hooks.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.receipt import read_order
from labbook.metrics.best_configuration import MOST_SHOWN
from labbook.stages.all_stages import stage_names
from labbook.topics.registry import topics
from real_build import environment
from reruns import test_from_scratch, test_own_functions, test_search, test_topics
from reruns.notebook_mutations import notebook_config
from reruns.workspace import LAB, Config, Workspace, build_once, copied, small_config


def swept() -> Config:
    """As few configurations as are too many to list, whose trainings take no time."""
    value = small_config()
    del value["labs"]
    rates = [place / 10 for place in range(1, MOST_SHOWN + 2)]
    neuron = {
        "title": "A neuron",
        "question": "How fast?",
        "positive_class": 0,
        "units": [],
        "epochs": 1,
        "seeds": [0],
        "sweep": {"learning_rate": rates},
    }
    of_lab = {"title": "A sweep", "assignment": "Lab", "engine": "numpy"}
    value["labs"] = {"sweep_lab": {**of_lab, "experiments": {"swept": neuron}}}
    return value


# The builds that other tests of this folder have made, too, with the stages that each adds.
BUILDS: dict[str, tuple[Callable[[], Config], tuple[str, ...]]] = {
    "reruns": (
        small_config,
        (
            *("prepare_data", "summarize", "draw_network", "draw_curves", "find_results"),
            *("find_gaps", "find_curves", "find_seeds", "find_published", "merge_findings"),
            *("draw_calibration", "find_calibration", "describe_machine"),
            *("compose", "typeset", "typeset_supplement"),
        ),
    ),
    "search": (test_search.config, ("withhold_test", "choose", "find_search")),
    "from_scratch": (test_from_scratch.config, ("compare_engines", "find_engines")),
    "topics": (
        test_topics.with_topics,
        (
            *("evaluate_classes", "draw_classes", "find_classes"),
            *("record_feature_maps", "draw_feature_maps", "find_feature_maps"),
            *("summarize_gradients", "draw_gradients", "find_gradients"),
            *("gather_hidden_units", "draw_hidden_units", "find_hidden_units"),
            *("prepare_own_digit", "classify_own_digit", "draw_own_digit", "find_own_digit"),
            "compose",
        ),
    ),
    "own_functions": (test_own_functions.with_own_functions, ("measure",)),
    "sweep": (swept, ("draw_sweep",)),
    "notebook": (notebook_config, ("run_notebook", "write_notebook", "find_notebook")),
}
# Of a build that no other test looks at, no more than its stage needs.
TARGETS = {"sweep": ("results/sweep_lab/swept/figures/sweep.json",)}
CASES = [(build, stage) for build, (_, stages) in BUILDS.items() for stage in stages]
NOTEBOOK = "templates/notebooks/mlp.md.j2"
# What a job declares and does not load in these builds.
NOT_HERE = {
    # For a download.
    "prepare_data": {"requests", "urllib3"},
    # In the kernel, which is another process.
    "run_notebook": {"keras", "matplotlib", "scikit-learn", "tensorflow"},
    # For equations. The document was typeset before from the same page, and is put back.
    "typeset": {"ziamath"},
    "typeset_supplement": {"ziamath"},
}


def test_every_stage_has_a_case() -> None:
    assert {stage for _, stage in CASES} == stage_names(topics())


@pytest.mark.parametrize(("build", "stage"), CASES, ids=[f"{b}-{s}" for b, s in CASES])
def test_an_order_names_all_that_its_job_uses(
    shared: Path, tmp_path: Path, build: str, stage: str
) -> None:
    built = build_once(shared / build, BUILDS[build][0](), *TARGETS.get(build, ()))
    workspace = copied(built, tmp_path)
    order_path = sorted(workspace.results.glob(f"stages/**/{stage}.order.json"))[0]
    # What is kept there need not be made again, nor what makes it be loaded.
    shutil.rmtree(workspace.results / "kept", ignore_errors=True)
    if stage == "run_notebook":
        tell_what_was_measured(workspace, order_path)
    order = read_order(order_path)
    found = carry_out(workspace, order_path, tmp_path / "found.json")

    versions = {name.lower().replace("_", "-") for name in order.versions} - {"python"}
    assert set(found["imported"]) <= versions
    assert versions - NOT_HERE.get(stage, set()) <= set(found["loaded"])
    assert set(found["files"]) <= set(order.project)
    assert all(order.project.values()), "a file that is declared is missing"


def tell_what_was_measured(workspace: Workspace, order: Path) -> None:
    """Let the kernel, which is another process, train nothing: a cell has what it would measure."""
    found = json.loads((workspace.results / LAB / "notebook.json").read_text(encoding="utf-8"))
    cell = f"{found!r}".join(("```python\nresults = ", "\n```\n"))
    template = workspace.project / NOTEBOOK
    template.write_text(f"# A notebook\n\n{{% raw %}}\n{cell}{{% endraw %}}\n", encoding="utf-8")
    value = json.loads(order.read_text(encoding="utf-8"))
    value["order"]["project"][NOTEBOOK] = sha256_file(template)
    order.write_text(json.dumps(value), encoding="utf-8")


def carry_out(workspace: Workspace, order: Path, found: Path) -> dict[str, list[str]]:
    program = Path(__file__).with_name("audited_job.py")
    receipt = order.with_name(order.name.replace(".order.", ".receipt."))
    done = subprocess.run(
        [sys.executable, str(program), *map(str, (workspace.project, order, receipt, found))],
        cwd=workspace.build,
        env=environment(workspace.build),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    value: dict[str, list[str]] = json.loads(found.read_text(encoding="utf-8"))
    return value
