"""The jobs of a plan fit together: what one reads, another leaves."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError
from pathlib import Path
from types import SimpleNamespace

import pytest

from labbook.config.yaml_file import read_yaml
from labbook.fingerprint import module_path
from labbook.pipeline import Pipeline
from labbook.planning.plan_files import (
    config_path,
    experiment_plan_path,
    findings_plan_path,
    lab_plan_path,
    notebook_plan_path,
)
from labbook.stages.declaration import RECORDS, Output, Stage
from labbook.stages.job import StageJob, made_files
from labbook.stages.jobs_of_plan import in_order
from labbook.stages.stand_ins import attempt
from stage_jobs import stage_jobs

SHIPPED = Path(__file__).parents[2] / "config.yaml"
MNIST = "results/data/mnist/mnist.npz"
FOUND = ("results", "gaps", "curves", "calibration", "seeds")


@pytest.fixture(scope="module")
def plan(plan_of):
    """Two labs, the second of which asks for runs of the first under another name."""

    def change(config, experiments):
        lab = {**config["labs"]["lab3_keras"], "title": "Another"}
        lab["experiments"] = {"again": experiments["optimizers"]}
        config["labs"]["lab4"] = lab

    return plan_of(change)


@pytest.fixture(scope="module")
def jobs(plan):
    return stage_jobs(plan)


@pytest.fixture(scope="module")
def everything(plan_of):
    """The plan of the shipped labs, with all that a lab can have."""

    def change(config, _) -> None:
        config["labs"] = read_yaml(SHIPPED)["labs"]

    return plan_of(change)


@pytest.fixture(scope="module")
def all_jobs(everything):
    return stage_jobs(everything)


def plan_files(plan) -> set[str]:
    return {
        *(lab_plan_path(lab.name) for lab in plan.labs),
        *(findings_plan_path(lab.name) for lab in plan.labs),
        *(config_path(lab.name) for lab in plan.labs),
        *(
            experiment_plan_path(lab.name, experiment.name)
            for lab in plan.labs
            for experiment in lab.experiments
        ),
        *(notebook_plan_path(lab.name) for lab in plan.labs if lab.lab.notebook),
    }


def by_name(jobs, name: str) -> StageJob:
    (job,) = [job for job in jobs if job.name == name]
    return job


def paths(files: Mapping) -> Iterator[str]:
    for file in files.values():
        yield from [file] if isinstance(file, str) else paths(file)


def test_each_stage_is_there_as_often_as_its_scope_has_subjects(plan, jobs) -> None:
    experiments = sum(len(lab.experiments) for lab in plan.labs)
    counts: dict[str, int] = {}
    for job in jobs:
        counts[job.stage.name] = counts.get(job.stage.name, 0) + 1
    labs = ("merge_findings", "compose", "typeset", "typeset_supplement")
    labs += tuple(f"find_{topic}" for topic in FOUND)
    assert counts == {
        **dict.fromkeys(("prepare_data", "withhold_test"), 1),
        **dict.fromkeys(("choose", "find_search"), 1),
        **dict.fromkeys(
            ("summarize", "draw_network", "draw_curves", "draw_calibration"), experiments
        ),
        **dict.fromkeys((*labs, "find_published", "describe_machine"), len(plan.labs)),
        # Of the ReLU on the output.
        **dict.fromkeys((f"{verb}_hidden_units" for verb in ("gather", "draw", "find")), 1),
    }


def test_what_a_job_reads_an_earlier_one_leaves_or_the_plan_does(everything, all_jobs) -> None:
    sample = "docs/images/sample_digit.jpg"
    there = plan_files(everything) | {sample}
    for job in all_jobs:
        assert set(job.inputs) <= there, job.name
        assert set(job.runs) <= everything.runs.keys()
        there.update(job.outputs)


def test_every_plan_file_and_every_run_is_read(everything, all_jobs) -> None:
    assert plan_files(everything) <= {file for job in all_jobs for file in job.inputs}
    assert {run for job in all_jobs for run in job.runs} == everything.runs.keys()


def test_each_file_has_one_job_that_leaves_it(all_jobs) -> None:
    files = [file for job in all_jobs for file in (*job.outputs, job.order_path, job.receipt_path)]
    assert len(set(files)) == len(files)
    assert all("{" not in file for file in files)
    assert all(job.order_path.startswith(f"{RECORDS}/") for job in all_jobs)


def test_a_job_is_told_of_what_it_reads_and_leaves(all_jobs) -> None:
    """Of each file, or, with figures, of their index, which is beside them."""
    for job in all_jobs:
        told = set(paths(job.files))
        settings = {value for value in job.settings.values() if isinstance(value, str)}
        indices = {Path(file).parent for file in told if "/figures/" in file}
        for file in (*job.inputs, *job.outputs):
            assert file in told | settings or Path(file).parent in indices, (job.name, file)


def test_the_function_of_a_job_takes_what_it_is_told(all_jobs) -> None:
    for job in all_jobs:
        module = ast.parse(module_path(job.stage.module).read_text(encoding="utf-8"))
        (make,) = [
            node
            for node in module.body
            if isinstance(node, ast.FunctionDef) and node.name == "make"
        ]
        assert not make.args.args, f"{job.stage.module}.make takes keywords only"
        keywords = [argument.arg for argument in make.args.kwonlyargs]
        defaults = dict(zip(keywords, make.args.kw_defaults, strict=True))
        required = {keyword for keyword, default in defaults.items() if default is None}
        told = {*job.files, *job.settings}
        assert len(told) == len(job.files) + len(job.settings)
        assert required <= told <= set(keywords), job.name


def test_stages_that_wait_for_one_another_are_refused() -> None:
    first, second = (
        Stage(
            name=name,
            module="labbook.jobs.typeset",
            scope="lab",
            reads={"page": Output(other, "page")},
            writes={"page": f"{name}.html"},
        )
        for name, other in (("first", "second"), ("second", "first"))
    )
    with pytest.raises(CycleError):
        in_order([first, second])
    with pytest.raises(KeyError):
        in_order([first])


def test_from_scratch_every_experiment_is_compared_with_keras(all_jobs) -> None:
    compared = [job for job in all_jobs if job.stage.name == "compare_engines"]
    assert {job.fields["lab"] for job in compared} == {"lab2_numpy"}
    assert len(compared) == 3
    find = by_name(all_jobs, "find_engines lab2_numpy")
    for job in compared:
        assert job.files["dataset_file"] == MNIST
        assert set(job.outputs) <= set(find.inputs)


def test_answers_are_evaluated_and_drawn_by_class_where_that_is_asked_for(plan_of) -> None:
    def ask(_, experiments) -> None:
        for name in ("optimizers", "network_search"):
            experiments[name]["by_class"] = True

    planned = plan_of(ask)
    jobs = stage_jobs(planned)
    evaluated = [job for job in jobs if job.stage.name == "evaluate_classes"]
    assert {job.fields["experiment"] for job in evaluated} == {"optimizers", "network_search"}
    find, compose = (by_name(jobs, f"{name} lab3_keras") for name in ("find_classes", "compose"))
    for job in evaluated:
        experiment = f"lab3_keras/{job.fields['experiment']}"
        assert list(job.inputs) == [by_name(jobs, f"summarize {experiment}").outputs[0]]
        assert job.runs == by_name(jobs, f"summarize {experiment}").runs
        # The data count by content alone: they may be gone once it is made.
        assert job.files["dataset_file"] == MNIST
        assert job.settings["dataset_sha256"] == planned.dataset.sha256
        drawn = by_name(jobs, f"draw_classes {experiment}")
        assert set(job.outputs) < set(drawn.inputs)
        assert job.outputs[0] in find.inputs
        assert {*drawn.outputs, job.outputs[0]} <= set(compose.inputs)


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
    jobs = stage_jobs(plan)
    notebook, written = (by_name(jobs, f"{verb}_notebook lab3_keras") for verb in ("run", "write"))
    choice = {f"results/lab3_keras/{experiment}/search.json"} & {
        file for job in jobs for file in job.outputs
    }
    assert bool(choice) == (experiment == "network_search")
    assert set(notebook.inputs) == {notebook_plan_path("lab3_keras")} | choice
    assert notebook.project_files == ["templates/notebooks/mlp.md.j2"]
    assert notebook.runs == ()
    assert notebook.files["dataset_file"] == MNIST
    assert "results/plans/lab3_keras.json" in written.inputs
    assert set(notebook.outputs) <= set(written.inputs)
    assert set(notebook.outputs) & set(by_name(jobs, "find_notebook lab3_keras").inputs) == {
        "results/lab3_keras/notebook.json"
    }


def test_a_lab_without_notebook_has_the_jobs_that_it_had(plan_of) -> None:
    def change(config, experiments) -> None:
        plain_rates(experiments)
        lab = {**config["labs"]["lab3_keras"], "notebook": {"experiment": "network_search"}}
        config["labs"]["with"] = lab

    def said(jobs: list[StageJob]) -> list[tuple]:
        return [(job.name, job.files, job.settings, job.inputs, job.runs) for job in jobs]

    plain = stage_jobs(plan_of(lambda _, experiments: plain_rates(experiments)))
    both = stage_jobs(plan_of(change))
    assert said([job for job in both if job.fields.get("lab") != "with"]) == said(plain)
    assert "write_notebook with" in {job.name for job in both}


def test_a_search_is_chosen_by_its_trials_and_no_other_run(plan, jobs) -> None:
    choose = by_name(jobs, "choose lab3_keras/network_search")
    assert {plan.runs[run].spec.dataset for run in choose.runs} == {"mnist-training"}
    assert len(choose.runs) == 12


def test_an_experiment_hangs_on_its_own_runs_only(plan, jobs) -> None:
    for lab in plan.labs:
        for experiment in lab.experiments:
            runs = {run.directory for one in experiment.configurations for run in one.runs}
            for stage in ("summarize", "draw_curves"):
                job = by_name(jobs, f"{stage} {lab.name}/{experiment.name}")
                assert set(job.runs) == runs
                assert job.inputs[0] == experiment_plan_path(lab.name, experiment.name)


def test_a_dataset_is_prepared_as_its_identity_says(plan, jobs) -> None:
    job = by_name(jobs, "prepare_data mnist")
    assert job.files["images"] == MNIST
    assert job.settings == plan.dataset.preparation.keywords
    assert job.modules == ("labbook.jobs.prepare_data", *plan.dataset.preparation.modules)


def test_tried_runs_are_read_by_their_attempts_where_they_are_summarized(plan, jobs) -> None:
    tried = {run for run in plan.runs if "/Adam_" in run}
    assert tried
    found = stage_jobs(plan, tried)
    readers = {"summarize lab3_keras/optimizers", "summarize lab4/again"}
    readers |= {"describe_machine lab3_keras", "describe_machine lab4"}
    for before, after in zip(jobs, found, strict=True):
        changed = set(after.inputs) - set(before.inputs)
        if after.name in readers:
            assert changed == set(map(attempt, tried))
            assert after.files == {**before.files, "attempts": "results/attempts"}
        else:
            assert (changed, after.files) == (set(), before.files)
        assert after.runs == before.runs


def test_recorded_gradients_are_summed_up_drawn_and_told(plan_of) -> None:
    def change(config, experiments) -> None:
        experiments["optimizers"]["record_gradients"] = True

    jobs = stage_jobs(plan_of(change))
    summed = by_name(jobs, "summarize_gradients lab3_keras/optimizers")
    drawn = by_name(jobs, "draw_gradients lab3_keras/optimizers")
    assert summed.run_files == ("gradients.npz", "history.csv")
    assert set(summed.runs) == set(by_name(jobs, "summarize lab3_keras/optimizers").runs)
    assert set(summed.outputs) <= set(drawn.inputs)
    assert set(summed.outputs) <= set(by_name(jobs, "find_gradients lab3_keras").inputs)
    assert {*summed.outputs, *drawn.outputs} <= set(by_name(jobs, "compose lab3_keras").inputs)


def test_a_long_report_is_one_document(plan_of) -> None:
    def change(config, experiments) -> None:
        config["labs"]["lab3_keras"]["report"] = "long"

    jobs = stage_jobs(plan_of(change))
    typeset = by_name(jobs, "typeset lab3_keras")
    assert typeset.outputs == ["results/lab3_keras/report.pdf"]
    assert typeset.settings == {"part": None}
    assert not any("supplement" in file for job in jobs for file in job.outputs)
    assert "supplement.pdf" not in made_files(jobs, "lab3_keras").handed_in


def test_the_hand_in_checks_every_job_of_its_lab_and_packs_what_is_declared(all_jobs) -> None:
    made = made_files(all_jobs, "assignment2_deep")
    of_lab = [job for job in all_jobs if job.fields.get("lab") == "assignment2_deep"]
    assert list(made.receipts) == [job.receipt_path for job in of_lab]
    assert made.handed_in == {
        "report.pdf": "results/assignment2_deep/report.pdf",
        "supplement.pdf": "results/assignment2_deep/supplement.pdf",
        "metrics.csv": "results/assignment2_deep/metrics.csv",
        "tables/own_digit.json": "results/assignment2_deep/own_digit.json",
        **{
            f"tables/{name}/summary.csv": f"results/assignment2_deep/{name}/summary.csv"
            for name in ("depth", "lecun", "cnn")
        },
        **{
            f"tables/{name}/gradients.json": f"results/assignment2_deep/{name}/gradients.json"
            for name in ("depth", "lecun")
        },
        "tables/depth/hidden_units.json": "results/assignment2_deep/depth/hidden_units.json",
        **{
            f"tables/cnn/{name}.json": f"results/assignment2_deep/cnn/{name}.json"
            for name in ("classes", "feature_maps")
        },
    }
    compared = made_files(all_jobs, "lab2_numpy").receipts
    assert any(path.endswith("/compare_engines.receipt.json") for path in compared)


@pytest.mark.parametrize("report", ["short", "long"])
def test_what_a_lab_is_asked_for_its_jobs_leave(plan_of, report: str) -> None:
    def change(config, experiments) -> None:
        config["labs"]["lab3_keras"]["report"] = report

    plan = plan_of(change)
    (lab,) = plan.labs
    asked = Pipeline.deliverables(SimpleNamespace(labs={lab.name: lab}), lab.name)  # type: ignore[arg-type]
    assert set(asked) <= {file for job in stage_jobs(plan) for file in job.outputs}
    assert ("results/lab3_keras/supplement.pdf" in asked) == (report == "short")
