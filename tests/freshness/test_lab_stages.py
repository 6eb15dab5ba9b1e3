"""The stages of a plan fit together: what one reads, another leaves."""

from pathlib import Path

import pytest

from labbook.config.yaml_file import read_yaml
from labbook.figures.class_kinds import CLASS_KINDS
from labbook.figures.gradient_kinds import GRADIENT_KINDS
from labbook.freshness.data_stages import dataset_file, prepare_data
from labbook.freshness.digests import Digests
from labbook.freshness.lab_stages import stages_of
from labbook.freshness.stage import STAGES
from labbook.freshness.stand_ins import attempt
from labbook.planning.dataset_identity import Preparation
from labbook.planning.plan_files import experiment_plan_path, lab_plan_path, notebook_plan_path
from made_up_dataset import made_up_dataset

SHIPPED = Path(__file__).parents[2] / "config.yaml"
TEMPLATES = ("templates/report.html.j2", "templates/style/report.css")


@pytest.fixture(scope="module")
def plan(plan_of):
    """Two labs, the second of which asks for runs of the first under another name."""

    def change(config, experiments):
        lab = {**config["labs"]["lab3_keras"], "title": "Another"}
        lab["experiments"] = {"again": experiments["optimizers"]}
        config["labs"]["lab4"] = lab

    return plan_of(change)


@pytest.fixture(scope="module")
def stages(plan):
    return stages_of(plan, TEMPLATES)


def plan_files(plan) -> set[str]:
    return {
        *(lab_plan_path(lab.name) for lab in plan.labs),
        *(
            experiment_plan_path(lab.name, experiment.name)
            for lab in plan.labs
            for experiment in lab.experiments
        ),
        *(notebook_plan_path(lab.name) for lab in plan.labs if lab.lab.notebook),
    }


def by_name(stages, name: str):
    (stage,) = [stage for stage in stages if stage.name == name]
    return stage


def test_each_kind_of_stage_is_there_as_often_as_its_scope(plan, stages) -> None:
    experiments = sum(len(lab.experiments) for lab in plan.labs)
    counts = {
        kind: sum(stage.kind.name == kind for stage in stages)
        for kind in {stage.kind.name for stage in stages}
    }
    assert counts == {
        **dict.fromkeys(("prepare_data", "withhold_test"), 1),
        "choose": sum(one.search is not None for lab in plan.labs for one in lab.experiments),
        **dict.fromkeys(("summarize", "draw_figures"), experiments),
        **dict.fromkeys(("find", "compose", "typeset"), len(plan.labs)),
    }


def test_what_a_stage_reads_an_earlier_one_leaves_or_the_plan_does(plan, stages) -> None:
    there = plan_files(plan)
    for stage in stages:
        assert set(stage.inputs) <= there, stage.name
        assert set(stage.runs) <= plan.runs.keys()
        there.update(stage.outputs)


def test_every_plan_file_and_every_run_is_read(plan, stages) -> None:
    assert plan_files(plan) <= {file for stage in stages for file in stage.inputs}
    assert {run for stage in stages for run in stage.runs} == plan.runs.keys()


def test_each_file_has_one_stage_that_leaves_it(stages) -> None:
    files = [
        file for stage in stages for file in (*stage.outputs, stage.order_path, stage.receipt_path)
    ]
    assert len(set(files)) == len(files)
    assert all("{" not in file for file in files)
    assert all(stage.order_path.startswith(f"{STAGES}/") for stage in stages)


def test_a_command_is_told_of_what_its_stage_reads_and_leaves(stages) -> None:
    """Each of them, or the folder that it is in; a choice is named by the experiment's plan."""
    for stage in stages:
        inputs = [file for file in stage.inputs if file != _choice(stage)]
        for file in (*inputs, *stage.outputs):
            folders = [file.rsplit("/", count)[0] for count in range(file.count("/") + 1)]
            assert set(folders) & set(stage.arguments), (stage.name, file)


def _choice(stage) -> str | None:
    if stage.kind.name == "write_notebook":
        return f"results/{stage.fields['lab']}/network_search/search.json"
    if stage.kind.name not in ("summarize", "draw_figures"):
        return None
    return f"results/{stage.fields['lab']}/{stage.fields['experiment']}/search.json"


def test_from_scratch_every_experiment_is_compared_with_keras(plan_of) -> None:
    def from_scratch(config, _) -> None:
        config["labs"] = {"lab2_numpy": read_yaml(SHIPPED)["labs"]["lab2_numpy"]}

    stages = stages_of(plan_of(from_scratch), TEMPLATES)
    compared = [one for one in stages if one.kind.name == "compare_engines"]
    assert {one.fields["lab"] for one in compared} == {"lab2_numpy"}
    assert len(compared) == 3
    find = by_name(stages, "find lab2_numpy")
    for one in compared:
        assert dataset_file("mnist") in one.arguments
        assert set(one.outputs) <= set(find.inputs)


def test_answers_are_evaluated_by_class_where_that_is_asked_for(plan_of) -> None:
    def ask(_, experiments) -> None:
        for name in ("optimizers", "network_search"):
            experiments[name]["by_class"] = True

    planned = plan_of(ask)
    stages = stages_of(planned, TEMPLATES)
    evaluated = [one for one in stages if one.kind.name == "evaluate_classes"]
    assert {one.fields["experiment"] for one in evaluated} == {"optimizers", "network_search"}
    find = by_name(stages, "find lab3_keras")
    for one in evaluated:
        experiment = f"lab3_keras/{one.fields['experiment']}"
        assert list(one.inputs) == [by_name(stages, f"summarize {experiment}").outputs[0]]
        assert one.runs == by_name(stages, f"draw_figures {experiment}").runs
        # The data count by content alone: they may be gone once it is made.
        assert dataset_file("mnist") in one.arguments
        assert one.outputs[0] in find.inputs
        assert one.outputs[0] in find.arguments
        assert set(one.outputs) | set(one.inputs) <= set(one.arguments)


def test_answers_by_class_are_drawn_for_the_report_where_asked_for(plan_of) -> None:
    def by_class(_, experiments) -> None:
        experiments["optimizers"]["by_class"] = True

    stages = stages_of(plan_of(by_class), TEMPLATES)
    assert [one.name for one in stages if one.kind.name == "draw_classes"] == [
        "draw_classes lab3_keras/optimizers"
    ]
    evaluated = by_name(stages, "evaluate_classes lab3_keras/optimizers").outputs
    drawn = by_name(stages, "draw_classes lab3_keras/optimizers")
    plan_file = experiment_plan_path("lab3_keras", "optimizers")
    assert drawn.inputs == (plan_file, *evaluated)
    assert {*drawn.outputs, evaluated[0]} <= set(by_name(stages, "compose lab3_keras").inputs)
    files = {Path(file).name for file in drawn.outputs}
    endings = (".svg", ".csv")
    assert files == {"figures.json", *(f"{k}{e}" for k in CLASS_KINDS for e in endings)}


def plain_rates(experiments) -> None:
    """A notebook has no schedules."""
    search = experiments["network_search"]
    search["learning_rate"] = 0.001
    search["search"]["space"].pop("learning_rate", None)


def with_notebook(experiment: str):
    def change(config, experiments) -> None:
        plain_rates(experiments)
        config["labs"]["lab3_keras"]["notebook"] = {"experiment": experiment}
        experiments["mlp"] = {
            **{"title": "One", "question": "How well?", "units": 8, "activation": "relu"},
            **{"optimizer": "adam", "batch_size": 100},
        }

    return change


@pytest.mark.parametrize("experiment", ["mlp", "network_search"])
def test_a_notebook_hangs_on_plans_choice_and_template_and_the_findings_on_it(
    plan_of, experiment: str
) -> None:
    plan = plan_of(with_notebook(experiment))
    stages = stages_of(plan, TEMPLATES)
    notebook = by_name(stages, "write_notebook lab3_keras")
    choice = {f"results/lab3_keras/{experiment}/search.json"} & {
        file for stage in stages for file in stage.outputs
    }
    assert bool(choice) == (experiment == "network_search")
    assert set(notebook.inputs) == {notebook_plan_path("lab3_keras")} | choice
    assert notebook.project_files == ("templates/notebooks/mlp.md.j2",)
    assert notebook.runs == ()
    assert {dataset_file("mnist"), plan.dataset.sha256} <= set(notebook.arguments)
    assert set(notebook.outputs) & set(by_name(stages, "find lab3_keras").inputs) == {
        "results/lab3_keras/notebook.json"
    }
    test_what_a_stage_reads_an_earlier_one_leaves_or_the_plan_does(plan, stages)
    test_every_plan_file_and_every_run_is_read(plan, stages)
    test_a_command_is_told_of_what_its_stage_reads_and_leaves(stages)


def test_a_lab_without_notebook_has_the_stages_that_it_had(plan_of) -> None:
    def change(config, experiments) -> None:
        plain_rates(experiments)
        lab = {**config["labs"]["lab3_keras"], "notebook": {"experiment": "network_search"}}
        config["labs"]["with"] = lab

    plain = stages_of(plan_of(lambda _, experiments: plain_rates(experiments)), TEMPLATES)
    both = stages_of(plan_of(change), TEMPLATES)
    assert [stage for stage in both if stage.fields.get("lab") != "with"] == plain
    assert "write_notebook with" in {stage.name for stage in both}


def test_a_search_is_chosen_by_its_trials_and_no_other_run(plan, stages) -> None:
    choose = by_name(stages, "choose lab3_keras/network_search")
    assert {plan.runs[run].spec.dataset for run in choose.runs} == {"mnist-training"}
    assert len(choose.runs) == 12


def test_an_experiment_hangs_on_its_own_runs_only(plan, stages) -> None:
    for lab in plan.labs:
        for experiment in lab.experiments:
            runs = {run.directory for one in experiment.configurations for run in one.runs}
            for kind in ("summarize", "draw_figures"):
                stage = by_name(stages, f"{kind} {lab.name}/{experiment.name}")
                assert set(stage.runs) == runs
                assert stage.inputs[0] == experiment_plan_path(lab.name, experiment.name)


def test_only_the_report_hangs_on_the_templates(stages) -> None:
    assert {stage.kind.name for stage in stages if stage.project_files} == {"compose"}
    assert by_name(stages, "compose lab4").project_files == TEMPLATES


def test_what_a_dataset_is_prepared_with_is_handed_on(tmp_path) -> None:
    preparation = Preparation(
        ("labbook.data.datasets.svhn", "labbook.data.mat_files"),
        {"source": "data/mine", "checksums": ["0", "1"]},
    )
    stage = prepare_data(made_up_dataset("mine", preparation=preparation))
    assert stage.arguments[:5] == ("--source", "data/mine", "--checksums", "0", "1")
    assert dataset_file("mine") in stage.arguments
    code = stage.order(Digests(tmp_path / "digests.json")).code
    # Its entry and its reader, and those of no other dataset.
    assert {"labbook.data.mat_files", "labbook.data.datasets.svhn"} <= code.keys()
    assert not {"labbook.data.idx_files", "labbook.data.datasets.mnist"} & code.keys()


def test_tried_runs_are_read_by_their_attempts_where_they_are_summarized(plan, stages) -> None:
    tried = {run for run in plan.runs if "/Adam_" in run}
    assert tried
    found = stages_of(plan, TEMPLATES, tried)
    readers = {"summarize lab3_keras/optimizers", "summarize lab4/again"}
    for before, after in zip(stages, found, strict=True):
        if after.name in readers:
            assert set(after.inputs) - set(before.inputs) == set(map(attempt, tried))
            assert after.arguments[-2:] == ("--attempts", "results/attempts")
            assert after.runs == before.runs
        else:
            assert after == before


def test_recorded_gradients_are_summed_up_drawn_and_told(plan_of) -> None:
    def change(config, experiments) -> None:
        experiments["optimizers"]["record_gradients"] = True

    plan = plan_of(change)
    stages = stages_of(plan, TEMPLATES)
    summed = by_name(stages, "summarize_gradients lab3_keras/optimizers")
    drawn = by_name(stages, "draw_gradients lab3_keras/optimizers")
    assert summed.run_files == ("gradients.npz",)
    assert set(summed.runs) == set(by_name(stages, "summarize lab3_keras/optimizers").runs)
    assert set(summed.outputs) <= set(drawn.inputs)
    assert set(summed.outputs) <= set(by_name(stages, "find lab3_keras").inputs)
    assert {*summed.outputs, *drawn.outputs} <= set(by_name(stages, "compose lab3_keras").inputs)
    files = {Path(file).name for file in drawn.outputs}
    endings = (".svg", ".csv")
    assert files == {"figures.json", *(f"{k}{e}" for k in GRADIENT_KINDS for e in endings)}
