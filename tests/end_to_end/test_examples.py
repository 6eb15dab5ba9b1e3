"""The labs in `examples/` are what they say, and the guide to a lab of one's own works."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from end_to_end.conftest import Build
from labbook.data.datasets.cifar10 import ENTRY as CIFAR10
from labbook.data.datasets.fashion_mnist import ENTRY as FASHION_MNIST
from own_images import made_up_images, write_npz
from real_build import ROOT, borrow_prepared, environment
from report.page_parts import article

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/config.yaml"))
# What a build of all takes of each lab: an experiment, and of what it varies a part.
BUILT = {
    "small_digits": ("learning_rate", [0.01]),
    "fashion_mnist": ("regularizers", ["Plain"]),
    "cifar10": ("augmentation", ["All of it"]),
    "own_network": ("mine", ["Baseline", "Mine"]),
}


def shipped(name: str) -> dict[str, Any]:
    text = (ROOT / "examples" / name / "config.yaml").read_text(encoding="utf-8")
    config: dict[str, Any] = yaml.safe_load(text)
    return config


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_lab_plans_as_it_is(name: str, project: Path, tmp_path: Path) -> None:
    left = shutil.ignore_patterns("results", "data", ".*")
    shutil.copytree(ROOT / "examples" / name, tmp_path / name, ignore=left)
    looked = Build(tmp_path / name, project).snakemake("-n")
    assert looked.returncode == 0, looked.stderr
    assert "never built" in looked.stderr


def smaller(name: str, dataset: str) -> dict[str, Any]:
    """The lab of an example, with one short experiment, its files below a folder of its name."""
    config = shipped(name)
    (lab,) = config["labs"].values()
    key, values = BUILT[name]
    experiment = lab["experiments"][key]
    if "sweep" in experiment:
        ((axis, _),) = experiment["sweep"].items()
        experiment["sweep"] = {axis: values}
    else:
        experiment["variants"] = {value: experiment["variants"][value] for value in values}
        for settings in experiment["variants"].values():
            if "model" in settings:
                settings["model"]["file"] = f"{name}/{settings['model']['file']}"
    for metric in lab.get("metrics", {}).values():
        metric["file"] = f"{name}/{metric['file']}"
    if "template" in lab:
        lab["template"] = f"{name}/{lab['template']}"
    short: dict[str, Any] = {"epochs": 1, "seeds": [0, 1] if name == "own_network" else [0]}
    if "filters" in config["defaults"]:
        short |= {"filters": [[2], [2]], "units": 8}
    lab["defaults"] = config["defaults"] | short
    lab["experiments"] = {key: experiment | {"dataset": dataset, "by_class": False}}
    return lab


@pytest.fixture(scope="module")
def together(built: Build, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All labs in one build, on made-up images in the shape of those that are downloaded."""
    build = Build(tmp_path_factory.mktemp("examples") / "folder", project)
    left = shutil.ignore_patterns("results", "data", ".*")
    shutil.copytree(ROOT / "examples", build.folder, ignore=left)
    own = {}
    for entry in (FASHION_MNIST, CIFAR10):
        images = made_up_images(100, 50, entry.image_shape, 10)
        write_npz(build.folder / f"{entry.name}.npz", images)
        own[f"few_{entry.name}"] = {
            **{"npz": f"{entry.name}.npz", "classes": list(entry.classes), "noun": entry.noun},
            **{"title": f"Made up for {entry.title}"},
        }
    labs = {
        name: smaller(name, f"few_{name}" if f"few_{name}" in own else shipped(name)["dataset"])
        for name in BUILT
    }
    config = shipped("small_digits")
    build.write_config(config | {"datasets": own, "defaults": {}, "labs": labs})
    borrow_prepared(build.folder / "results", built.folder / "results")
    done = build.snakemake(*(f"results/{name}/report.html" for name in labs))
    assert done.returncode == 0, done.stderr
    return build


def test_every_example_is_built() -> None:
    assert sorted(BUILT) == EXAMPLES


@pytest.mark.parametrize("name", BUILT)
def test_a_report_speaks_of_its_own_images(together: Build, name: str) -> None:
    page = (together.folder / "results" / name / "report.html").read_text(encoding="utf-8")
    (lab,) = shipped(name)["labs"].values()
    assert lab["title"] in page
    words = article(page, "report") + article(page, "supplement")
    assert ("digit" in words) is (name in ("small_digits", "own_network"))


def test_a_report_has_the_words_and_the_metric_beside_its_config(together: Build) -> None:
    pages = {
        name: (together.folder / "results" / name / "report.html").read_text(encoding="utf-8")
        for name in BUILT
    }
    assert "from learning its training images by heart" in pages["fashion_mnist"]
    assert "Without a regularizer the network is right for" in pages["fashion_mnist"]
    assert "Describe your network here" in pages["own_network"]
    assert "Worst class, %" in pages["own_network"]


def test_two_networks_that_are_the_same_are_named_once(together: Build) -> None:
    """As handed out, the network to complete is the baseline."""
    page = (together.folder / "results/own_network/report.html").read_text(encoding="utf-8")
    assert "<em>Baseline</em> and <em>Mine</em> are right for the most test images" in page
    assert "Not told apart from" not in page


def test_the_guide_can_be_followed(project: Path, tmp_path: Path) -> None:
    """Every command of its first part, pasted as it stands, but that builds are only planned."""
    page = (ROOT / "docs" / "adding_a_lab.md").read_text(encoding="utf-8")
    first = page.partition("\n## In an experiment")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```", first, re.DOTALL | re.MULTILINE)
    script = "set -e\n" + "".join(blocks)
    script = script.replace("LABBOOK=~/labbook ", f"LABBOOK={shlex.quote(str(project))} ")
    script = script.replace("$LABBOOK/.venv", sys.prefix)
    script = script.replace("~/stripes", str(tmp_path / "stripes"))
    # What has been written step by step is looked at once, by the last command.
    *builds, last = re.findall(r"^.*/snakemake.*$", script, re.MULTILINE)
    assert builds
    assert last.endswith("--cores 4 hand_in")
    for build in set(builds):
        script = script.replace(f"{build}\n", "")
    script = script.replace(last, f"{last} -n")
    assert "~" not in script
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path / "stripes"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    config = yaml.safe_load((tmp_path / "stripes" / "config.yaml").read_text(encoding="utf-8"))
    assert list(config["labs"]["stripes"]["experiments"]) == ["hidden_layer", "filters"]
    assert {"metrics", "template"} <= config["labs"]["stripes"].keys()
    with np.load(tmp_path / "stripes" / "stripes.npz") as arrays:
        assert arrays["x_train"].shape == (1500, 12, 12)
