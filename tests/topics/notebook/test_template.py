"""A template becomes a valid notebook; its text may depend on the results, its code may not."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.lab_plan import LabPlan
from labbook.artifacts.notebook_plan import NotebookPlan
from labbook.artifacts.typed_json import typed
from labbook.errors import LabbookError
from labbook.topics.notebook.answers import answer
from labbook.topics.notebook.context import Context, notebook_context
from labbook.topics.notebook.template import code_of, render_cells, with_outputs
from labbook.topics.notebook.write_job import in_words
from made_up_notebook import course, made_up_results, size, trained_longer, turned, with_dips
from notebook_job import LAB_PLAN, PLAN, settings_of

NETWORKS: list[dict[str, Any]] = [
    {},
    {"hidden": []},
    {"hidden": [{"units": 8, "activation": "tanh", "dropout": 0.1}] * 2},
]
SIZES = [size(8, 0.9, 1000, 0.1), size(16, 0.915, 2000, 0.2), size(64, 0.92, 8000, 0.4)]
RESULTS = [
    made_up_results(),
    made_up_results(
        epochs=1,
        seconds=[3.0],
        history=course([0.5]),
        wrong_probabilities=[0.5, 0.91],
        sizes=SIZES,
    ),
    trained_longer(0.0, 0.0, 0.0),
    trained_longer(0.02, 0.3, 0.6),
    trained_longer(0.3, 0.31, 0.32),
    trained_longer(0.06, 0.06, 0.065, sizes=[SIZES[0], SIZES[2]]),
    made_up_results(confusion_matrix=[[10, 0, 0], [0, 10, 0], [0, 0, 10]], aucs=[1.0, 1.0, 1.0]),
    made_up_results(confusion_matrix=[[0, 10, 0], [0, 10, 0], [0, 0, 10]]),
    made_up_results(
        longer=[
            {**one, "val_accuracy": [*[0.9] * 11, end]}
            for one, end in zip(turned([0.3, 0.31, 0.32], at=4), (0.91, 0.92, 0.93), strict=True)
        ]
    ),
    trained_longer(0.0, 0.3, 0.6),
    made_up_results(longer=with_dips()),
]


def context(is_search: bool = False, is_subset: bool = True, **changes: Any) -> Context:
    dataset = {**PLAN["dataset"], "is_subset": is_subset}
    plan = {**PLAN, "dataset": dataset, "choice": "search.json" if is_search else None}
    settings = typed(settings_of(**changes), RunSettings)
    return in_words(
        notebook_context(typed({**plan, "settings": None}, NotebookPlan), settings),
        typed(LAB_PLAN, LabPlan),
        None,
    )


def text_of(notebook: Any) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("changes", NETWORKS)
@pytest.mark.parametrize("is_search", [False, True])
def test_it_is_valid_and_the_same_each_time(is_search: bool, changes: dict[str, Any]) -> None:
    first, again = (render_cells("mlp", context(is_search, **changes)) for _ in range(2))
    nbformat.validate(first)
    assert first == again
    assert len({cell.id for cell in first.cells}) == len(first.cells)
    for code in code_of(first):
        ast.parse(code)


@pytest.mark.parametrize("results", RESULTS)
@pytest.mark.parametrize("changes", NETWORKS)
def test_whatever_was_measured_has_words_and_the_same_code(results, changes) -> None:
    before = context(**changes)
    answered = render_cells("mlp", replace(before, answers=answer(results)))
    bare = render_cells("mlp", before)
    assert code_of(answered) == code_of(bare)
    for question in (
        *("How long", "What accuracy", "What does the confusion", "Does it over-fit"),
        "Which challenges",
    ):
        assert f"## {question}" in text_of(answered)
        assert question not in text_of(bare)
    assert "  " not in text_of(answered).replace("\n", " \n").replace(" \n", "\n")
    assert " ." not in text_of(answered)


def test_the_answers_print_what_was_measured() -> None:
    text = text_of(render_cells("mlp", replace(context(), answers=answer(made_up_results()))))
    for said in (
        "For 6 epochs. In each, it saw the 4,000 training images once, in 4 steps, so that its "
        "weights were changed 24 times in all.",
        "that took 12 seconds by the clock",
        "took 5.0 seconds, the others 1.5 seconds each on average.",
        "**90.00 % on the test images:** 27 of 30 are read rightly, 3 wrongly.",
        "| training | 4,000 | 98.50 % | 0.0400 |",
        "- **1 and 2**, 3 images: 2 read as 1 in 2, 1 read as 2 in 1",
        "The weakest digit is 2: 80.00 % of its images are recognized (recall), against 100.00 % "
        "for 0.",
        "The curves are too few or too short to tell",
        "That gap of 7.50 percentage points is more than chance easily explains",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("results", "said"),
    [
        (RESULTS[1], "For 1 epoch. It saw"),
        (RESULTS[1], "The curves are too few or too short to tell"),
        (
            RESULTS[2],
            "**Not by its curves.** Over 12 epochs, the validation loss of three",
        ),
        (RESULTS[2], "lowest after epoch 6; after that it rose by less than 2 % on average."),
        (
            RESULTS[3],
            "**Not clearly after 6 epochs; when it is trained for longer, there are signs of it, "
            "and no more.**",
        ),
        (
            RESULTS[3],
            "ended 2.0 % to 60.0 % higher, while the training loss went on falling: a",
        ),
        (
            RESULTS[4],
            "**Not clearly after 6 epochs, but it does when it is trained for longer.** Over 12 "
            "epochs, the validation loss",
        ),
        (RESULTS[5], "epochs, but it does a little when it is trained for longer.**"),
        (RESULTS[6], "No mistake at all"),
        (RESULTS[7], "The network never answers 0."),
        (RESULTS[7], "each time a 0 read as 1"),
        (RESULTS[8], "**Yes.** Over 12 epochs"),
        (RESULTS[8], "went on falling. The network that was tested stopped after 6 epochs, past"),
        (
            RESULTS[8],
            "The mean curve of the longer trainings has its lowest validation loss after epoch 4, "
            "its highest validation accuracy after epoch 12",
        ),
        (RESULTS[8], ": 92.00 %, against 90.00 % where the loss is lowest."),
        (RESULTS[8], "end at validation accuracies from 91.00 % to 93.00 %."),
        (RESULTS[9], "**The trainings do not settle it.**"),
        (RESULTS[9], "was lowest after epoch 6. The rule is"),
        (RESULTS[10], "lowest after epoch 4 to 8, and ended 18.7 % to 35.0 % higher. But"),
        (RESULTS[10], "are lowest, not every training rises. The rule is"),
        (RESULTS[0], "The pair named above makes up 3 of the 3 errors."),
        (RESULTS[1], "Of the three sizes tried, 64 has the highest validation accuracy, 92.00 %."),
        (RESULTS[1], "uncertain by 1.69 percentage points either way, and 16 lies within it."),
        (RESULTS[1], "64 has 8,000 parameters; 16 comes within that uncertainty with 2,000."),
        (RESULTS[1], "In 1 of the 3 errors the wrong answer had a probability of 90 % or more"),
        (RESULTS[5], "and no other lies within it."),
        (RESULTS[6], "None that the numbers of this notebook show."),
    ],
)
def test_each_verdict_has_its_words(results, said: str) -> None:
    text = text_of(render_cells("mlp", replace(context(), answers=answer(results))))
    assert said in text


@pytest.mark.parametrize(
    ("results", "unsaid"),
    [
        (
            RESULTS[0],
            ("When to stop", "**Chance", "Telling", "price of size", "look sure"),
        ),
        (RESULTS[5], ("When to stop", "price of size")),
        (RESULTS[6], ("taken for each other", "**")),
        (RESULTS[9], ("a sign of",)),
    ],
)
def test_nothing_is_said_without_its_fact(results, unsaid) -> None:
    text = text_of(render_cells("mlp", replace(context(), answers=answer(results))))
    challenges = text[text.index("## Does it over-fit") :]
    for words in unsaid:
        assert words not in challenges


@pytest.mark.parametrize("is_subset", [True, False])
def test_a_subset_is_told_at_the_top_and_with_the_answers(is_subset: bool) -> None:
    given = replace(context(is_subset=is_subset), answers=answer(made_up_results()))
    notebook = render_cells("mlp", given)
    text = text_of(notebook)
    assert ("Run on a small part of MNIST" in notebook.cells[0].source) == is_subset
    assert ("not from the full MNIST" in text) == is_subset


def test_a_search_is_told() -> None:
    assert "a search has chosen" in text_of(render_cells("mlp", context(is_search=True)))
    assert "a search has chosen" not in text_of(render_cells("mlp", context()))


def write(folder: Path, text: str) -> Path:
    (folder / "own.md.j2").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# Title\n\nIt reaches 98 %.\n", "own.md.j2, line 3: a number is typed into the prose"),
        ("```python\nx = 1\n```\n\n{{ 0.97 | percent }}\n", "line 5: a number is typed"),
        ("{{ nothing }}\n", "own.md.j2 cannot be rendered: 'nothing' is undefined"),
        ("{% if %}\n", "own.md.j2 cannot be rendered"),
    ],
)
def test_a_template_that_will_not_do_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        render_cells("own", context(), write(tmp_path, text))
    assert sentence in str(refused.value)


def test_digits_in_code_are_nobodys_prose(tmp_path: Path) -> None:
    text = "# Title\n\nWith `Dense(10)`:\n\n```python\nx = 10\n```\n"
    found = render_cells("own", context(), write(tmp_path, text))
    assert code_of(found) == ["x = 10"]


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match=r"needs templates/notebooks/none\.md\.j2"):
        render_cells("none", context(), tmp_path)


def test_outputs_are_not_joined_to_other_code(tmp_path: Path) -> None:
    text = "```python\nx = {{ 'with' if answers else 'without' }}_answers\n```\n"
    bare = render_cells("own", context(), write(tmp_path, text))
    given = replace(context(), answers=answer(made_up_results()))
    with pytest.raises(LabbookError, match="depends on its results"):
        with_outputs(render_cells("own", given, tmp_path), bare)
