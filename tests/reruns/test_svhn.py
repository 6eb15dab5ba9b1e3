"""Images of SVHN's layout beside the config's own: what is done again, and what a report says."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cropped_digits import TITLE, write_cropped_digits
from labbook.artifacts.json_file import read_json
from reruns.workspace import (
    LAB,
    NEURON,
    OPTIMIZERS,
    Workspace,
    build_once,
    done,
    planned,
    small_config,
)

PREPARE = "prepare_data"


def on_streets(folder: Path) -> dict[str, Any]:
    """One optimizer on files in SVHN's layout, the neuron on the config's own images."""
    value = small_config()
    value["svhn"] = write_cropped_digits(folder).config
    optimizers = value["labs"][LAB]["experiments"][OPTIMIZERS]
    optimizers |= {"dataset": "svhn", "by_class": True, "seeds": [0]}
    del optimizers["variants"]["SGD"]
    return value


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    # The files hold the time: each worker writes its own, and the build has those of its maker.
    return build_once(shared / "svhn", on_streets(tmp_path_factory.mktemp("svhn_files")))


def prepared(workspace: Workspace) -> Path:
    (folder,) = workspace.results.glob("data/svhn-made-up-????????")
    return folder


def report(workspace: Workspace) -> str:
    page = (workspace.results / LAB / "report.html").read_text(encoding="utf-8")
    body = page[page.index("<body>") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body).replace("\u00a0", " "))


def test_each_experiment_is_trained_on_its_own_images(workspace: Workspace) -> None:
    assert planned(workspace.snakemake("--dry-run").stdout) == (set(), set())
    manifest = read_json(prepared(workspace) / "manifest.json")
    for run, dataset in ((f"{NEURON}/batch_size-100_seed-0", "mnist-5k"), (ADAM, manifest["name"])):
        assert read_json(workspace.run(run) / "spec.json")["dataset"] == dataset
    assert (manifest["title"], manifest["n_train_total"]) == (TITLE, 60)
    text = report(workspace)
    assert f"use {TITLE}: 60 training images and 30 test images of 32 × 32 pixels" in text
    assert f"those of {TITLE}: not SVHN itself, but files in its layout" in text
    # A number that was published for SVHN is not set beside ours as if it were of one kind.
    assert f"trained and tested on {TITLE} in place of SVHN" in text
    assert "built on MNIST" not in text


ADAM = f"{OPTIMIZERS}/Adam_seed-0"


def test_the_files_may_go_once_they_are_prepared(workspace: Workspace, tmp_path: Path) -> None:
    # Whatever stood at the path: the config may name none any more.
    workspace.change_config(lambda value: value["svhn"].pop("path"))
    runs, stages = planned(workspace.snakemake("--dry-run").stdout)
    assert runs == set()
    assert stages <= {PREPARE}
    said = workspace.snakemake()
    assert said.returncode == 0, said.stderr
    assert done(said.stderr)[0] == set()


def test_other_files_train_their_experiment_alone(workspace: Workspace, tmp_path: Path) -> None:
    other = write_cropped_digits(tmp_path / "other", n_train=80)
    workspace.change_config(lambda value: value.update(svhn=other.config))
    runs, stages = planned(workspace.snakemake("--dry-run").stdout)
    assert runs == {ADAM}
    assert f"summarize {OPTIMIZERS}" in stages
    assert not any(NEURON in stage for stage in stages)


def test_where_the_files_cannot_be_had_the_own_images_stand_in_loudly(
    workspace: Workspace,
) -> None:
    workspace.environment = {"LABBOOK_SVHN_MIRRORS": ""}
    workspace.change_config(lambda value: value.update(svhn={}))
    shutil.rmtree(prepared(workspace))
    page = f"results/{LAB}/report.html"
    said = workspace.snakemake(page)
    assert said.returncode == 0, said.stderr
    assert "SVHN is nowhere on this machine and its address cannot be reached" in said.stderr
    assert "INSTEAD" in said.stderr
    assert done(said.stderr)[0] == {ADAM}
    text = report(workspace)
    assert "is on MNIST, 5,000-digit subset instead of SVHN" in text
    assert "not on SVHN. This section asks for SVHN, which could not be had" in text
    again = workspace.snakemake("--dry-run", page)
    assert planned(again.stdout) == (set(), set())


def test_files_that_are_others_than_stated_stop_the_build(
    workspace: Workspace, tmp_path: Path
) -> None:
    other = write_cropped_digits(tmp_path / "other", n_train=80)
    workspace.change_config(
        lambda value: value["svhn"].update(path=str(other.folder), test_sha256="0" * 64)
    )
    said = workspace.snakemake()
    assert said.returncode != 0
    assert "is not SVHN (made up)'s train_32x32.mat" in said.stderr
    assert done(said.stderr)[0] == set()
