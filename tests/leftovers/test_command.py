"""Listing, and removing what was listed."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.commands.leftovers import main
from labbook.errors import LabbookError

RUN = "lab/opt/a_seed-0.0123456789ab"
OTHER = "lab/more/a_seed-1.0123456789ac"

Call = Callable[..., str]


@pytest.fixture
def call(results, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command; returns what it printed."""

    def run(what: str, keep: int = 3) -> str:
        paths = results.paths
        options = {
            "runs": paths.runs,
            "logs": paths.logs,
            "plan": paths.plan,
            "builds": paths.builds,
            "keep-builds": keep,
            "listing": paths.listing,
        }
        capsys.readouterr()
        main(
            [what, *(word for name, value in options.items() for word in (f"--{name}", str(value)))]
        )
        return capsys.readouterr().out

    return run


def files(root: Path = Path()) -> set[str]:
    return {path.as_posix() for path in root.rglob("*")}


def test_without_leftovers_it_says_so(results, call: Call) -> None:
    assert call("--list") == "There are no leftovers: the plan names every run that is there.\n"
    assert call("--remove") == "Nothing was removed.\n"


def test_a_listing_shows_everything_and_removes_nothing(results, call: Call) -> None:
    run, odd = results.add(RUN), results.add("lab/opt/notes")
    results.build_others()
    before = files()
    said = call("--list").splitlines()
    assert files() - before == {"results/leftovers.json"}
    assert said[0].split() == ["directory", "size", "last", "built"]
    assert said[1].split() == [run, "2.0", "kB", "-", "can", "be", "removed"]
    assert said[2].split()[:4] == [odd, "2.0", "kB", "-"]
    assert said[2].endswith("stays: unknown, its name has no key")
    assert said[3:] == [
        "2 leftovers, 4.0 kB. `snakemake --cores 1 remove_leftovers` removes 1 of them, 2.0 kB."
    ]
    listing = json.loads(results.paths.listing.read_text(encoding="utf-8"))
    assert listing == {"removable": {run: 2000}}


def test_a_listing_says_why_every_run_is_kept(results, call: Call) -> None:
    results.add(RUN)
    said = call("--list").splitlines()
    assert said[-2:] == [
        "1 leftover, 2.0 kB. None of them can be removed.",
        "results/plans/builds.json knows of no builds so far; until it knows of 3, every run is "
        "kept (keep_builds).",
    ]


def test_a_removal_takes_what_was_listed_with_its_log_and_empty_folders(
    results, call: Call, dead: int
) -> None:
    results.build_others()
    run, planned = results.add(RUN), results.add(OTHER)
    partial = results.add(f"{OTHER}.{dead}.partial")
    results.plan(planned)
    log, planned_log = results.add_log(RUN), results.add_log(OTHER)
    call("--list")
    said = call("--remove").splitlines()
    assert said == [
        f"Removed {partial} (2.0 kB).",
        f"Removed {run} (2.5 kB).",
        "Removed 2 leftovers; 4.5 kB came free.",
    ]
    assert not Path(run).parent.exists()
    assert not log.parent.exists()
    assert not results.paths.listing.exists()
    assert Path(planned, "spec.json").exists()
    assert planned_log.exists()
    assert files(results.paths.runs / "lab" / "more") == {
        planned,
        f"{planned}/spec.json",
        f"{planned}/weights.npz",
    }


def test_without_a_listing_nothing_is_removed(results, call: Call) -> None:
    results.build_others()
    results.add(RUN)
    before = files()
    with pytest.raises(LabbookError, match="do that first") as refused:
        call("--remove")
    assert "\n" not in str(refused.value)
    assert files() == before


@pytest.mark.parametrize("text", ["", "[]", "3", '{"removable": 1}', "{}"])
def test_a_broken_listing_is_none(results, call: Call, text: str) -> None:
    results.build_others()
    results.add(RUN)
    results.paths.listing.write_text(text)
    before = files()
    with pytest.raises(LabbookError, match="is no listing; `snakemake --cores 1 leftovers`"):
        call("--remove")
    assert files() == before


def test_what_came_after_the_listing_stays(results, call: Call) -> None:
    results.build_others()
    run = results.add(RUN)
    call("--list")
    later = results.add(OTHER)
    assert later not in call("--remove")
    assert Path(later).exists()
    assert not Path(run).exists()


def test_what_the_plan_names_again_stays(results, call: Call) -> None:
    results.build_others()
    run, other = results.add(RUN), results.add(OTHER)
    call("--list")
    results.plan(run)
    said = call("--remove").splitlines()
    assert said == [
        f"Removed {other} (2.0 kB).",
        f"{run} stays: the plan names it again.",
        "Removed 1 leftover; 2.0 kB came free.",
    ]
    assert Path(run, "weights.npz").exists()


def test_what_a_build_used_after_the_listing_stays(results, call: Call) -> None:
    results.build_others()
    run = results.add(RUN)
    call("--list")
    results.build([run])
    assert f"{run} stays: of the last 3 builds." in call("--remove")
    assert Path(run).exists()


def test_more_builds_may_be_kept_by_the_removal_than_by_the_listing(results, call: Call) -> None:
    run = results.add(RUN)
    results.build([run], ["results/runs/lab/gone/a.000000000001"])
    call("--list", keep=1)
    assert f"{run} stays: of the last 2 builds." in call("--remove", keep=2)
    assert Path(run).exists()


def test_what_is_gone_is_not_spoken_of(results, call: Call) -> None:
    results.build_others()
    run = Path(results.add(RUN))
    call("--list")
    run.rename("elsewhere")
    assert call("--remove") == "Nothing was removed.\n"


def test_a_directory_that_changed_its_shape_stays(results, call: Call) -> None:
    results.build_others()
    run = results.add(RUN)
    call("--list")
    Path(run, "my notes.txt").write_text("notes")
    assert f"{run} stays: unknown, it holds my notes.txt." in call("--remove")
    assert Path(run, "spec.json").exists()


@pytest.mark.parametrize(
    "name", ["/elsewhere", "../elsewhere", "results/runs/../../elsewhere", "results/runs", "."]
)
def test_a_listing_that_names_other_places_removes_none(results, call: Call, name: str) -> None:
    results.build_others()
    Path("elsewhere").mkdir()
    listed = f"{Path.cwd().as_posix()}{name}" if name.startswith("/") else name
    results.paths.listing.write_text(json.dumps({"removable": {listed: 1}}))
    assert call("--remove") == "Nothing was removed.\n"
    assert Path("elsewhere").exists()


@pytest.mark.parametrize("place", ["lab", "lab/opt"])
def test_a_link_put_in_place_of_a_folder_is_not_followed(results, call: Call, place: str) -> None:
    results.build_others()
    run = results.add(RUN)
    call("--list")
    folder = results.paths.runs / place
    folder.rename("elsewhere")
    folder.symlink_to(Path("elsewhere").absolute())
    assert call("--remove") == "Nothing was removed.\n"
    assert Path(run, "spec.json").exists()


@pytest.mark.parametrize("place", ["lab", "lab/opt", f"{RUN}.log"])
def test_a_log_behind_a_link_stays(results, call: Call, place: str) -> None:
    results.build_others()
    run, log = results.add(RUN), results.add_log(RUN)
    linked = results.paths.logs / place
    linked.rename("elsewhere")
    linked.symlink_to(Path("elsewhere").absolute())
    call("--list")
    call("--remove")
    assert not Path(run).exists()
    assert log.exists()


def test_a_removal_that_is_interrupted_leaves_no_run_with_half_its_files(
    results, call: Call, monkeypatch: pytest.MonkeyPatch, dead: int
) -> None:
    results.build_others()
    run, other = results.add(RUN), results.add(OTHER)
    call("--list")

    def fail(path: Path) -> None:
        if "/opt/" in path.as_posix():
            raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", fail)
        with pytest.raises(LabbookError, match="1 of 2 leftovers could not be removed") as failed:
            call("--remove")
    assert f"({run}: Permission denied)" in str(failed.value)
    assert not Path(run).exists()
    assert not Path(other).exists()
    assert results.paths.listing.exists()
    (left,) = Path(run).parent.iterdir()
    left.rename(left.with_name(left.name.replace(str(os.getpid()), str(dead))))
    call("--list")
    assert "Removed 1 leftover" in call("--remove")
