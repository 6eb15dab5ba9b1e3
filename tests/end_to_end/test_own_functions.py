"""A network and a metric of one's own, from the config to the report."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from end_to_end.conftest import Build
from labbook.artifacts.predictions import read_predictions
from own_files import DENSE

METRIC = """
def score(probabilities, labels):
    return (probabilities.argmax(axis=1) == labels).mean() ** 2
"""


@pytest.fixture(scope="module")
def mine(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of one experiment, its own folder empty but for the config and its files."""
    build = replace(built, folder=tmp_path_factory.mktemp("own") / "folder")
    for name, text in {"networks/mine.py": DENSE, "metrics/mine.py": METRIC}.items():
        (build.folder / name).parent.mkdir(parents=True)
        (build.folder / name).write_text(text)
    config = built.config
    lab = config["labs"]["lab3_keras"]
    lab["experiments"] = {
        "mine": {
            "title": "Mine",
            "question": "How wide?",
            "model": {"file": "networks/mine.py"},
            "sweep": {"arguments.width": [4, 8]},
            **{"batch_size": 100, "epochs": 1, "optimizer": "adam", "seeds": [0]},
        }
    }
    lab["metrics"] = {"squared": {"file": "metrics/mine.py", "title": "squared accuracy"}}
    lab.pop("template", None)
    lab.pop("notebook", None)
    lab.pop("own_digit", None)
    config["defaults"] = {}
    config["labs"] = {"lab3_keras": lab}
    build.write_config(config)
    said = build.snakemake()
    assert said.returncode == 0, said.stderr
    return build


def test_the_metric_is_that_of_the_stored_answers(mine: Build) -> None:
    rows = list(csv.DictReader((mine.results / "metrics.csv").read_text().splitlines()))
    runs = {path.name.rpartition(".")[2]: path for path in mine.runs().values()}
    assert len(rows) == len(runs) == 2
    for row in rows:
        answers = read_predictions(runs[row["key"]] / "predictions.npz")
        right = np.mean(answers.probabilities.argmax(axis=1) == answers.labels)
        assert float(row["squared"]) == right**2


def test_the_report_has_layers_engine_and_metric(mine: Build) -> None:
    page = (mine.results / "report.html").read_text(encoding="utf-8")
    assert "build in networks/mine.py (width 4)" in page
    assert "our loop, an epoch compiled by XLA" in page
    assert "squared accuracy" in page
    assert "6,370" in page.replace("\u202f", ",").replace("\u2009", ",") or "6370" in page


def test_an_edit_of_the_metric_trains_nothing(mine: Build) -> None:
    file = mine.folder / "metrics" / "mine.py"
    file.write_text(f"# A comment.\n{METRIC}")
    assert "measure" not in mine.snakemake("-n").stdout
    file.write_text(METRIC.replace("** 2", "** 3"))
    said = mine.snakemake("-n")
    assert "rule measure:" in said.stdout
    assert "train_runs" not in said.stdout
    file.write_text(METRIC)


def test_an_edit_of_the_network_is_told_by_its_file(mine: Build) -> None:
    file = mine.folder / "networks" / "mine.py"
    file.write_text(DENSE.replace('"relu"', '"tanh"'))
    said = mine.snakemake("-n")
    assert "mine, both runs: networks/mine.py changed" in said.stderr, said.stderr
    file.write_text(DENSE.replace("classes", "clases", 1))
    said = mine.snakemake("-n")
    assert said.returncode
    assert (
        "labs.lab3_keras.experiments.mine.model: networks/mine.py: TypeError: build() got an "
        "unexpected keyword argument 'classes'." in said.stderr
    )
    file.write_text(DENSE)
