"""What five topics make of runs, in one lab: made again with what it is from, without training.

Gradients and hidden units are recorded while a run trains: asking for them trains anew.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from labbook.planning.lab_checks import SAMPLE
from real_build import ROOT
from reruns.cases import Case, build_without_training, delete
from reruns.mutations import (
    FOUND,
    MERGED,
    NOTHING,
    REPORT,
    all_of,
    code,
    config,
    edit_output,
    experiment,
    summarized,
    version,
)
from reruns.workspace import (
    LAB,
    MACHINE,
    Workspace,
    build_once,
    done,
    planned,
    small_config,
)

# A network with convolutions, and one whose training is watched.
FILTERED, WATCHED = "filtered", "watched"
FILTERED_RUN, WATCHED_RUN = (f"{name}/{name}_seed-0" for name in (FILTERED, WATCHED))
TELL_CLASSES, TELL_MAPS, TELL_GRADIENTS, TELL_UNITS, TELL_DIGIT = (
    MERGED | {f"find_{topic}"}
    for topic in ("classes", "feature_maps", "gradients", "hidden_units", "own_digit")
)
DRAW_CLASSES, DRAW_MAPS = (
    REPORT | {f"draw_{topic} {FILTERED}"} for topic in ("classes", "feature_maps")
)
DRAW_GRADIENTS, DRAW_UNITS = (
    REPORT | {f"draw_{topic} {WATCHED}"} for topic in ("gradients", "hidden_units")
)
CLASSES = TELL_CLASSES | DRAW_CLASSES | {f"evaluate_classes {FILTERED}"}
MAPS = TELL_MAPS | DRAW_MAPS | {f"record_feature_maps {FILTERED}"}
GRADIENTS = TELL_GRADIENTS | DRAW_GRADIENTS | {f"summarize_gradients {WATCHED}"}
UNITS = TELL_UNITS | DRAW_UNITS | {f"gather_hidden_units {WATCHED}"}
DRAW_DIGIT = REPORT | {"draw_own_digit"}
ASK = TELL_DIGIT | DRAW_DIGIT | {"classify_own_digit"}
DIGIT = ASK | {"prepare_own_digit"}
# What hangs on the run that is watched, but for its gradients.
OF_WATCHED = FOUND | summarized(WATCHED) | UNITS | ASK | TELL_CLASSES | TELL_MAPS

DATA = "data/mnist-5k/mnist-5k.npz"
MADE = {
    name: f"{LAB}/{experiment}/{name}.json"
    for experiment, names in {
        FILTERED: ("classes", "feature_maps"),
        WATCHED: ("gradients", "hidden_units"),
    }.items()
    for name in names
}
# Neither the shell nor Snakemake reads the name.
PHOTOGRAPH = """my {lab} {0} $(touch x) 'digit'.png"""


def with_topics() -> dict[str, Any]:
    value = small_config()
    lab = value["labs"][LAB]
    network = {
        **{"question": "How well?", "activation": "relu", "units": 8, "optimizer": "adam"},
        **{"batch_size": 100, "epochs": 1},
    }
    lab["experiments"] = {
        FILTERED: {
            **network,
            **{"title": "Filters", "filters": [[3], [4]], "by_class": True, "feature_maps": [3]},
        },
        WATCHED: {**network, "title": "Watched", "record_gradients": True, "hidden_units": True},
    }
    lab["own_digit"] = {"image": SAMPLE, "digit": 4}
    return value


@pytest.fixture(scope="module")
def built(shared: Path) -> Workspace:
    return build_once(shared / "topics", with_topics())


def own_digit(**changes: Any) -> Callable[[Workspace], None]:
    return config(lambda value: value["labs"][LAB]["own_digit"].update(changes))


def photograph(workspace: Workspace, degrees: float) -> None:
    with Image.open(ROOT / SAMPLE) as image:
        image.rotate(degrees, fillcolor=(200, 200, 190)).save(workspace.build / PHOTOGRAPH)


CASES = [
    Case("nothing at all", lambda workspace: None),
    Case("a topic that the lab does not have", code("topics/search/findings")),
    Case("the data deleted", delete(DATA)),
    Case(
        "the margin of equivalence",
        config(lambda value: value.update(equivalence_margin=0.01)),
        FOUND | TELL_CLASSES | TELL_MAPS | TELL_GRADIENTS | TELL_UNITS | ASK,
    ),
    Case(
        "Matplotlib",
        version("matplotlib"),
        (DRAW_CLASSES | DRAW_MAPS | DRAW_GRADIENTS | DRAW_UNITS | DRAW_DIGIT)
        | (summarized(FILTERED) | summarized(WATCHED))
        - {f"summarize {FILTERED}", f"summarize {WATCHED}"},
    ),
    Case("scikit-learn", version("scikit_learn"), CLASSES),
    Case("the evaluation by class", code("topics/classes/evaluate_job"), CLASSES),
    Case("a figure of classes", code("topics/classes/roc_figure"), DRAW_CLASSES),
    Case("one that is lost", delete(f"{LAB}/{FILTERED}/figures/roc_curves.svg"), DRAW_CLASSES),
    Case("the finding of classes", code("topics/classes/findings"), TELL_CLASSES),
    Case("classes edited by hand", edit_output(f"{FILTERED}/classes.json"), CLASSES),
    Case("confused images lost", delete(f"{LAB}/{FILTERED}/confused_images.npz"), CLASSES),
    Case("what is measured of maps", code("topics/feature_maps/map_statistics"), MAPS),
    Case("how a network is opened", code("topics/feature_maps/record_job"), MAPS),
    Case("a figure of maps", code("topics/feature_maps/kernels_figure"), DRAW_MAPS),
    Case("the finding of maps", code("topics/feature_maps/findings"), TELL_MAPS),
    Case("maps edited by hand", edit_output(f"{FILTERED}/feature_maps.json"), MAPS),
    Case("maps lost", delete(f"{LAB}/{FILTERED}/feature_maps.npz"), MAPS),
    Case("the summary of gradients", code("topics/gradients/summarize_job"), GRADIENTS),
    Case("a figure of gradients", code("topics/gradients/heat_map_figure"), DRAW_GRADIENTS),
    Case("the finding of gradients", code("topics/gradients/findings"), TELL_GRADIENTS),
    Case("gradients edited by hand", edit_output(f"{WATCHED}/gradients.json"), GRADIENTS),
    Case("how units are gathered", code("topics/hidden_units/gather_job"), UNITS),
    Case("the figure of units", code("topics/hidden_units/draw_job"), DRAW_UNITS),
    Case("the finding of units", code("topics/hidden_units/findings"), TELL_UNITS),
    Case("the table of units", code("topics/hidden_units/section"), REPORT),
    Case("units edited by hand", edit_output(f"{WATCHED}/hidden_units.json"), UNITS),
    Case("what was written on the photograph", own_digit(digit=9), ASK),
    Case("how ink is found", code("topics/own_digit/digit_image"), DIGIT),
    Case("how networks are asked", code("topics/own_digit/classify_job"), ASK),
    Case("the figure of the photograph", code("topics/own_digit/image_figure"), DRAW_DIGIT),
    Case("the finding of the photograph", code("topics/own_digit/findings"), TELL_DIGIT),
]


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_exactly_what_a_change_concerns_is_done_again(case: Case, workspace: Workspace) -> None:
    case.check_plan(workspace)


def test_all_is_made_again_without_any_training(workspace: Workspace) -> None:
    before = {name: (workspace.results / file).read_bytes() for name, file in MADE.items()}

    photograph(workspace, 10)
    change = all_of(
        delete(DATA, MADE["classes"], MADE["hidden_units"]),
        code("topics/gradients/summarize_job"),
        experiment(FILTERED, feature_maps=[5, 2]),
        own_digit(image=PHOTOGRAPH),
    )
    stages = CLASSES | MAPS | GRADIENTS | UNITS | DIGIT | {"prepare_data"}
    Case("all", change, stages).check_plan(workspace)
    build_without_training(workspace)
    after = {name: (workspace.results / file).read_bytes() for name, file in MADE.items()}
    assert [name for name in MADE if after[name] != before[name]] == ["feature_maps"]
    # The same name with other content.
    photograph(workspace, -10)
    assert planned(workspace.snakemake("--dry-run").stdout) == (NOTHING, DIGIT)


def test_what_is_asked_for_no_more_leaves_the_page(workspace: Workspace) -> None:
    change = all_of(
        experiment(FILTERED, by_class=False, feature_maps=None),
        config(lambda value: value["labs"][LAB].pop("own_digit")),
    )
    Case("all", change, MERGED).check_plan(workspace)
    build_without_training(workspace)


@pytest.mark.parametrize(
    ("change", "runs", "stages"),
    [
        (experiment(WATCHED, record_gradients=False), {WATCHED_RUN}, OF_WATCHED),
        (
            code("training/gradient_probe"),
            {WATCHED_RUN, FILTERED_RUN},
            OF_WATCHED | GRADIENTS | summarized(FILTERED) | CLASSES | MAPS,
        ),
    ],
    ids=["no more", "the probe"],
)
def test_to_record_gradients_trains_anew(
    workspace: Workspace,
    change: Callable[[Workspace], None],
    runs: set[str],
    stages: frozenset[str],
) -> None:
    change(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 0, said.stderr + said.stdout
    found, made = planned(said.stdout)
    assert (found, made - MACHINE) == (runs, stages)


@pytest.mark.parametrize("name", ["weights.npz", "gradients.npz"])
def test_what_training_left_and_was_altered_stops_the_build(
    workspace: Workspace, name: str
) -> None:
    file = workspace.run(WATCHED_RUN) / name
    file.write_bytes(file.read_bytes() + b" ")
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 2
    assert f"{name} is not as training left it" in said.stderr


def test_a_photograph_without_a_digit_ends_the_build_before_anything_is_trained(
    workspace: Workspace,
) -> None:
    Image.new("L", (300, 200), "white").save(workspace.build / PHOTOGRAPH)
    own_digit(image=PHOTOGRAPH)(workspace)
    experiment(WATCHED, epochs=2)(workspace)
    said = workspace.snakemake()
    assert said.returncode != 0
    assert f"{PHOTOGRAPH} shows no digit that can be told" in said.stderr
    assert done(said.stderr)[0] == NOTHING


def test_a_missing_photograph_ends_it_at_once(workspace: Workspace) -> None:
    own_digit(image="photos/mine.jpg")(workspace)
    said = workspace.snakemake("--dry-run")
    assert said.returncode == 2
    assert "own_digit is photos/mine.jpg, which is no file here or in the project" in said.stderr
