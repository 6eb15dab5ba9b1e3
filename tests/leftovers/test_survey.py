"""What is a leftover, and what of it may be removed."""

import os
from pathlib import Path

import pytest

from labbook.errors import LabbookError
from labbook.leftovers.removal import take_survey

RUN = "lab/opt/a_seed-0.0123456789ab"
OTHER = "lab/opt/a_seed-1.0123456789ac"


def kept(results, keep: int = 3) -> dict[str, str]:
    """Why each leftover stays, by directory; empty for one that may go."""
    return {
        leftover.directory: leftover.kept for leftover in take_survey(results.paths, keep).leftovers
    }


def test_without_runs_there_are_no_leftovers(results) -> None:
    assert kept(results) == {}


def test_what_the_plan_names_is_no_leftover(results) -> None:
    results.build_others()
    planned, other = results.add(RUN), results.add(OTHER)
    results.plan(planned)
    assert kept(results) == {other: ""}


def test_without_a_plan_there_is_no_survey(results) -> None:
    results.paths.plan.unlink()
    with pytest.raises(LabbookError, match="missing"):
        take_survey(results.paths, 3)
    results.paths.plan.write_text('{"no": "list"}')
    with pytest.raises(LabbookError, match="names no runs"):
        take_survey(results.paths, 3)


def test_the_size_is_that_of_all_files(results) -> None:
    results.add(RUN, ("spec.json", "history.csv", "weights.npz"))
    (leftover,) = take_survey(results.paths, 3).leftovers
    assert leftover.size == 3000


def test_runs_of_the_last_builds_stay(results) -> None:
    run, other = results.add(RUN), results.add(OTHER)
    rest = "results/runs/lab/gone/a.00000000000"
    results.build([run], [other], [f"{rest}1"], [f"{rest}2"])
    assert kept(results, keep=2) == {run: "", other: ""}
    assert kept(results, keep=3) == {run: "", other: "of the last 3 builds"}
    assert kept(results, keep=4) == dict.fromkeys((run, other), "of the last 4 builds")


def test_the_last_build_that_named_a_run_is_told(results) -> None:
    run, other = results.add(RUN), results.add(OTHER)
    results.build([run], [run, "results/runs/lab/gone/a.000000000001"])
    leftovers = take_survey(results.paths, 1).leftovers
    built = {leftover.directory: leftover.built for leftover in leftovers}
    assert f"{built[run]:%H:%M}" == "01:00"
    assert built[other] is None


def test_while_too_few_builds_are_known_every_run_stays(results, dead: int) -> None:
    run, partial = results.add(RUN), results.add(f"{RUN}.{dead}.partial")
    results.build(["results/runs/lab/gone/a.000000000001"])
    assert kept(results, keep=2) == {run: "perhaps of the last 2 builds", partial: ""}
    assert "knows of 1 build so far" in take_survey(results.paths, 2).remark
    assert kept(results, keep=1) == {run: "", partial: ""}
    assert take_survey(results.paths, 1).remark == ""


@pytest.mark.parametrize("text", ["", "[{}]", '{"built": 1}'])
def test_with_a_broken_record_every_run_stays(results, text: str) -> None:
    run = results.add(RUN)
    results.build_others()
    results.paths.builds.write_text(text)
    assert kept(results, keep=1) == {run: "perhaps of the last build"}
    assert "no record of builds" in take_survey(results.paths, 1).remark


@pytest.mark.parametrize("ending", ["partial", "replaced.partial"])
def test_what_a_dead_job_left_may_go_even_of_a_planned_run(results, dead: int, ending: str) -> None:
    planned = results.add(RUN)
    results.plan(planned)
    results.build([planned])
    partial = results.add(f"{RUN}.{dead}.{ending}", (".spec.json.1.partial", "anything"))
    assert kept(results) == {partial: ""}


def test_what_a_job_is_filling_stays(results) -> None:
    partial = results.add(f"{RUN}.{os.getpid()}.partial")
    assert kept(results) == {partial: f"process {os.getpid()} is filling it"}


def test_a_process_that_took_over_the_number_of_a_dead_one_is_no_reason(results) -> None:
    partial = results.add(f"{RUN}.{os.getpid()}.partial")
    os.utime(partial, (1_000_000_000, 1_000_000_000))
    assert kept(results) == {partial: ""}


@pytest.mark.parametrize(
    "name",
    [
        *("notes", "a_seed-0.0123456789a", "a_seed-0.0123456789AB", ".0123456789ab", "a.partial"),
        *("a_seed-0.0123456789ab.partial", "a_seed-0.0123456789ab.old", "a.1.partial"),
    ],
)
def test_a_strange_name_is_unknown(results, name: str) -> None:
    results.build_others()
    directory = results.add(f"lab/opt/{name}")
    assert kept(results) == {directory: "unknown, its name has no key"}


@pytest.mark.parametrize("name", [RUN, f"{RUN}.{2**31 - 1}.partial"])
def test_a_run_with_a_folder_or_a_link_in_it_is_unknown(results, name: str) -> None:
    results.build_others()
    directory = results.add(name)
    (Path(directory) / "more").mkdir()
    assert kept(results) == {directory: "unknown, it holds a folder or a link"}
    (Path(directory) / "more").rmdir()
    (Path(directory) / "more").symlink_to("spec.json")
    assert kept(results) == {directory: "unknown, it holds a folder or a link"}


def test_a_run_with_a_file_that_no_training_leaves_is_unknown(results) -> None:
    results.build_others()
    directory = results.add(RUN, ("spec.json", "my notes.txt", ".DS_Store"))
    assert kept(results) == {directory: "unknown, it holds my notes.txt"}
    (Path(directory) / "my notes.txt").unlink()
    assert kept(results) == {directory: ""}


@pytest.mark.parametrize("place", ["lab", "lab/opt", RUN])
def test_a_link_is_unknown_and_not_followed(results, place: str, tmp_path: Path) -> None:
    results.build_others()
    link = results.paths.runs / place
    elsewhere = tmp_path / "elsewhere" / RUN
    elsewhere.mkdir(parents=True)
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "elsewhere" / place)
    assert kept(results) == {link.as_posix(): "unknown, it is a link"}


@pytest.mark.parametrize("place", ["note.txt", "lab/note.txt", "lab/opt/note.txt"])
def test_a_file_between_the_folders_is_unknown(results, place: str) -> None:
    file = results.paths.runs / place
    file.parent.mkdir(parents=True)
    file.write_text("note")
    (file.parent / ".DS_Store").write_text("hidden")
    assert kept(results) == {file.as_posix(): "unknown, it is no folder"}


def test_a_run_that_lies_twice_is_kept_where_the_plan_names_it(results) -> None:
    results.build_others()
    planned, twin = results.add(RUN), results.add("lab/renamed/b_seed-0.0123456789ab")
    results.plan(planned)
    assert kept(results) == {twin: ""}
