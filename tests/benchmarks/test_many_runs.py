"""Of the benchmark of very many runs: its configs are as large as they say, and what it prints."""

import math
import sys
from pathlib import Path

import pytest
import yaml
from many.project import EXPERIMENTS, SEEDS, SHAPES, config, copied_project, make_runs_up
from many_runs import Cost, Found, cost, growth, limits

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


def test_a_copy_makes_whole_runs_up(tmp_path: Path) -> None:
    project, build = copied_project(tmp_path / "project"), tmp_path / "build"
    make_runs_up(project)
    build.mkdir()
    text = yaml.safe_dump(config("grid", (3, 2), seeds=2), sort_keys=False)
    (build / "config.yaml").write_text(text)
    words = [sys.executable, "-m", "snakemake", "--snakefile", str(project / "Snakefile")]
    cost([*words, "--cores", "1", "--until", "train_runs"], build)
    assert len(list(build.glob("results/runs/*/*/*/complete.json"))) == 12


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
        "main process, the rest": Cost(4.0, 200.0, with_children=250.0),
        "stage one": Cost(400.0, 9000.0),
    }
    found = Found(1000, costs, {"report.pdf": (3, 1.0), "supplement.pdf": (41, 2.0)})
    values = [float(line.split("at most")[0].split()[-1]) for line in limits(found)]
    assert values == [1.25, 3000, 250, 41, 2]
    assert [line.endswith("NOT met") for line in limits(found)] == [False, True, False, True, False]
