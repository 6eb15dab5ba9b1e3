"""What the product computes of runs is what two files of each run give, without its code."""

import ast
from pathlib import Path

import numpy as np
import pytest

from jobs import recomputed
from labbook.artifacts.evaluation import Evaluation, write_evaluation
from labbook.artifacts.findings_plan import PublishedNumbers
from labbook.artifacts.history import History, write_history
from labbook.artifacts.json_file import write_json
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.summary import read_summary
from labbook.findings.experiment import Experiment
from labbook.jobs.summarize import make
from labbook.metrics.summarize import find_right_answers
from labbook.topics.calibration.findings import find_confidence
from labbook.topics.classes.evaluate_job import evaluate_classes
from labbook.topics.published.accuracies import find_published
from labbook.topics.results.differences import find_differences
from labbook.topics.results.trends import find_trends
from made_up_plans import SETTINGS, experiment_plan_values
from made_up_run import write_provenance_of

N_TEST, N_RUNS, EPOCHS, CLASSES = 150, 4, 20, 10
RATES = [0.1, 0.5, 1.0]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Three configurations of four runs, better with each rate; their summary and their folders."""
    root = tmp_path_factory.mktemp("runs")
    rng = np.random.default_rng(3)
    labels = rng.permutation(np.arange(N_TEST) % CLASSES).astype(np.uint8)
    hard = rng.normal(0, 1.5, (N_TEST, 1))
    folders, planned = [], []
    for place, rate in enumerate(RATES):
        of_rate = []
        for seed in range(N_RUNS):
            logits = rng.normal(0, 1.5, (N_TEST, CLASSES))
            logits[np.arange(N_TEST), labels] += (1.5 + place + hard + rng.normal(0, 0.1)).ravel()
            folder = root / f"{place}-{seed}"
            _write(folder, logits, labels, rng, seed)
            of_rate.append(folder)
        folders.append(of_rate)
        runs = [
            {"name": one.name, "seed": seed, "key": one.name, "directory": str(one)}
            for seed, one in enumerate(of_rate)
        ]
        varied = {"learning_rate": rate}
        settings = SETTINGS | {"epochs": EPOCHS}
        planned.append({"name": f"r{place}", "varied": varied, "settings": settings, "runs": runs})
    axes = [{"name": "learning_rate", "values": RATES}]
    write_json(root / "plan.json", experiment_plan_values(*planned, axes=axes))
    names = {"plan": "plan.json", "summary": "summary.json", "table": "summary.csv"}
    make(**{name: root / file for name, file in (names | {"right_answers": "r.npz"}).items()})
    return read_summary(root / "summary.json"), folders


def _write(folder, logits, labels, rng, seed):
    shares = np.exp(logits)
    probabilities = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    write_predictions(folder / "predictions.npz", Predictions(probabilities, labels))
    course = 0.3 + np.exp(-np.arange(EPOCHS)) + 0.02 * np.arange(EPOCHS)
    columns = {
        "train_loss": np.geomspace(1, 0.1, EPOCHS),
        "train_accuracy": np.full(EPOCHS, 0.9),
        "val_loss": course * np.exp(0.02 * rng.standard_normal(EPOCHS)),
        "val_accuracy": 0.9 + 0.01 * rng.standard_normal(EPOCHS),
    }
    history = {name: values.tolist() for name, values in columns.items()}
    write_history(folder / "history.csv", History(list(range(1, EPOCHS + 1)), history))
    accuracy = float(np.mean(probabilities.argmax(axis=1) == labels))
    given = Evaluation(0.5, accuracy, 800, 200, N_TEST, 8, 100, 10, False)
    write_evaluation(folder / "evaluation.json", given)
    write_json(folder / "timing.json", {"training_cpu_seconds": 1.0})
    write_provenance_of(folder, seed, key=folder.name)


@pytest.fixture(scope="module")
def ours(written):
    return [list(map(recomputed.Run, folders)) for folders in written[1]]


@pytest.fixture(scope="module")
def experiment(written):
    summary, _ = written
    published = (PublishedNumbers(of={"learning_rate": 0.1}, test_accuracy=0.5),)
    return Experiment(summary, 0.001, find_right_answers(summary), published=published)


def each_run(written, ours):
    rows = written[0].configurations
    again = [run for runs in ours for run in runs]
    return zip([run for row in rows for run in row.runs], again, strict=True)


def test_the_reference_is_no_code_of_the_product() -> None:
    tree = ast.parse(Path(recomputed.__file__).read_text(encoding="utf-8"))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported == {"csv", "math", "itertools", "numpy", "scipy"}


def test_what_is_measured_of_each_run(written, ours) -> None:
    for run, again in each_run(written, ours):
        metrics, history = run.metrics, again.history
        assert metrics["test_accuracy"] == pytest.approx(again.accuracy)
        assert run.test_accuracy_interval == pytest.approx(again.interval())
        assert run.p_better_answers == pytest.approx(again.p_better_than_one_answer)
        sure, error, wrong = again.sureness
        assert metrics["answer_probability"] == pytest.approx(sure)
        assert metrics["answer_probability_error"] == pytest.approx(error)
        assert metrics["wrong_answer_probability"] == pytest.approx(wrong)
        loss = history["val_loss"]
        assert metrics["lowest_held_out_loss_epoch"] == loss.argmin() + 1
        assert metrics["held_out_loss_rise"] == pytest.approx(loss[-1] / loss.min() - 1)
        assert metrics["late_held_out_loss_change"] == pytest.approx(again.slope_at_the_end())


def test_means_spreads_and_rises_over_the_runs(written, ours) -> None:
    for row, runs in zip(written[0].configurations, ours, strict=True):
        accuracy = row.metrics["test_accuracy"]
        assert (accuracy.mean, accuracy.std) == pytest.approx(
            recomputed.mean_and_std([run.accuracy for run in runs])
        )
        rises = recomputed.later_rises(runs)
        assert row.metrics["held_out_loss_later_rise"].values == pytest.approx(rises)
        (low, _), _ = recomputed.student(rises)
        mean, _ = recomputed.mean_and_std(rises)
        assert (row.overfitting == "clear") == (low > 0 and mean >= 0.1)
        assert row.overfitting == "clear"


def test_classes(written, ours) -> None:
    summary, _ = written
    labels = ours[0][0].labels.astype(np.uint8)
    evaluation, _ = evaluate_classes(summary, labels)
    names = [row.name for row in summary.configurations]
    runs = ours[names.index(evaluation.configuration)]
    for run, again in zip(evaluation.runs, runs, strict=True):
        assert [list(row) for row in run.confusion] == again.confusion
        assert run.scores["recall"] == pytest.approx(again.recalls)
        assert run.scores["auc"] == pytest.approx(again.aucs)


def test_comparisons_with_the_best(experiment, ours) -> None:
    means = [sum(run.accuracy for run in runs) / N_RUNS for runs in ours]
    best, *others = sorted(range(3), key=lambda place: -means[place])
    raw = [recomputed.contrast_p([1, -1], [ours[best], ours[other]]) for other in others]
    # Chosen from three, so for all three pairs.
    expected = [min(1.0, p * 3 / 2) for p in recomputed.holm(raw)]
    found = {one.details["other"]: one for one in find_differences(experiment)}
    for other, p in zip(others, expected, strict=True):
        one = found[f"r{other}"]
        assert one.numbers["p_difference"] == pytest.approx(p)
        assert one.numbers["difference"] == pytest.approx(means[best] - means[other])
        assert (one.verdict == "better") == (p < 0.05)


def test_the_trend(experiment, ours) -> None:
    (found,) = find_trends(experiment)
    assert found.evidence.p == pytest.approx(recomputed.trend_p(ours))
    assert found.verdict == "increasing"


def test_a_published_accuracy(experiment, ours) -> None:
    (found,) = find_published(experiment)
    low, high = recomputed.one_more([run.accuracy for run in ours[0]])
    assert found.numbers["interval"] == pytest.approx([low, high])
    assert (found.verdict == "above") == (low > 0.55)


def test_who_is_surer_than_right(experiment, ours) -> None:
    weakest = [max(run.p_surer_than_right for run in runs) for runs in ours]
    expected = recomputed.holm(weakest)
    members = [f"r{place}" for place, p in enumerate(expected) if p < 0.05]
    (found,) = find_confidence(experiment)
    assert list(found.subject) == members
    assert 0 < len(members) < 3
