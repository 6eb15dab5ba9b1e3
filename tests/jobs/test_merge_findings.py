import csv
import json
from dataclasses import replace

import pytest

from findings.conftest import build_search
from labbook.artifacts.experiment_plan import PlannedDataset
from labbook.artifacts.findings import read_findings, write_findings
from labbook.artifacts.json_file import write_json
from labbook.artifacts.numbers import Number, read_numbers
from labbook.artifacts.right_answers import write_right_answers
from labbook.artifacts.search import write_search
from labbook.artifacts.summary import (
    METRIC_NAMES,
    ConfigurationSummary,
    FailedRun,
    Gap,
    Majority,
    RunSummary,
    Summary,
    read_summary,
    write_summary,
)
from labbook.artifacts.typed_json import plain
from labbook.errors import LabbookError
from labbook.jobs import find as find_job
from labbook.jobs.configuration_numbers import numbers_of
from labbook.jobs.merge_findings import make
from labbook.metrics.overfitting import with_overfitting
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import write_class_evaluation
from labbook.topics.engines.comparison_file import EngineComparison, write_engine_comparisons
from labbook.topics.feature_maps.feature_map_files import write_feature_map_statistics
from labbook.topics.gradients.gradient_summary import write_gradient_summary
from labbook.topics.notebook.results_file import write_notebook_results
from labbook.topics.own_digit.own_digit_files import write_own_digit
from labbook.topics.registry import NAMES
from made_up_answers import made_up_answers
from made_up_classes import certain, evaluation_of
from made_up_feature_maps import made_up_statistics
from made_up_gradients import gradients_of, recorded
from made_up_notebook import made_up_results
from made_up_own_digit import made_up_own_digit
from made_up_plans import lab_plan_values, run_settings

CHECKSUM = "d" * 64
TASK = {"kind": "one_against_rest", "positive": 0}
MAJORITY = Majority(0.902, "not 0", 10000, 0.3207)
OF_EVERY_LAB = ("results", "gaps", "curves", "seeds", "published")

# Else it would be no over-fitting.
FALLING = {"train_loss_later_rise": -0.1}


def configuration(name, hidden, optimizer, accuracies):
    runs = tuple(
        RunSummary(
            name=f"{name}_seed-{seed}",
            seed=seed,
            key=f"{name}{seed}",
            directory=f"results/runs/{name}_seed-{seed}",
            diverged=accuracy is None,
            epochs=100,
            metrics=dict.fromkeys(METRIC_NAMES)
            | ({} if accuracy is None else dict.fromkeys(METRIC_NAMES, 0.25) | FALLING)
            | {"test_accuracy": accuracy},
            test_accuracy_interval=(0.5, 0.9),
            answers_one_class=False,
            no_better_loss=False,
            p_better_answers=0.0,
        )
        for seed, accuracy in enumerate(accuracies)
    )
    return ConfigurationSummary(
        name=name,
        label=name,
        varied={"variant": name},
        settings=run_settings(task=TASK, hidden=hidden, optimizer=optimizer),
        parameters=50890,
        n_train=48000,
        n_validation=12000,
        n_test=10000,
        steps_per_epoch=480,
        batch_size_used=100,
        majority=MAJORITY,
        n_runs=len(runs),
        n_diverged=accuracies.count(None),
        metrics={
            metric: describe([None if run.diverged else run.metrics[metric] for run in runs])
            for metric in METRIC_NAMES
        },
        runs=runs,
    )


def layer(units, activation):
    return {"units": units, "activation": activation, "dropout": 0.0}


def summary_of(experiment, *configurations, gaps=()):
    data = PlannedDataset("mnist", CHECKSUM)
    return with_overfitting(Summary("lab3", experiment, data, (), configurations, MAJORITY, gaps))


def write(folder, name, summary):
    """A summary and its right answers."""
    write_summary(folder / f"{name}.json", summary)
    write_right_answers(folder / f"{name}.npz", made_up_answers(*summary.configurations))


@pytest.fixture
def lab(tmp_path):
    """The plan of a lab with two experiments, and their summaries."""
    experiments: list[dict[str, object]] = [
        {"name": "neuron", "published": [], "published_source": None, "published_note": None},
        {
            "name": "optimizers",
            "published": [
                {"of": {"variant": "Adam"}, "test_accuracy": 0.976, "test_loss": None},
            ],
            "published_source": "A and B",
            "published_note": None,
        },
    ]
    plan = lab_plan_values(*experiments, lab="lab3")
    write_json(tmp_path / "plan.json", plan)
    sgd = {"name": "sgd", "learning_rate": 0.01}
    decay = {"schedule": "CosineDecay", "initial_learning_rate": 0.1}
    write(tmp_path, "neuron", summary_of("neuron", configuration("only", [], sgd, [0.97])))
    write(
        tmp_path,
        "optimizers",
        summary_of(
            "optimizers",
            configuration(
                "Adam",
                [layer(512, "relu"), layer(64, "tanh")],
                {"name": "adam", "learning_rate": decay},
                [0.976, 0.977, 0.975],
            ),
            configuration("SGD", [layer(64, "relu")], sgd, [0.95, None, 0.951]),
        ),
    )
    return tmp_path


def by_class(lab, *keys):
    """Of runs with these keys of the neuron's configuration, each wrong about one image of four."""
    _, made_up = evaluation_of(lab, [0, 0, 1, 1], certain([0, 1, 1, 1], 2), n_classes=2)
    runs = tuple(replace(made_up.runs[0], key=key) for key in keys)
    return replace(made_up, lab="lab3", experiment="neuron", runs=runs)


def write_gradients(folder, gradients):
    files = {"gradients": folder / "gradients.json", "arrays": folder / "gradients_by_layer.npz"}
    write_gradient_summary(*files.values(), gradients)
    return of_neuron(files)


def write_classes(folder, evaluation):
    write_class_evaluation(folder / "classes.json", evaluation)
    return of_neuron({"classes": folder / "classes.json"})


def write_maps(folder, statistics):
    write_feature_map_statistics(folder / "feature_maps.json", statistics)
    return of_neuron({"feature_maps": folder / "feature_maps.json"})


def write_engines(folder, comparisons):
    write_engine_comparisons(folder / "engines.json", "neuron", comparisons)
    return of_neuron({"engines": folder / "engines.json"})


def write_choice(folder, search):
    write_search(folder / "search.json", search)
    return of_neuron({"searches": folder / "search.json"})


def write_notebook(folder, results):
    write_notebook_results(folder / "notebook.json", results)
    return {"measured": folder / "notebook.json"}


def write_answers(folder, own_digit):
    write_own_digit(folder / "own_digit.json", own_digit)
    return {"answers": folder / "own_digit.json"}


def of_neuron(files):
    return {keyword: {"neuron": file} for keyword, file in files.items()}


# By topic: write what it finds in, and return the keywords that it is told of it by.
WRITERS = {
    "search": write_choice,
    "engines": write_engines,
    "classes": write_classes,
    "feature_maps": write_maps,
    "gradients": write_gradients,
    "notebook": write_notebook,
    "own_digit": write_answers,
}


def find(lab, *names, **evidence):
    """Have each topic find in the summaries of these names, and merge what they find.

    `evidence`, by topic, is of the experiment `neuron`; a topic without is not asked for.
    """
    plan, summaries = lab / "plan.json", {name: lab / f"{name}.json" for name in names}
    answers = {name: lab / f"{name}.npz" for name in names}
    found = {}
    for topic in [*OF_EVERY_LAB, *evidence]:
        found[topic] = lab / f"findings_{topic}.json"
        find_job.make(
            plan=plan,
            summaries=summaries,
            right_answers=answers,
            topic=f"labbook.topics.{topic}.findings",
            evidence=WRITERS[topic](lab, evidence[topic]) if topic in evidence else None,
            findings=found[topic],
        )
    make(
        plan=plan,
        summaries=summaries,
        found=found,
        topics=NAMES,
        findings=lab / "findings.json",
        metrics=lab / "metrics.csv",
        numbers=lab / "numbers.json",
        latex=lab / "numbers.tex",
    )


def test_findings_of_all_experiments_in_the_order_of_the_plan(lab):
    find(lab, "optimizers", "neuron")
    findings = read_findings(lab / "findings.json")
    experiments = [one.experiment for one in findings]
    assert experiments == sorted(experiments)
    assert set(experiments) == {"neuron", "optimizers"}
    kinds = dict.fromkeys(one.kind for one in findings if one.experiment == "optimizers")
    assert list(kinds) == [
        *("best", "difference", "beside_earlier", "diverged", "overfitting", "oscillation"),
        *("seed_spread", "published"),
    ]
    verdicts = {one.id: one.verdict for one in findings}
    assert verdicts["optimizers.best"] == "better"
    assert verdicts["optimizers.published.Adam"] == "consistent"
    assert verdicts["optimizers.diverged.some_seeds"] == "some seeds"
    assert verdicts["neuron.seed_spread"] == "one seed"
    assert json.loads((lab / "findings.json").read_text())["lab"] == "lab3"


def test_what_a_notebook_has_measured_is_set_beside_its_experiment(lab):
    results = replace(made_up_results(), experiment="neuron")
    find(lab, "neuron", "optimizers", notebook=results)
    (found,) = [one for one in read_findings(lab / "findings.json") if one.kind == "notebook"]
    assert (found.id, found.verdict) == ("neuron.notebook", "one seed")


def test_metrics_have_a_row_a_run(lab):
    find(lab, "neuron", "optimizers")
    with (lab / "metrics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["run"] for row in rows] == [
        "only_seed-0",
        *(f"Adam_seed-{seed}" for seed in range(3)),
        *(f"SGD_seed-{seed}" for seed in range(3)),
    ]
    assert list(rows[0])[:5] == ["experiment", "run", "seed", "key", "epochs"]
    assert rows[1]["test_accuracy"] == "0.976"
    assert rows[1]["hidden_units"] == "512-64"
    assert rows[1]["filters"] == ""
    assert rows[1]["activation"] == "relu-tanh"
    assert json.loads(rows[1]["learning_rate"])["schedule"] == "CosineDecay"
    assert (rows[0]["hidden_units"], rows[0]["learning_rate"]) == ("", "0.01")
    assert (rows[5]["diverged"], rows[5]["train_loss"]) == ("true", "")


def test_numbers_have_names_that_stay_and_are_written_as_in_the_report(lab):
    find(lab, "neuron", "optimizers")
    numbers = read_numbers(lab / "numbers.json").numbers
    assert numbers["optimizers.Adam.test_accuracy"] == Number(
        value=pytest.approx(97.6),
        spread=pytest.approx(0.1),
        n=3,
        unit="%",
        text="97.60 ± 0.10 %",
        latex=r"97.60 \pm 0.10\,\%",
        runs=("Adam0", "Adam1", "Adam2"),
    )
    diverged_apart = numbers["optimizers.SGD.test_accuracy"]
    assert (diverged_apart.n, diverged_apart.runs) == (2, ("SGD0", "SGD2"))
    one = numbers["neuron.only.test_loss"]
    assert (one.value, one.spread, one.unit) == (0.25, None, "")
    assert one.text == one.latex == "0.2500"
    lines = (lab / "numbers.tex").read_text(encoding="utf-8").splitlines()
    name = r"\expandafter\def\csname labbook:optimizers.Adam.test_accuracy\endcsname"
    assert name + r"{97.60 \pm 0.10\,\%}" in lines


def test_a_tiny_loss_has_its_power_of_ten(lab):
    sgd = {"name": "sgd", "learning_rate": 0.01}
    tiny = configuration("b", [], sgd, [0.95, 0.95])
    losses = {"test_loss": describe([None, 1.2e-7]), "train_loss": describe([1.2e-7, 1.6e-7])}
    summary = replace(tiny, n_validation=0, metrics=tiny.metrics | losses)
    numbers = numbers_of([summary_of("neuron", summary)], {})
    assert "neuron.b.val_loss" not in numbers
    one = numbers["neuron.b.test_loss"]
    assert (one.text, one.runs) == ("1.2 × 10⁻⁷", ("b1",))
    spread = numbers["neuron.b.train_loss"]
    assert spread.text == "(1.40 ± 0.28) × 10⁻⁷"
    assert spread.latex == r"(1.40 \pm 0.28) \times 10^{-7}"


def test_convolutions_have_their_column(lab):
    block = {"activation": "relu", "dropout": 0.0, "kernel_size": 3}
    blocks = [{**block, "filters": [32, 32]}, {**block, "filters": [64]}]
    adam = {"name": "adam", "learning_rate": 0.001}
    one = configuration("b", [layer(8, "tanh")], adam, [0.95])
    settings = run_settings(**{**plain(one.settings), "blocks": blocks})
    write(lab, "neuron", summary_of("neuron", replace(one, settings=settings)))
    find(lab, "neuron", "optimizers")
    with (lab / "metrics.csv").open(newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["filters"], row["hidden_units"]) == ("32+32-64", "8")
    assert row["activation"] == "relu-relu-tanh"


def test_failed_runs_have_their_row_in_its_place(lab):
    sgd = {"name": "sgd", "learning_rate": 0.01}
    settings = run_settings(hidden=[layer(8, "relu")], optimizer=sgd, batch_size=10)
    one = configuration("b", [], sgd, [None, 0.95])
    lost = tuple(FailedRun(f"a_seed-{seed}", seed, f"a{seed}", "no room") for seed in (0, 1))
    last = (FailedRun("b_seed-2", 2, "b2", "killed"),)
    gaps = (
        Gap("a", "a", {"variant": "a"}, settings, 0, (0, 1), lost),
        Gap("b", "b", {"variant": "b"}, one.settings, 1, (2, 1, 0), last),
    )
    write(lab, "neuron", summary_of("neuron", one, gaps=gaps))
    find(lab, "neuron", "optimizers")
    with (lab / "metrics.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["experiment"] == "neuron"]
    assert [(row["run"], row["status"]) for row in rows] == [
        ("a_seed-0", "failed"),
        ("a_seed-1", "failed"),
        ("b_seed-2", "failed"),
        ("b_seed-1", "finished"),
        ("b_seed-0", "diverged"),
    ]
    numbers = ("epochs", "parameters", "diverged", "test_accuracy", "training_cpu_seconds")
    assert [rows[0][name] for name in numbers] == [""] * 5
    assert (rows[0]["hidden_units"], rows[0]["batch_size"], rows[0]["key"]) == ("8", "10", "a0")
    verdicts = {one.id: one.verdict for one in read_findings(lab / "findings.json")}
    assert verdicts["neuron.missing.every_seed.1"] == "every seed"
    assert verdicts["neuron.missing.some_seeds.2"] == "some seeds"


def test_a_lab_in_which_every_run_failed_has_findings_all_the_same(lab):
    for name in ("neuron", "optimizers"):
        lost = (FailedRun("Adam_seed-0", 0, f"{name}0", "killed"),)
        settings = run_settings(optimizer={"name": "adam"}, batch_size=10)
        gap = Gap("Adam", "Adam", {"variant": "Adam"}, settings, 0, (0,), lost)
        write(lab, name, summary_of(name, gaps=(gap,)))
    find(lab, "neuron", "optimizers")
    found = [(one.kind, one.verdict) for one in read_findings(lab / "findings.json")]
    assert found == [
        ("missing", "every seed"),
        ("missing", "every seed"),
        ("published", "no result"),
    ]


def test_same_summaries_same_bytes(lab):
    find(lab, "neuron", "optimizers")
    first = (lab / "findings.json").read_bytes(), (lab / "metrics.csv").read_bytes()
    find(lab, "neuron", "optimizers")
    assert ((lab / "findings.json").read_bytes(), (lab / "metrics.csv").read_bytes()) == first


def test_a_missing_summary_is_named(lab):
    with pytest.raises(LabbookError, match="no summary of neuron"):
        find(lab, "optimizers")


def test_a_summary_of_another_lab_is_refused(lab):
    write(lab, "odd", summary_of("odd", configuration("a", [], {"name": "x"}, [0.9])))
    with pytest.raises(LabbookError, match="lab3/odd is of no experiment"):
        find(lab, "neuron", "optimizers", "odd")


def test_data_are_never_mixed(lab):
    plan = json.loads((lab / "plan.json").read_text())
    plan["experiments"][0]["dataset"]["sha256"] = "e" * 64
    write_json(lab / "plan.json", plan)
    with pytest.raises(LabbookError, match="neuron was run on data with checksum ddd"):
        find(lab, "neuron", "optimizers")


def test_broken_files_are_named(lab):
    (lab / "neuron.json").write_text('{"lab": "lab3"}')
    with pytest.raises(LabbookError, match=r"neuron\.json is not as this version writes it"):
        find(lab, "neuron", "optimizers")
    (lab / "findings.json").write_text("{}")
    with pytest.raises(LabbookError, match=r"findings\.json is not as this version writes it"):
        read_findings(lab / "findings.json")


def test_right_answers_belong_to_their_summary(lab):
    write_right_answers(lab / "neuron.npz", {})
    with pytest.raises(LabbookError, match="lab3/neuron are not those of run only_seed-0"):
        find(lab, "neuron", "optimizers")
    one_wrong = made_up_answers(configuration("only", [], {}, [0.9699]))
    write_right_answers(lab / "neuron.npz", one_wrong)
    with pytest.raises(LabbookError, match="lab3/neuron are not those of run only_seed-0"):
        find(lab, "neuron", "optimizers")


def test_answers_by_class_become_findings_of_their_experiment(lab):
    evaluation = by_class(lab, "only0")
    find(lab, "neuron", "optimizers", classes=evaluation)
    kinds = {(one.experiment, one.kind) for one in read_findings(lab / "findings.json")}
    assert {("neuron", "confusion"), ("neuron", "separation")} <= kinds
    assert not {("optimizers", "confusion"), ("optimizers", "separation")} & kinds


@pytest.mark.parametrize("keys", [(), ("other",), ("only0", "only1")])
def test_answers_by_class_of_other_runs_are_refused(lab, keys):
    evaluation = by_class(lab, *keys)
    with pytest.raises(LabbookError, match="answers by class of lab3/neuron are not those of the"):
        find(lab, "neuron", "optimizers", classes=evaluation)


def neuron_gradients(name, accuracies):
    """Of runs that a configuration called `name` of the neuron would have."""
    one = configuration(name, [], {}, accuracies)
    found = {name: [recorded([1e-4, 0.1, 1.0], [0.0, 0.0, 0.0])] * len(accuracies)}
    return gradients_of([one], found, "neuron", "lab3")


def test_gradients_become_findings_of_their_experiment(lab):
    find(lab, "neuron", "optimizers", gradients=neuron_gradients("only", [0.97]))
    found = [one for one in read_findings(lab / "findings.json") if one.kind == "gradients"]
    assert [(one.experiment, one.verdict) for one in found] == [("neuron", "dead")]


@pytest.mark.parametrize(("name", "accuracies"), [("other", [0.97]), ("only", [0.97, 0.98])])
def test_gradients_of_other_runs_are_refused(lab, name, accuracies):
    gradients = neuron_gradients(name, accuracies)
    with pytest.raises(LabbookError, match="gradients of lab3/neuron are not those of the runs"):
        find(lab, "neuron", "optimizers", gradients=gradients)


def test_feature_maps_become_findings_of_their_experiment(lab):
    find(lab, "neuron", "optimizers", feature_maps=neuron_maps("only0"))
    found = [one for one in read_findings(lab / "findings.json") if one.kind == "feature_maps"]
    assert [(one.experiment, one.verdict) for one in found] == [("neuron", "one run")]


def neuron_maps(*keys):
    """Of runs with these keys of the neuron's configuration."""
    place = {"lab": "lab3", "experiment": "neuron", "configuration": "only"}
    return made_up_statistics([[0.5, 0.25]] * len(keys), keys=keys, **place)


@pytest.mark.parametrize("keys", [(), ("other",), ("only0", "only1")])
def test_feature_maps_of_other_runs_are_refused(lab, keys):
    with pytest.raises(LabbookError, match="feature maps of lab3/neuron are not those of the runs"):
        find(lab, "neuron", "optimizers", feature_maps=neuron_maps(*keys))


def test_comparisons_with_keras_become_findings_of_their_experiment(lab):
    comparison = EngineComparison("only", "only0", 100, (0.5,), (0.5,))
    find(lab, "neuron", "optimizers", engines=[comparison])
    found = [one for one in read_findings(lab / "findings.json") if one.kind == "parity"]
    assert [(one.experiment, one.verdict) for one in found] == [("neuron", "same")]


def test_a_search_is_told_first_of_its_experiment(lab):
    find(lab, "neuron", "optimizers", search=build_search(0.9, 0.8))
    findings = read_findings(lab / "findings.json")
    assert (findings[0].experiment, findings[0].kind) == ("neuron", "search")
    assert [one.kind for one in findings].count("search") == 1


def own_digit(lab, **answers):
    summaries = [read_summary(lab / f"{name}.json") for name in ("neuron", "optimizers")]
    return made_up_own_digit(summaries, answers)


def test_answers_to_a_photograph_become_findings_of_every_experiment(lab):
    find(lab, "neuron", "optimizers", own_digit=own_digit(lab, only=[None]))
    found = [one for one in read_findings(lab / "findings.json") if one.kind == "own_digit"]
    # The neuron's only run has no answer.
    assert [(one.experiment, one.verdict) for one in found] == [
        ("neuron", "no answer"),
        ("optimizers", "all right"),
    ]


def test_answers_of_other_runs_to_a_photograph_are_refused(lab):
    answers = own_digit(lab)
    sgd = {"name": "sgd", "learning_rate": 0.01}
    write(lab, "neuron", summary_of("neuron", configuration("other", [], sgd, [0.97])))
    with pytest.raises(LabbookError, match="one's own digit are not those of the runs of lab3/neu"):
        find(lab, "neuron", "optimizers", own_digit=answers)
    with pytest.raises(LabbookError, match="one's own digit are not those of the runs of lab3/neu"):
        find(lab, "neuron", "optimizers", own_digit=replace(own_digit(lab), lab="lab4"))


def test_evidence_comes_back_as_it_was(lab):
    find(lab, "neuron", "optimizers")
    findings = read_findings(lab / "findings.json")
    write_findings(lab / "again.json", "lab3", findings)
    assert (lab / "again.json").read_bytes() == (lab / "findings.json").read_bytes()
    (difference,) = [one for one in findings if one.kind == "difference"]
    assert difference.evidence.interval == tuple(difference.numbers["interval"])
    assert difference.evidence.runs == ("Adam0", "Adam1", "Adam2", "SGD0", "SGD2")
