"""What lies in the archive."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from labbook.hand_in.archive import Member, collect_contents
from labbook.hand_in.plans import read_hand_in_plan


def _collect(lab: Any, source: Path) -> dict[str, Member]:
    config = lab.root / "my_config.yaml"
    config.write_text("student: {first_name: John}\n")
    output = lab.root / "results/hand_in/x.tar.bz2"
    return collect_contents(read_hand_in_plan(lab.plan), source, config, lab.results, [output])


def test_report_tables_config_and_code_and_nothing_else(
    make_lab: Callable, repository: Path, code: list[str]
) -> None:
    members = _collect(make_lab(), repository)
    tables = ["tables/single_neuron/summary.csv", "tables/hidden_layer/summary.csv"]
    assert sorted(members) == sorted([*code, "report.pdf", "metrics.csv", "manifest.json", *tables])


def test_the_config_is_the_one_in_use(make_lab: Callable, repository: Path) -> None:
    members = _collect(make_lab(), repository)
    assert members["config.yaml"].content == b"student: {first_name: John}\n"


def test_scripts_stay_executable(make_lab: Callable, repository: Path) -> None:
    members = _collect(make_lab(), repository)
    assert [name for name, member in members.items() if member.executable] == [".ci/run"]


def test_the_manifest_marks_what_failed(make_lab: Callable, repository: Path) -> None:
    lab = make_lab(failed=[("single_neuron", 1)])
    plan = read_hand_in_plan(lab.plan, lab.attempts)
    members = collect_contents(plan, repository, lab.plan, lab.results, [])
    runs = json.loads(members["manifest.json"].content)["runs"]
    assert [run.get("failed", False) for run in runs] == [False, True, False]


def test_the_manifest_vouches_for_every_other_file(make_lab: Callable, repository: Path) -> None:
    members = _collect(make_lab(), repository)
    manifest = json.loads(members["manifest.json"].content)
    assert manifest["files"] == {
        name: hashlib.sha256(member.content).hexdigest()
        for name, member in members.items()
        if name != "manifest.json"
    }
    assert manifest["runs"][0] == {
        "experiment": "single_neuron",
        "name": "batch_size-10_seed-0",
        "key": "0123456789ab",
    }
    assert manifest["dataset"]["name"] == "mnist"
    assert (manifest["code"], manifest["modified"]) == (None, True)


def test_a_hand_in_from_an_unpacked_archive_takes_nothing_of_the_last_one(
    make_lab: Callable, repository: Path, code: list[str]
) -> None:
    first = _collect(make_lab("first"), repository)
    for name in ("report.pdf", "manifest.json", "tables/old/summary.csv"):
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text("from the last hand-in")
    assert _collect(make_lab("second"), repository) == first


def test_results_in_a_folder_of_another_name_stay_out(make_lab: Callable, repository: Path) -> None:
    lab = make_lab()

    shutil.copytree(lab.results, repository / "out/lab3_keras")
    plan = read_hand_in_plan(lab.plan)
    config = repository / "config.yaml"
    members = collect_contents(plan, repository, config, repository / "out/lab3_keras", [])
    assert not [name for name in members if name.startswith("out/")]
