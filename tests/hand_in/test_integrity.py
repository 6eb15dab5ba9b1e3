"""Files of a run that were edited by hand are found and named."""

from collections.abc import Callable

import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.hand_in.integrity import find_altered_run_files
from labbook.hand_in.plans import read_hand_in_plan


def test_a_build_left_alone_is_unaltered(make_lab: Callable) -> None:
    assert find_altered_run_files(read_hand_in_plan(make_lab().plan)) == []


@pytest.mark.parametrize(
    "name", ["history.csv", "evaluation.json", "predictions.npz", "spec.json", "weights.npz"]
)
def test_an_edited_file_of_a_run_is_named_with_both_checksums(
    name: str, make_lab: Callable
) -> None:
    lab = make_lab()
    path = lab.run("hidden_layer") / name
    before = sha256_file(path)
    path.write_bytes(path.read_bytes().replace(b"0.9", b"0.99") + b" ")
    after = sha256_file(path)
    assert find_altered_run_files(read_hand_in_plan(lab.plan)) == [
        f"{path} was changed after training (SHA-256 {after[:12]} instead of {before[:12]})"
    ]


def test_a_deleted_file_of_a_run_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    path = lab.run("single_neuron", 1) / "predictions.npz"
    path.unlink()
    assert find_altered_run_files(read_hand_in_plan(lab.plan)) == [f"{path} is missing"]


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"files": {}}, "has no checksum of evaluation.json"),
        ({"files": None}, "lacks the checksums of its run"),
        ({"key": "f" * 12}, "belongs to run ffffffffffff instead of 0123456789ab"),
        ({"dataset": {"sha256": "0"}}, "names other data than the lab plan"),
    ],
)
def test_a_provenance_that_does_not_vouch_is_named(
    change: dict[str, object], phrase: str, make_lab: Callable
) -> None:
    lab = make_lab()
    path = lab.run("single_neuron") / "provenance.json"
    write_json(path, {**read_json(path), **change})
    assert find_altered_run_files(read_hand_in_plan(lab.plan))[0] == f"{path} {phrase}"


def test_a_missing_provenance_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    (lab.run("single_neuron") / "provenance.json").unlink()
    with pytest.raises(LabbookError, match=r"provenance\.json is missing"):
        find_altered_run_files(read_hand_in_plan(lab.plan))
