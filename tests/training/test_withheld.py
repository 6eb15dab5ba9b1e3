"""A trial of a search cannot see the test images: no file that it is given holds them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.arrays import read_arrays
from labbook.artifacts.dataset import content_sha256, read_dataset, write_dataset
from labbook.artifacts.evaluation import read_evaluation
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.spec import Spec
from labbook.data.prepared_images import training_part
from labbook.errors import LabbookError
from labbook.jobs import withhold_test
from labbook.run_key import circumstances
from training_job import SmallDataset, start, write_plan, write_small_dataset

SPEC = EXAMPLE_SPEC | {"dataset": "mnist-training"}

# As in test_closure: notes each file that Python opens, in whatever library.
OPENED = """
import atexit, json, os, runpy, sys
opened = set()

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.add(os.path.abspath(os.fsdecode(arguments[0])))

atexit.register(lambda: open(os.environ["TRACE"], "w").write(json.dumps(sorted(opened))))
sys.addaudithook(note)
runpy.run_module("labbook.commands.train_keras", run_name="__main__")
"""


def withheld(whole: SmallDataset, output: Path) -> SmallDataset:
    sha256 = content_sha256(training_part(read_dataset(whole.file)))
    withhold_test.make(whole=whole.file, training=output, training_sha256=sha256)
    return SmallDataset(output, sha256)


def trial(data: SmallDataset, folder: Path) -> Path:
    spec = Spec.from_dict(SPEC)
    key = circumstances(spec, data.sha256).key(spec)
    plan = write_plan(folder / "plan.json", SPEC, key)
    run = folder / f"run.{key}"
    environment = {"TRACE": str(folder / "opened.json")}
    done = start(data, plan, key, run, environment, ("-c", OPENED))
    assert done.returncode == 0, done.stderr
    return run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SmallDataset:
    return write_small_dataset(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def trained(whole: SmallDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trial")
    return trial(withheld(whole, folder / "training.npz"), folder)


def test_the_file_of_a_trial_holds_no_test_image(whole: SmallDataset, tmp_path: Path) -> None:
    arrays = read_arrays(withheld(whole, tmp_path / "training.npz").file)
    assert arrays["test_images"].shape == (0, 28, 28)
    assert arrays["test_labels"].shape == (0,)
    assert np.array_equal(arrays["train_labels"], read_dataset(whole.file).train_labels)


def test_a_trial_opens_no_other_data(whole: SmallDataset, trained: Path) -> None:
    opened = [Path(file) for file in json.loads((trained.parent / "opened.json").read_text())]
    assert [file.name for file in opened if file.suffix == ".npz" and "run." not in str(file)] == [
        "training.npz"
    ]
    assert whole.file.resolve() not in [file.resolve() for file in opened]


def test_a_trial_leaves_a_whole_run_without_a_word_of_the_test(trained: Path) -> None:
    evaluation = read_evaluation(trained / "evaluation.json")
    assert evaluation.n_test == 0
    assert evaluation.test_loss is None
    assert np.isnan(evaluation.test_accuracy)
    assert not evaluation.diverged
    assert read_predictions(trained / "predictions.npz").probabilities.shape == (0, 10)
    assert (trained / "complete.json").is_file()


def test_other_test_labels_change_no_byte_of_a_trial(
    whole: SmallDataset, trained: Path, tmp_path: Path
) -> None:
    data = read_dataset(whole.file)
    other = replace(data, test_labels=data.test_labels[::-1].copy(), test_images=~data.test_images)
    write_dataset(tmp_path / "other.npz", other)
    other_whole = SmallDataset(tmp_path / "other.npz", content_sha256(other))
    assert other_whole.sha256 != whole.sha256
    again = trial(withheld(other_whole, tmp_path / "training.npz"), tmp_path)
    # The key, too.
    assert again.name == trained.name
    for name in ("history.csv", "weights.npz", "evaluation.json", "spec.json"):
        assert (again / name).read_bytes() == (trained / name).read_bytes()


def test_other_training_images_are_refused(whole: SmallDataset, tmp_path: Path) -> None:
    training = tmp_path / "training.npz"
    with pytest.raises(LabbookError, match="have the checksum"):
        withhold_test.make(whole=whole.file, training=training, training_sha256="0" * 64)
    assert not training.exists()
