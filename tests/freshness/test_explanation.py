"""Why jobs run, in lines for people."""

import copy
import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.freshness.explanation import MOST_LINES, Explanation, lines_for_runs, lines_for_stages
from labbook.freshness.inventory import NOT_MADE, READS_OTHERS, Inventory, reasons_to_make
from labbook.stages.stand_ins import seal
from stage_jobs import stage_jobs

NEW = ("never built",)
EPOCHS = ("epochs 100 -> 50", "batch_size 10 -> 20")


@pytest.fixture(scope="module")
def plan(plan_of):
    return plan_of()


@pytest.fixture(scope="module")
def two_labs(plan_of):
    def change(config, experiments):
        shared = copy.deepcopy(config["labs"]["lab3_keras"])
        shared["experiments"] = {
            "again": shared["experiments"]["optimizers"],
            "fresh": {**shared["experiments"]["single_neuron"], "epochs": 7},
        }
        config["labs"]["lab4"] = shared

    return plan_of(change)


def said(plan, reasons) -> list[str]:
    return [str(line) for line in lines_for_runs(plan, reasons)]


def directories(plan, *parts: str) -> list[str]:
    return [directory for directory in plan.runs if any(part in directory for part in parts)]


def test_a_whole_lab_is_one_line(plan) -> None:
    assert said(plan, dict.fromkeys(plan.runs, NEW)) == ["lab3_keras, all 84 runs: never built"]


def test_whole_experiments(plan) -> None:
    runs = directories(plan, "/single_neuron/", "/optimizers/")
    assert said(plan, dict.fromkeys(runs, EPOCHS)) == [
        "single_neuron, all 12 runs: epochs 100 -> 50; batch_size 10 -> 20",
        "optimizers, all 15 runs: epochs 100 -> 50; batch_size 10 -> 20",
    ]


def test_a_configuration_and_single_seeds(plan) -> None:
    runs = directories(plan, "/Adam_", "/SGD_seed-1.")
    assert said(plan, dict.fromkeys(runs, NEW)) == [
        "optimizers/Adam, seeds 0, 1, 2: never built",
        "optimizers/SGD, seed 1: never built",
    ]


def test_an_experiment_of_one_configuration_is_named_once(plan) -> None:
    assert said(plan, dict.fromkeys(directories(plan, "/best_network_seed-2."), NEW)) == [
        "best_network, seed 2: never built"
    ]
    assert said(plan, dict.fromkeys(directories(plan, "/output_relu/")[:-1], NEW)) == [
        "output_relu, 11 seeds: never built"
    ]


def test_many_parts_are_counted(plan) -> None:
    runs = directories(plan, "/optimizers/")
    some = [directory for directory in runs if "_seed-0." in directory]
    assert said(plan, dict.fromkeys(some, NEW)) == [
        "optimizers, 5 of 15 runs (seed 0): never built"
    ]
    everywhere = directories(plan, "_seed-0.")
    assert said(plan, dict.fromkeys(everywhere, NEW)) == [
        "lab3_keras, 33 of 84 runs (seed 0): never built"
    ]


def test_other_reasons_have_other_lines(plan) -> None:
    reasons = dict.fromkeys(directories(plan, "/optimizers/"), NEW)
    reasons |= dict.fromkeys(directories(plan, "/Adam_"), EPOCHS)
    assert said(plan, reasons) == [
        "optimizers/Adam, seeds 0, 1, 2: epochs 100 -> 50; batch_size 10 -> 20",
        "optimizers, 12 of 15 runs (SGD, Adadelta-learning-rate-1, Adadelta-Keras-3-default, "
        "RMSprop): never built",
    ]


def test_a_run_that_two_experiments_share_is_counted_once(two_labs) -> None:
    assert said(two_labs, dict.fromkeys(two_labs.runs, NEW)) == [
        "lab3_keras, all 84 runs: never built",
        "lab4, all 12 runs: never built",
    ]
    assert said(two_labs, dict.fromkeys(directories(two_labs, "/optimizers/"), NEW)) == [
        "lab3_keras/optimizers, all 15 runs: never built"
    ]


def test_many_reasons_end_in_a_line_for_the_rest(plan) -> None:
    lines = said(plan, {directory: (directory[-12:],) for directory in plan.runs})
    assert len(lines) == MOST_LINES
    assert lines[-1] == "25 more runs: 25 other sets of reasons"


def test_a_run_of_no_plan_is_a_mistake(plan) -> None:
    with pytest.raises(KeyError):
        lines_for_runs(plan, {"results/runs/lab/experiment/run.0a": NEW})


@given(data=st.data())
def test_every_run_is_in_exactly_one_line(data, two_labs) -> None:
    some = st.sampled_from([NEW, EPOCHS, ("history.csv is missing",)])
    kinds = st.one_of(st.none(), some, st.text("ab", max_size=3).map(lambda text: (text,)))
    drawn = data.draw(st.lists(kinds, min_size=len(two_labs.runs), max_size=len(two_labs.runs)))
    reasons = {directory: why for directory, why in zip(two_labs.runs, drawn, strict=True) if why}
    lines = lines_for_runs(two_labs, reasons)
    named = [directory for line in lines for directory in line.directories]
    assert sorted(named) == sorted(reasons)
    assert len(lines) <= MOST_LINES
    for line in lines:
        if not line.place.endswith((" more run", " more runs")):
            assert {reasons[directory] for directory in line.directories} == {line.reasons}
        if counted := re.search(
            r"(\d+)(?: of \d+| more)? (?:runs?|seeds)(?: \(.*\))?$", line.place
        ):
            assert int(counted[1]) == len(line.directories)


@pytest.fixture(scope="module")
def stages(plan_of):
    return {stage.name: stage for stage in stage_jobs(plan_of())}


@pytest.fixture
def lines(stages):
    def of(reasons, trained=frozenset()):
        by_path = {stages[name].order_path: why for name, why in reasons.items()}
        return lines_for_stages(stages.values(), by_path, trained)

    return of


def test_a_stage_with_reasons_of_its_own(lines) -> None:
    assert lines({"typeset lab3_keras": ["labbook/report/pdf.py changed"]}) == [
        "typeset lab3_keras: labbook/report/pdf.py changed"
    ]


def test_stages_of_a_kind_share_a_line(lines) -> None:
    why = [f"labbook/{name}.py changed" for name in "abcde"]
    experiments = ("single_neuron", "hidden_layer", "output_relu", "optimizers", "best_network")
    assert lines({f"summarize lab3_keras/{name}": why for name in experiments}) == [
        "summarize lab3_keras/single_neuron, lab3_keras/hidden_layer, lab3_keras/output_relu "
        "and 2 more: labbook/a.py changed; labbook/b.py changed; labbook/c.py changed and 2 more"
    ]


def test_what_follows_from_the_runs_is_not_said_again(lines, stages) -> None:
    stage = stages["summarize lab3_keras/optimizers"]
    why = [f"{stage.inputs[0]} changed", READS_OTHERS]
    assert lines({stage.name: why}) == [
        "summarize lab3_keras/optimizers: results/plans/lab3_keras/optimizers.json changed; "
        "it reads other files than before"
    ]
    assert lines({stage.name: why}, {stage.runs[0]}) == []
    lost = [f"{run}/provenance.json changed" for run in stage.runs[:2]]
    assert lines({stage.name: lost}, set(stage.runs[:2])) == []
    assert lines({stage.name: lost}, {stage.runs[0]}) == [f"{stage.name}: {lost[1]}"]
    assert lines({stage.name: [*why, "scipy 1 -> 2"]}, {stage.runs[0]}) == [
        "summarize lab3_keras/optimizers: scipy 1 -> 2"
    ]


def test_never_made_is_worth_a_line_only_where_nothing_is_trained(lines) -> None:
    assert lines({"merge_findings lab3_keras": [NOT_MADE]}, {"a run of another lab"}) == []
    assert lines({"merge_findings lab3_keras": [NOT_MADE]}) == [
        "merge_findings lab3_keras: it has not been made yet"
    ]


def test_what_follows_from_another_stage_is_recognized(
    stages, lines, plan_of, tmp_path, monkeypatch
) -> None:
    """With the words that the verdict has for it."""

    class AllThere:
        def sha256(self, file: str) -> str:
            return ""

    outputs = {file: "" for stage in stages.values() for file in stage.outputs}
    current = SimpleNamespace(inputs={}, outputs=outputs)
    monkeypatch.setattr("labbook.freshness.inventory.read_receipt", lambda path: current)
    monkeypatch.setattr("labbook.freshness.inventory._changes", lambda *_: [])
    trained = set(list(plan_of().runs)[:2])
    reasons = reasons_to_make(stages.values(), trained, AllThere())
    found = [why for stage in stages.values() for why in reasons[stage.order_path]]
    assert "2 of its runs are trained" in found
    assert "compose lab3_keras is made again" in found
    assert lines_for_stages(stages.values(), reasons, trained) == []


def test_only_jobs_of_this_build_are_explained_and_nothing_before_it_is_asked(plan_of) -> None:
    plan = plan_of()
    stages = stage_jobs(plan)
    asked = []
    reasons = {stage.order_path: ["it is old"] for stage in stages}
    by_order = {stage.order_path: stage for stage in stages}
    inventory = Inventory({}, by_order, reasons, frozenset(), frozenset())
    explain = Explanation(plan, inventory, seal, lambda run: asked.append(run) or [])
    assert asked == []
    runs = [directory for directory in plan.runs if "/single_neuron/" in directory]
    assert explain([*map(seal, runs), "results/lab3_keras/report.pdf", "results/other"]) == (
        ["single_neuron, all 12 runs: never built"],
        ["typeset lab3_keras: it is old"],
    )
    assert asked == runs
