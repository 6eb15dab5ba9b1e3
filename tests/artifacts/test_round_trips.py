"""What is written into a results folder comes back as it was, or is refused by name."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labbook.artifacts.attempt import Attempt, attempt_file, read_attempt, write_attempt
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.planned_spec import read_planned_choice, read_planned_spec
from labbook.artifacts.provenance import Provenance, checksums, read_provenance, write_provenance
from labbook.artifacts.receipt import (
    Order,
    Receipt,
    read_order,
    read_receipt,
    write_order,
    write_receipt,
)
from labbook.artifacts.seal import BROKEN_SEAL, FILE_NAME, SEALED, read_seal, write_seal
from labbook.artifacts.typed_json import plain
from labbook.canonical_json import canonical_json
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning.plan import make_plan
from labbook.planning.plan_files import experiment_plan
from made_up_dataset import made_up_dataset

# A file of the last example is overwritten by the next.
same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
# What UTF-8 can carry.
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
texts = st.lists(text, max_size=3)
mapping = st.dictionaries(text, text, max_size=3)
# Paths by keyword, of several experiments by their names.
files = st.dictionaries(text, text | mapping, max_size=3)
# Read back from JSON, a tuple would be a list.
values = st.none() | st.booleans() | st.integers() | text | texts | mapping
job_settings = st.dictionaries(text, values, max_size=3)
orders = st.builds(Order, text, files, job_settings, texts, texts, mapping, mapping, mapping)
ORDER = Order(
    "labbook.jobs.typeset",
    {"page": "report.html", "document": "report.pdf"},
    {},
    ["report.html"],
    ["report.pdf"],
    {"labbook": "1"},
    {},
    {},
)


@given(order=orders, reasons=texts, asked=st.integers(0, 2**63))
@same_folder
def test_an_order(tmp_path: Path, order: Order, reasons: list[str], asked: int) -> None:
    write_order(tmp_path / "order.json", order, reasons, asked)
    assert read_order(tmp_path / "order.json") == order


def test_an_order_is_another_file_each_time_it_is_asked(tmp_path: Path) -> None:
    for asked in (1, 2):
        write_order(tmp_path / str(asked), ORDER, ["why"], asked)
    assert (tmp_path / "1").read_bytes() != (tmp_path / "2").read_bytes()


@given(order=orders, inputs=mapping, outputs=mapping)
@same_folder
def test_a_receipt(
    tmp_path: Path, order: Order, inputs: dict[str, str], outputs: dict[str, str]
) -> None:
    receipt = Receipt(order, inputs, outputs)
    write_receipt(tmp_path / "receipt.json", receipt)
    assert read_receipt(tmp_path / "receipt.json") == receipt


BROKEN = ["", "[", "3", "null", "[]", "{}", '{"order": {}}', '{"order": []}', "\xff"]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_receipt_is_none_and_a_broken_order_is_refused(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content.encode("latin-1"))
    assert read_receipt(path) is None
    with pytest.raises(LabbookError, match=r"file\.json"):
        read_order(path)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Order)])
def test_a_receipt_of_another_version_vouches_for_nothing(tmp_path: Path, field: str) -> None:
    def with_order(order: dict[str, Any]) -> Path:
        path = tmp_path / "receipt.json"
        path.write_text(canonical_json({"order": order, "inputs": {}, "outputs": {}}))
        return path

    assert read_receipt(with_order(vars(ORDER))) == Receipt(ORDER, {}, {})
    assert read_receipt(with_order({**vars(ORDER), "new": 1})) is None
    old = {key: value for key, value in vars(ORDER).items() if key != field}
    assert read_receipt(with_order(old)) is None


def test_a_receipt_that_is_not_there_or_a_folder_is_none(tmp_path: Path) -> None:
    assert read_receipt(tmp_path / "none.json") is None
    assert read_receipt(tmp_path) is None


@given(
    provenance=st.builds(
        Provenance, text, st.integers(), mapping, mapping, st.none() | text, mapping, mapping
    )
)
@same_folder
def test_a_provenance(tmp_path: Path, provenance: Provenance) -> None:
    write_provenance(tmp_path, provenance)
    assert read_provenance(tmp_path) == provenance


def test_checksums_are_of_the_named_files(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / name).write_text(name)
    found = checksums(tmp_path, ["b", "a"])
    assert list(found.items()) == [(name, sha256_file(tmp_path / name)) for name in ("a", "b")]


@given(attempt=st.builds(Attempt, text, text, st.none() | text, text))
@same_folder
def test_an_attempt(tmp_path: Path, attempt: Attempt) -> None:
    path = attempt_file(tmp_path, Path("results/runs/lab/exp/a_seed-0.0123456789ab"))
    write_attempt(path, attempt)
    assert read_attempt(path) == attempt


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_attempt_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "attempt.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(LabbookError, match=r"attempt\.json"):
        read_attempt(path)


def test_a_seal_is_read_whether_it_is_whole_or_broken(tmp_path: Path) -> None:
    for name in SEALED:
        (tmp_path / name).write_text(name)
    write_seal(tmp_path)
    sealed = {name: sha256_file(tmp_path / name) for name in SEALED}
    assert read_seal(tmp_path) == sealed
    (tmp_path / FILE_NAME).rename(tmp_path / BROKEN_SEAL)
    assert read_seal(tmp_path) == sealed


def test_of_two_seals_the_whole_one_counts(tmp_path: Path) -> None:
    for name in SEALED:
        (tmp_path / name).write_text(name)
    write_seal(tmp_path)
    (tmp_path / BROKEN_SEAL).write_text("{}")
    assert read_seal(tmp_path).keys() == set(SEALED)


def test_a_seal_needs_what_it_seals(tmp_path: Path) -> None:
    (tmp_path / "timing.json").touch()
    with pytest.raises(FileNotFoundError):
        write_seal(tmp_path)
    assert not (tmp_path / FILE_NAME).exists()
    with pytest.raises(LabbookError, match=r"complete\.json\.broken is missing"):
        read_seal(tmp_path)


def test_each_planned_run_is_found_in_the_file_of_its_experiment(tmp_path: Path) -> None:
    config = parse_config(read_yaml(Path(__file__).parents[2] / "config.yaml"))
    plan = make_plan(config, made_up_dataset())
    path = tmp_path / "plan.json"
    found = {}
    for lab in plan.labs:
        for experiment in lab.experiments:
            path.write_text(canonical_json(plain(experiment_plan(experiment))))
            for configuration in experiment.trained:
                for run in configuration.runs:
                    is_chosen = isinstance(run.spec, ChosenSpec)
                    read = read_planned_choice if is_chosen else read_planned_spec
                    found[run.directory] = read(path, run.key).to_dict()
    assert found == {directory: run.spec.to_dict() for directory, run in plan.runs.items()}
    for read in (read_planned_spec, read_planned_choice):
        with pytest.raises(LabbookError, match=r"plan\.json has no run with the key 0{12}; build"):
            read(path, "0" * 12)
