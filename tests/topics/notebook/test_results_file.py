"""notebook.json comes back as it was, or is refused by name."""

from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.json_file import write_json
from labbook.artifacts.typed_json import plain
from labbook.errors import LabbookError
from labbook.topics.notebook.results_file import (
    as_history,
    read_notebook_results,
    write_notebook_results,
)
from made_up_notebook import made_up_results, size, turned


def test_what_was_written_is_read(tmp_path: Path) -> None:
    results = made_up_results(longer=turned([0.1, 0.2]), sizes=[size(8, 0.9, 100, 0.1)])
    write_notebook_results(tmp_path / "notebook.json", results)
    assert read_notebook_results(tmp_path / "notebook.json") == results


def test_its_history_is_that_of_a_run() -> None:
    history = as_history(made_up_results().history)
    assert history.epochs == [1, 2, 3, 4, 5, 6]
    assert list(history.columns) == ["train_loss", "train_accuracy", "val_loss", "val_accuracy"]
    assert history.held_out("loss")[-1] == 0.3


@pytest.mark.parametrize(
    "change",
    [
        {"epochs": 5},
        {"aucs": [1.0, 0.5]},
        {"confusion_matrix": [[10, 0], [0, 20]]},
        {"confusion_matrix": [[10, 0, 0], [0, 9, 1], [0, 2, 9]]},
        {"seconds": None},
        {"seconds": [1.0]},
        {"longer": turned([0.1], at=2, epochs=5)},
        {"longer": [*turned([0.1]), *turned([0.1], epochs=13)]},
        {"test": {"images": 30, "loss": "nan", "accuracy": 0.9}},
        {"history": {}},
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "notebook.json"
    write_json(path, plain(made_up_results()) | change)
    with pytest.raises(LabbookError, match=r"notebook\.json is not as this version writes it"):
        read_notebook_results(path)
