"""A notebook is written whole, or the last good one stays."""

from pathlib import Path

import nbformat
import pytest

from labbook.errors import LabbookError
from labbook.topics.notebook.write_job import write_notebook
from topics.notebook.test_template import context

RESULTS = """results = {
    "epochs": 1,
    "steps_per_epoch": 2,
    "seconds": 0.5,
    "history": {"loss": [LOSS], "accuracy": [0.5], "val_loss": [0.6], "val_accuracy": [0.5]},
    "training": {"images": 4, "loss": 0.5, "accuracy": 0.5},
    "validation": {"images": 4, "loss": 0.5, "accuracy": 0.5},
    "test": {"images": 2, "loss": 0.5, "accuracy": 0.5},
    "confusion_matrix": [[1, 0], [1, 0]],
    "aucs": [0.5, 0.5],
}"""
ANSWER = """{% if answers %}
# Answer

{{ answers.confusion.right | integer }} of {{ answers.confusion.images | integer }}
{% endif %}
"""


def write(folder: Path, code: str) -> Path:
    """By a template with one cell; gives the notebook's path."""
    templates, path = folder / "templates", folder / "lab" / "notebook.ipynb"
    templates.mkdir()
    (templates / "own.md.j2").write_text(f"# Title\n\n```python\n{code}\n```\n\n{ANSWER}")
    path.parent.mkdir()
    path.write_text("the last good one")
    write_notebook(path, "own", context(), "mlp", templates)
    return path


def test_answers_come_after_the_cells_that_were_run(tmp_path: Path) -> None:
    path = write(tmp_path, RESULTS.replace("LOSS", "0.7") + "\nprint(results['epochs'])")
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    title, code, answer = notebook.cells
    assert (title.source, answer.source) == ("# Title", "# Answer\n\n1 of 2")
    assert code.outputs[0].text == "1\n"
    assert [cell.id for cell in notebook.cells] == ["cell-1", "cell-2", "cell-3"]
    assert path.read_text(encoding="utf-8").endswith("}\n")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("1 / 0", "code cell 1, below “Title”, ended with ZeroDivisionError: division by zero"),
        ("results = {}", "has left results that are not whole"),
        (RESULTS.replace("LOSS", "float('nan')"), "its training has diverged"),
    ],
)
def test_what_fails_leaves_the_last_good_one(tmp_path: Path, code: str, sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        write(tmp_path, code)
    assert sentence in str(refused.value)
    assert (tmp_path / "lab" / "notebook.ipynb").read_text() == "the last good one"
