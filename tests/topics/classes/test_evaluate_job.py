"""From a summary, predictions and data to classes.json and confused_images.npz."""

from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.dataset import Dataset, content_sha256, write_dataset
from labbook.artifacts.summary import write_summary
from labbook.errors import LabbookError
from labbook.topics.classes.class_evaluation import read_class_evaluation, read_confused_images
from labbook.topics.classes.evaluate_job import make
from made_up_classes import Answers, certain, summary_of

LABELS = np.array([0] * 12 + [1] * 12 + [2] * 6, dtype=np.uint8)
# Of class 0, ten images are taken for class 2; of class 1, one for class 0.
WRONG = np.array([2] * 10 + [0] * 2 + [0] + [1] * 11 + [2] * 6)


def unsure(answers: np.ndarray) -> np.ndarray:
    """The surer of its answer, the later the image."""
    found = 0.8 * certain(answers, 3) + 0.05
    found[np.arange(len(answers)), answers] += np.linspace(0, 0.1, len(answers)).astype("float32")
    return found.astype(np.float32)


def make_in(folder: Path, sha256: str) -> None:
    make(
        summary=folder / "summary.json",
        dataset_file=folder / "data.npz",
        dataset_sha256=sha256,
        classes=folder / "classes.json",
        images=folder / "images.npz",
    )


def evaluate(
    folder: Path, configurations: dict[str, Answers], sha256: str | None = None, **options
):
    images = np.arange(len(LABELS) * 4, dtype=np.uint8).reshape(-1, 2, 2)
    dataset = Dataset(images[:2], LABELS[:2], images, LABELS)
    write_dataset(folder / "data.npz", dataset)
    write_summary(folder / "summary.json", summary_of(folder, LABELS, configurations, 3, **options))
    make_in(folder, sha256 or content_sha256(dataset))
    evaluation = read_class_evaluation(folder / "classes.json")
    return evaluation, read_confused_images(folder / "images.npz"), images


def test_what_is_confused_and_with_which_images(tmp_path: Path) -> None:
    right = certain(LABELS, 3)
    evaluation, confused, images = evaluate(tmp_path, {"only": [None, unsure(WRONG), right]})
    assert (evaluation.configuration, evaluation.chosen_by) == ("only", "only one")
    assert (evaluation.classes, evaluation.support) == (("0", "1", "2"), (12, 12, 6))
    assert [run.seed for run in evaluation.runs] == [1, 2]
    assert evaluation.shown == evaluation.runs[0]
    assert evaluation.shown.confusion == ((2, 0, 10), (1, 11, 0), (0, 0, 6))
    pairs = [(one.label, one.answer, one.counts, one.mean) for one in evaluation.pairs]
    assert pairs == [(0, 2, (10, 0), 5.0), (1, 0, (1, 0), 0.5)]
    assert evaluation.scores["recall"][0].values == (2 / 12, 1.0)
    assert evaluation.macro["recall"].mean == pytest.approx(((2 / 12 + 11 / 12 + 1) / 3 + 1) / 2)
    # Eight of the ten, the surest first; then the other pair.
    assert confused.rows.tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 12]
    assert confused.labels.tolist() == [0] * 8 + [1]
    assert confused.answers.tolist() == [2] * 8 + [0]
    assert (confused.images == images[confused.rows]).all()
    given = unsure(WRONG)[confused.rows, confused.answers]
    assert confused.probabilities.tolist() == given.tolist()


def test_same_runs_same_bytes(tmp_path: Path) -> None:
    contents = []
    for _ in range(2):
        evaluate(tmp_path, {"only": [unsure(WRONG)]})
        contents.append([(tmp_path / name).read_bytes() for name in ("classes.json", "images.npz")])
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    ("accuracies", "expected"),
    [
        ({"a": 0.8, "b": 0.9, "c": 0.9}, "b"),
        ({"a": 0.9, "b": 0.8, "c": 0.7}, "a"),
        # All of its runs diverged: what it had before says nothing.
        ({"a": 0.8, "b": 0.7, "diverged": 1.0}, "a"),
    ],
)
def test_the_configuration_is_chosen_by_validation_never_by_the_test(
    tmp_path: Path, accuracies: dict[str, float], expected: str
) -> None:
    configurations: dict[str, Answers] = {
        # The better in validation, the worse in the test.
        name: [None] if name == "diverged" else [unsure(WRONG if value > 0.75 else LABELS)]
        for name, value in accuracies.items()
    }
    evaluation, _, _ = evaluate(tmp_path, configurations, val_accuracies=accuracies)
    assert (evaluation.configuration, evaluation.chosen_by) == (expected, "validation accuracy")


@pytest.mark.parametrize(("runs", "failed"), [([None, None], 0), ([], 2), ([None], 1)])
def test_without_a_run_that_counts_all_that_is_made_of_runs_is_empty(
    tmp_path: Path, runs: Answers, failed: int
) -> None:
    evaluation, confused, _ = evaluate(tmp_path, {"only": runs}, failed={"only": failed})
    assert (evaluation.configuration, evaluation.chosen_by) == ("only", "only one")
    assert (evaluation.classes, evaluation.support) == (("0", "1", "2"), (12, 12, 6))
    assert (evaluation.runs, evaluation.pairs, evaluation.roc) == ((), (), ())
    assert (evaluation.scores, evaluation.macro, evaluation.shown) == ({}, {}, None)
    assert confused.images.shape == (0, 2, 2)
    assert [len(one) for one in (confused.labels, confused.answers, confused.rows)] == [0] * 3


def test_a_class_that_is_never_answered_has_no_precision_and_none_is_made_up(
    tmp_path: Path,
) -> None:
    never_2 = certain(np.where(LABELS == 2, 1, LABELS), 3)
    evaluation, _, _ = evaluate(tmp_path, {"only": [certain(LABELS, 3), never_2]})
    for name in ("precision", "f1"):
        assert evaluation.scores[name][2].values == (1.0, None)
        # The other classes alone would flatter the run.
        assert (evaluation.macro[name].n, evaluation.macro[name].mean) == (1, 1.0)
    assert evaluation.scores["recall"][2].values == (1.0, 0.0)


def test_without_a_mistake_there_is_nothing_to_show(tmp_path: Path) -> None:
    evaluation, confused, _ = evaluate(tmp_path, {"only": [certain(LABELS, 3)]})
    assert evaluation.pairs == ()
    assert len(confused.images) == 0
    assert {one.mean for one in evaluation.scores["auc"]} == {1.0}


def test_other_data_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match="has the checksum"):
        evaluate(tmp_path, {"only": [certain(LABELS, 3)]}, sha256="0" * 64)


@pytest.mark.parametrize("n_classes", [3, 4])
def test_predictions_of_other_images_are_refused(tmp_path: Path, n_classes: int) -> None:
    summary_of(tmp_path, LABELS, {"only": [certain(LABELS, 3)]}, 3)
    others = LABELS[::-1].copy() if n_classes == 3 else LABELS
    write_summary(
        tmp_path / "summary.json",
        summary_of(tmp_path, others, {"only": [certain(others, n_classes)]}, 3),
    )
    images = np.zeros((len(LABELS), 2, 2), dtype=np.uint8)
    dataset = Dataset(images, LABELS, images, LABELS)
    write_dataset(tmp_path / "data.npz", dataset)
    with pytest.raises(LabbookError, match="only_seed-0: its predictions are not of the 30 test"):
        make_in(tmp_path, content_sha256(dataset))
