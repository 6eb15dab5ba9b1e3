"""A notebook is run whole, and answered after its code has run."""

from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode

from labbook.errors import LabbookError
from labbook.topics.notebook.answers import answer
from labbook.topics.notebook.run_job import run_notebook
from labbook.topics.notebook.template import render_cells, with_outputs
from topics.notebook.test_template import context

RESULTS = """results = {
    "epochs": 1,
    "steps_per_epoch": 2,
    "seconds": [0.5],
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


def run(folder: Path, code: str) -> NotebookNode:
    """By a template with one cell; gives the notebook with its answer."""
    templates = folder / "templates"
    templates.mkdir()
    (templates / "own.md.j2").write_text(f"# Title\n\n```python\n{code}\n```\n\n{ANSWER}")
    executed, results = run_notebook(folder / "lab", "own", context(), "mlp", templates)
    answered = replace(context(), answers=answer(results))
    return with_outputs(render_cells("own", answered, templates), executed)


def test_answers_come_after_the_cells_that_were_run(tmp_path: Path) -> None:
    notebook = run(tmp_path, RESULTS.replace("LOSS", "0.7") + "\nprint(results['epochs'])")
    title, code, answered = notebook.cells
    assert (title.source, answered.source) == ("# Title", "# Answer\n\n1 of 2")
    assert code.outputs[0].text == "1\n"
    assert [cell.id for cell in notebook.cells] == ["cell-1", "cell-2", "cell-3"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("1 / 0", "code cell 1, below “Title”, ended with ZeroDivisionError: division by zero"),
        ("results = {}", "has left results that are not whole"),
        (RESULTS.replace("LOSS", "float('nan')"), "its training has diverged"),
    ],
)
def test_what_fails_is_told_in_a_sentence(tmp_path: Path, code: str, sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        run(tmp_path, code)
    assert sentence in str(refused.value)
