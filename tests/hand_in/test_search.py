"""A lab with a search: its trials are runs of which nothing may be altered, stale or left out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hand_in.conftest import SEARCH, TRAINING_SHA256, TRIALS
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.hand_in.archive import collect_contents
from labbook.hand_in.integrity import find_altered_run_files, find_altered_tables
from labbook.hand_in.plans import read_hand_in_plan
from labbook.hand_in.refusals import find_reasons, find_stale_parts, refuse_altered_files
from labbook.hand_in.source_files import find_source_files

CONFIG = Path("config.yaml")
RESULTS = Path("results/lab3_keras")
CHOICE = RESULTS / SEARCH / "search.json"


@pytest.fixture
def lab(make_lab: Callable):
    return make_lab(search=True)


def test_a_finished_search_may_be_handed_in(lab) -> None:
    for plan in (read_hand_in_plan(lab.plan), read_hand_in_plan(lab.plan, lab.attempts)):
        refuse_altered_files(plan, RESULTS)
        assert find_reasons(plan, CONFIG, RESULTS) == {}


def test_trials_are_read_from_the_plans(lab) -> None:
    plan = read_hand_in_plan(lab.plan)
    assert plan.searches == [SEARCH]
    assert [(run.name, run.key) for run in plan.trials] == TRIALS
    assert {run.dataset_sha256 for run in plan.trials} == {TRAINING_SHA256}
    assert not {run.key for run in plan.trials} & {run.key for run in plan.runs}


@pytest.mark.parametrize("name", ["history.csv", "evaluation.json", "spec.json", "weights.npz"])
def test_an_altered_file_of_a_trial_is_refused(lab, name: str) -> None:
    path = lab.trial(0) / name
    path.write_bytes(path.read_bytes() + b" ")
    (phrase,) = find_altered_run_files(read_hand_in_plan(lab.plan))
    assert phrase.startswith(f"{path} was changed after training")
    with pytest.raises(LabbookError, match="was changed after training"):
        refuse_altered_files(read_hand_in_plan(lab.plan, lab.attempts), RESULTS)


def test_a_trial_of_data_with_test_images_is_refused(lab) -> None:
    path = lab.trial(1) / "provenance.json"
    provenance = read_json(path)
    trained_on = read_json(lab.run(SEARCH) / "provenance.json")["dataset"]
    write_json(path, {**provenance, "dataset": trained_on})
    assert find_altered_run_files(read_hand_in_plan(lab.plan)) == [
        f"{path} names other data than the lab plan"
    ]


def test_a_trial_that_is_gone_is_named(lab) -> None:
    (lab.trial(1) / "provenance.json").unlink()
    with pytest.raises(LabbookError, match=r"units-16_seed-0.*provenance\.json is missing"):
        refuse_altered_files(read_hand_in_plan(lab.plan), RESULTS)


def forge_the_choice() -> None:
    """To the trial that did worse."""
    search = read_json(CHOICE)
    assert search["best"] == ["units-16"]
    write_json(CHOICE, {**search, "best": ["units-8"]})


def forge_an_accuracy() -> None:
    text = CHOICE.read_text()
    assert '"val_accuracy": 0.625' in text
    CHOICE.write_text(text.replace('"val_accuracy": 0.625', '"val_accuracy": 0.999'))


@pytest.mark.parametrize("forge", [forge_the_choice, forge_an_accuracy])
def test_an_altered_choice_is_refused(lab, forge: Callable[[], None]) -> None:
    forge()
    plan = read_hand_in_plan(lab.plan)
    assert f"{CHOICE} is not what the files of its runs give" in find_altered_tables(plan, RESULTS)
    with pytest.raises(LabbookError, match=r"search\.json is not what the files of its runs give"):
        refuse_altered_files(plan, RESULTS)


def test_an_altered_table_of_trials_is_refused(lab) -> None:
    table = CHOICE.with_suffix(".csv")
    table.write_text(table.read_text().replace("0.625", "0.999"))
    assert find_altered_tables(read_hand_in_plan(lab.plan), RESULTS) == [
        f"{table} is not what the files of its runs give"
    ]


def test_a_report_that_lacks_a_trial_is_stale(lab) -> None:
    name, key = TRIALS[0]
    page = RESULTS / "report.html"
    page.write_text(page.read_text().replace(f"<td>{key}</td>", ""))
    assert f"{page} lacks run {name} ({key})" in find_stale_parts(
        read_hand_in_plan(lab.plan), RESULTS
    )


def test_a_choice_made_from_another_trial_is_stale(lab) -> None:
    file = lab.trial(0) / "provenance.json"
    file.write_text(file.read_text() + "\n")
    assert find_stale_parts(read_hand_in_plan(lab.plan), RESULTS) == [
        f"{lab.root / CHOICE} was made from another {file}"
    ]


def test_a_lost_receipt_of_the_choice_is_named(lab) -> None:
    path = lab.root / f"results/stages/lab3_keras/{SEARCH}/choose.receipt.json"
    path.unlink()
    (phrase,) = find_stale_parts(read_hand_in_plan(lab.plan), RESULTS)
    assert phrase.startswith(f"{path} is missing or broken")


def test_the_manifest_lists_the_trials(lab, repository: Path) -> None:
    plan = read_hand_in_plan(lab.plan)
    members = collect_contents(plan, find_source_files(repository), lab.plan)
    runs = json.loads(members["manifest.json"].content)["runs"]
    listed = [{"experiment": SEARCH, "name": name, "key": key} for name, key in TRIALS]
    assert [one for one in listed if one not in runs] == []
    assert len(runs) == 6


def test_a_failed_trial_is_a_gap_and_neither_altered_nor_stale(make_lab: Callable) -> None:
    lab = make_lab(search=True, failed_trials=[1], failed=[(SEARCH, 0)])
    plan = read_hand_in_plan(lab.plan, lab.attempts)
    refuse_altered_files(plan, RESULTS)
    assert list(find_reasons(plan, CONFIG, RESULTS)) == ["missing"]
    assert read_json(CHOICE)["best"] == []
