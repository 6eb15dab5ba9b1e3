"""A mistake of the user: one sentence, a bad exit code, and nothing has been trained."""

import os
import re

import pytest


def refused(build) -> str:
    """The one line in which the build says no."""
    said = build.snakemake()
    assert said.returncode != 0
    assert not build.runs()
    assert "Traceback" not in said.stdout + said.stderr
    lines = [line for line in said.stderr.splitlines() if line.startswith("labbook: ")]
    notices = [line for line in lines if line.startswith("labbook: this build uses")]
    (line,) = (line for line in lines if line not in notices)
    assert re.search(r"Error|Exception|\.smk", said.stderr) is None, said.stderr
    return line


def set_in(config, path: str, value: object) -> None:
    *parents, last = path.split(".")
    for key in parents:
        config = config[key]
    config[last] = value


EXPERIMENT = "labs.lab3_keras.experiments.single_neuron"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("epoch", 3, ['unknown key "epoch"']),
        (f"{EXPERIMENT}.optimiser", "sgd", [EXPERIMENT, 'did you mean "optimizer"?']),
        (f"{EXPERIMENT}.optimizer", "sdg", ['did you mean "sgd"?']),
        ("defaults.epochs", 0, ["defaults.epochs is 0", "at least 1"]),
        ("defaults.seeds", [0, 0], ["seed 0 twice"]),
        (f"{EXPERIMENT}.sweep", {"batch_size": []}, ["sweep", "batch_size"]),
        ("dataset_path", "no/such/folder", ["no/such/folder", "does not exist"]),
    ],
    ids=["key", "near-key", "word", "range", "seeds", "sweep", "file"],
)
def test_a_mistake_in_the_config(config, new_build, path: str, value: object, words) -> None:
    config["dataset"] = "mnist" if path == "dataset_path" else "mnist-5k"
    set_in(config, path, value)
    line = refused(new_build(config))
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize(
    ("written", "instead", "words"),
    [
        ("  single_neuron:", "  optimizers:", ["optimizers", "given twice"]),
        ("labs:", "labs: [", ["line", "YAML"]),
    ],
    ids=["one-name-twice", "syntax"],
)
def test_a_mistake_in_the_yaml(config, new_build, written, instead, words) -> None:
    build = new_build(config)
    file = build.folder / "config.yaml"
    text = file.read_text(encoding="utf-8")
    assert written in text
    file.write_text(text.replace(written, instead, 1), encoding="utf-8")
    line = refused(build)
    assert [word for word in words if word not in line] == []


def test_no_config(config, new_build) -> None:
    build = new_build(config)
    (build.folder / "config.yaml").unlink()
    assert "config.yaml is missing" in refused(build)


def test_results_that_are_no_folder(config, new_build) -> None:
    build = new_build(config)
    (build.folder / "results").write_text("in the way", encoding="utf-8")
    assert "results folder cannot be written" in refused(build)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user who can be refused"
)
def test_results_that_may_not_be_written(config, new_build) -> None:
    build = new_build(config)
    results = build.folder / "results"
    results.mkdir(mode=0o500)
    try:
        assert "results folder cannot be written" in refused(build)
    finally:
        results.chmod(0o700)


def test_a_refused_build_leaves_an_earlier_one_alone(copied) -> None:
    before = copied.written()
    changed = copied.config
    changed["defaults"]["epochs"] = -1
    copied.write_config(changed)
    said = copied.snakemake()
    assert said.returncode != 0
    assert copied.written() == before
    assert (copied.results / "report.pdf").is_file()
