"""A dataset is a dataset, whether the registry has it or it lies in files of one's own.

One build, by a project to which a module in `data/datasets/` was added, and nothing else.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

from end_to_end.conftest import LAB, Build, Config
from labbook.artifacts.dataset import content_sha256, read_dataset
from labbook.data.prepared_images import training_part
from own_images import made_up_images, write_folder, write_npz
from report.page_parts import article

CLASSES = ("upright", "level")
DATA = made_up_images(40, 20, (6, 6), 2)
# With the arrays beside it, since the project that reads them knows nothing of these tests.
ADDED = f'''"""Stripes, upright and level."""

from pathlib import Path

from labbook.data.entry import DatasetEntry

ENTRY = DatasetEntry(
    name="stripes",
    title="Stripes",
    image_shape=(6, 6),
    licence="to be given on",
    reader=__name__,
    classes={CLASSES!r},
    noun="stripe",
    n_train_total=40,
    n_test=20,
    content_sha256="{content_sha256(DATA)}",
    content_training_sha256="{content_sha256(training_part(DATA))}",
    origin="a test",
)


def read(entry, found):
    import numpy as np

    from labbook.artifacts.dataset import Dataset

    with np.load("data/stripes.npz") as arrays:
        return Dataset(*(arrays[name] for name in ("x_train", "y_train", "x_test", "y_test"))), {{}}
'''
NETWORK = {
    **{"title": "One", "question": "Which?", "units": 8, "activation": "relu", "epochs": 3},
    **{"optimizer": "adam", "batch_size": 8, "seeds": [0, 1]},
}
# What a network leaves that does not depend on the machine's clock.
MEASURED = (
    "train_loss",
    "train_accuracy",
    "val_loss",
    "val_accuracy",
    "test_loss",
    "test_accuracy",
)


def test_three_ways_to_the_same_images_give_the_same_numbers(
    config: Config, own_project: Path, prepared_build: Callable[..., Build]
) -> None:
    (own_project / "workflow/labbook/data/datasets/stripes.py").write_text(ADDED)
    build = prepared_build(config, "stripes", own_project)
    write_npz(build.folder / "data/stripes.npz", DATA)
    write_folder(build.folder / "data/stripes", DATA, CLASSES)
    named = {"classes": list(CLASSES), "noun": "stripe"}
    experiments = {
        "registry": {**NETWORK, "dataset": "stripes"},
        "file": {**NETWORK, "dataset": "of_a_file", "by_class": True},
        "folder": {**NETWORK, "dataset": "of_a_folder"},
    }
    lab = {**config["labs"][LAB], "template": None, "experiments": experiments, "defaults": {}}
    own = {
        "of_a_file": {"npz": "data/stripes.npz", **named},
        "of_a_folder": {"folder": "data/stripes/train", "test": "data/stripes/test", **named},
    }
    lab.pop("own_digit", None)
    lab.pop("notebook", None)
    build.write_config({**config, "dataset": "stripes", "datasets": own, "labs": {LAB: lab}})

    done = build.snakemake(f"results/{LAB}/report.html")
    assert done.returncode == 0, done.stderr
    measured = {name: metrics(build, name) for name in experiments}
    assert measured["registry"] == measured["file"] == measured["folder"]
    prepared = sorted((build.folder / "results/data").glob("*/*.npz"))
    own = [path for path in prepared if path.parent.name != "mnist-5k"]
    assert [read_dataset(path).sha256 for path in own] == 3 * [content_sha256(DATA)]

    # The page speaks of the images in their own words.
    page = (build.results / "report.html").read_text(encoding="utf-8")
    assert "digit" not in article(page, "report") + article(page, "supplement")
    assert "to be given on" in page
    assert "upright" in page

    # A changed file is a changed dataset: what is made of it is made again, and nothing else.
    changed = made_up_images(40, 20, (6, 6), 2)
    changed.test_images[0] = 0
    write_npz(build.folder / "data/new.npz", changed)
    (build.folder / "data/new.npz").replace(build.folder / "data/stripes.npz")
    reasons = build.snakemake("-n").stderr
    assert re.search("file, .*: dataset of_a_file-.{8} -> of_a_file-", reasons), reasons
    assert "of_a_folder-" not in reasons
    assert "dataset stripes" not in reasons


def metrics(build: Build, experiment: str) -> list[dict[str, float]]:
    """What the runs of an experiment have reached, one entry a seed."""
    summary = json.loads((build.results / experiment / "summary.json").read_text(encoding="utf-8"))
    runs = summary["configurations"][0]["runs"]
    return [{name: run[name] for name in MEASURED} for run in runs]
