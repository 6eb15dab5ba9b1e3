"""Edit this, and exactly those jobs would run: by Snakemake's own dry run."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

AFTER_TRAINING = {"summarize", "find", "draw_figures", "compose", "typeset"}
RUNS = 9


def planned_jobs(build) -> Counter[str]:
    """How often each rule would run; targets that make nothing themselves left out."""
    said = build.snakemake("--dry-run")
    assert said.returncode == 0, said.stderr
    rules = re.findall(r"^(?:local)?rule (\w+):", said.stdout, re.MULTILINE)
    return Counter(rule for rule in rules if rule not in {"all", "lab3_keras"})


@pytest.fixture
def edit(editable, tmp_path: Path) -> Iterator[Callable[[str, str], None]]:
    """Append a line to a file of the project until the test ends."""
    changed: dict[Path, Path] = {}

    def append(name: str, line: str) -> None:
        file = editable.project / name
        changed[file] = Path(shutil.copy2(file, tmp_path / f"original-{len(changed)}"))
        file.write_text(file.read_text(encoding="utf-8") + line, encoding="utf-8")

    yield append
    for file, original in changed.items():
        shutil.copy2(original, file)


CODE = "\n\nEDITED = True\n"


@pytest.mark.parametrize(
    ("file", "line", "rules"),
    [
        ("workflow/labbook/training/epoch_order.py", CODE, {"train_keras", *AFTER_TRAINING}),
        ("workflow/labbook/models/mlp.py", CODE, {"train_keras", *AFTER_TRAINING}),
        ("workflow/labbook/metrics/statistic.py", CODE, AFTER_TRAINING),
        ("workflow/labbook/findings/best.py", CODE, {"find", "compose", "typeset"}),
        ("workflow/labbook/figures/svg.py", CODE, {"draw_figures", "compose", "typeset"}),
        ("workflow/labbook/report/rounding.py", CODE, {"compose", "typeset"}),
        ("workflow/labbook/report/pdf.py", CODE, {"typeset"}),
        ("templates/style/print.css", "\n/* a remark */\n", {"compose", "typeset"}),
        ("workflow/labbook/training/epoch_order.py", "\n# A remark.\n", set()),
        ("workflow/labbook/figures/svg.py", "\n# A remark.\n", set()),
        ("workflow/labbook/config/nearest.py", CODE, set()),
        ("workflow/labbook/build/terminal.py", CODE, set()),
    ],
)
def test_an_edit_of_the_code(editable, edit, file: str, line: str, rules: set[str]) -> None:
    edit(file, line)
    jobs = planned_jobs(editable)
    assert set(jobs) == rules
    assert jobs["train_keras"] == (RUNS if "train_keras" in rules else 0)


def test_values_that_swap_places_are_noticed(copied) -> None:
    """Snakemake compares parameters as a set; a key does not."""
    config = copied.config
    optimizers = config["labs"]["lab3_keras"]["experiments"]["optimizers"]
    assert (optimizers["units"], optimizers["batch_size"]) == (64, 100)
    optimizers["units"], optimizers["batch_size"] = 100, 64
    copied.write_config(config)
    assert planned_jobs(copied)["train_keras"] == 4


def test_another_notation_is_the_same_run(copied) -> None:
    config = copied.config
    variants = config["labs"]["lab3_keras"]["experiments"]["optimizers"]["variants"]
    variants["Adadelta, learning rate 1"] = {"learning_rate": 1, "optimizer": {"name": "adadelta"}}
    copied.write_config(dict(reversed(config.items())))
    assert not planned_jobs(copied)


def test_words_of_the_config_train_nothing(copied) -> None:
    config = copied.config
    config["date"] = "2 June"
    copied.write_config(config)
    assert set(planned_jobs(copied)) == {"find", "compose", "typeset"}


def test_a_further_seed_trains_only_its_runs(copied) -> None:
    config = copied.config
    config["labs"]["lab3_keras"]["experiments"]["single_neuron"]["seeds"] = [0, 1, 2]
    copied.write_config(config)
    jobs = planned_jobs(copied)
    assert jobs["train_keras"] == 2
    assert jobs["summarize"] == jobs["draw_figures"] == 1


def test_an_experiment_left_out_trains_nothing(copied) -> None:
    config = copied.config
    del config["labs"]["lab3_keras"]["experiments"]["optimizers"]
    copied.write_config(config)
    assert set(planned_jobs(copied)) == {"find", "compose", "typeset"}


def test_files_with_new_times_and_old_contents_train_nothing(copied) -> None:
    """As `git checkout` and backups leave them."""
    for file in (copied.folder / "results" / "data").rglob("*"):
        file.touch()
    (copied.folder / "config.yaml").touch()
    assert planned_jobs(copied)["train_keras"] == 0
