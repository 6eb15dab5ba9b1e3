"""Trainings on a GPU: planned by the real Snakemake, where one was seen before."""

import platform
import re
from pathlib import Path

import yaml

from end_to_end.conftest import Build
from labbook.artifacts.json_file import write_json
from labbook.planning.visible_gpu import SEEN_FILE
from labbook.versions import installed_versions
from real_build import ROOT


def test_a_job_asks_for_a_gpu_and_holds_no_run_for_the_processor(
    project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "lab"
    config = yaml.safe_load((ROOT / "examples/small_digits/config.yaml").read_text("utf-8"))
    (lab,) = config["labs"].values()
    mine = {"title": "Mine", "question": "What?", "units": 8, "sweep": {"device": ["cpu", "gpu"]}}
    lab["experiments"] = {"mine": mine}
    folder.mkdir()
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    here = {"computer": platform.node(), **installed_versions(("tensorflow",))}
    write_json(folder / SEEN_FILE, here)
    looked = Build(folder, project).snakemake("-n")
    assert looked.returncode == 0, looked.stderr
    jobs = re.findall(r"rule train_runs:.*?run=device-(\w+)_.*?gpu=(\d)", looked.stdout, re.DOTALL)
    assert sorted(jobs) == [("cpu", "0"), ("gpu", "1")]
