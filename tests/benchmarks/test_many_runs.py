"""Of the benchmark of very many runs: its configs are as large as they say, and what it prints."""

import math

import pytest
from many.project import EXPERIMENTS, SEEDS, SHAPES, config, copied_project, make_runs_up
from many_runs import Cost, Found, growth, limits

from labbook.config.model import Config


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("runs", [1000, 10_000])
def test_a_config_has_as_many_runs(shape: str, runs: int) -> None:
    sizes = SHAPES[shape][runs]
    lab = Config.model_validate(config(shape, sizes)).labs["lab"]
    n_experiments = EXPERIMENTS if shape == "experiments" else 1
    assert len(lab.experiments) == n_experiments
    assert n_experiments * math.prod(sizes) * SEEDS == runs
    rates = [
        rate
        for sweep in config(shape, sizes)["labs"]["lab"]["experiments"].popitem()[1]["sweep"]
        for rate in sweep["learning_rate"]
    ]
    assert len(set(rates)) == sizes[0]


def test_a_copy_imports_no_tensorflow(tmp_path) -> None:
    project = copied_project(tmp_path / "project")
    make_runs_up(project)
    training = project / "workflow/labbook/training"
    for name in ("keras_run.py", "tensorflow_process.py"):
        assert "import tensorflow" not in (training / name).read_text()


def test_what_grows_faster_than_the_runs_is_marked() -> None:
    few = Found(1000, {"stage linear": Cost(1.0, 1.0), "stage square": Cost(1.0, 1.0)})
    many = Found(10_000, {"stage linear": Cost(10.0, 1.0), "stage square": Cost(100.0, 1.0)})
    _, linear, square = growth(few, many)
    assert linear.split() == ["stage", "linear", "1.00"]
    assert square.split() == ["stage", "square", "10.00", "grows"]


def test_limits_are_of_the_largest() -> None:
    costs = {
        "bare Snakefile, plan": Cost(4.0, 100.0),
        "plan": Cost(5.0, 300.0),
        "main process, training": Cost(9.0, 3000.0),
        "stage one": Cost(200.0, 9000.0),
        "stage other": Cost(50.0, 1.0),
    }
    found = Found(1000, costs, {"report.pdf": (3, 1.0), "supplement.pdf": (41, 2.0)})
    values = [float(line.split("at most")[0].split()[-1]) for line in limits(found)]
    assert values == [1.25, 3000, 250, 41, 2]
    assert [line.endswith("NOT met") for line in limits(found)] == [False, True, False, True, False]
