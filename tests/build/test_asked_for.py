"""What only looks, what is refused, and which names the command line has."""

from argparse import Namespace

import pytest
from snakemake.cli import get_argument_parser

from labbook.build.asked_for import (
    check_arguments,
    names_asked_for,
    only_looks,
    target_by_itself,
)
from labbook.errors import LabbookError

PROFILE = ["--rerun-triggers", "mtime", "--ignore-incomplete", "--nolock"]


def parsed(*options: str) -> Namespace:
    return get_argument_parser().parse_args([*PROFILE, *options])


@pytest.mark.parametrize(
    "options",
    ["-n", "--dag", "--lint", "--list-changes code", "--containerize", "--cleanup-meta x"],
)
def test_what_only_looks(options: str) -> None:
    asked = parsed(*options.split())
    assert only_looks(asked)
    check_arguments(asked)


@pytest.mark.parametrize("options", ["", "all", "--cores 2 -F", "--cleanup-shadow --cores 0"])
def test_what_does_not_only_look(options: str) -> None:
    assert only_looks(parsed(*options.split())) == ("shadow" in options)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--touch", "--touch is of no use here: .* by content, not by time"),
        ("--delete-all-output -n", "--delete-all-output is of no use here: "),
        ("--archive a.tar", "hand_in"),
        ("--export-cwl all.cwl", "no such export"),
        ("", "how many cores"),
        ("--no-hooks --cores 1", "--no-hooks is of no use here"),
        ("--cores 0", "--cores 0 would never end; at least 1 is needed"),
        ("--jobs 0", "--jobs 0 would never end"),
        ("--rerun-triggers mtime params", "a build needs `--rerun-triggers mtime"),
    ],
)
def test_what_is_refused(options: str, sentence: str) -> None:
    with pytest.raises(LabbookError, match=sentence):
        check_arguments(parsed(*options.split()))


def test_names_with_the_options_that_name_them() -> None:
    options = "-R b a --until u --omit-from o --prioritize p --batch all=1/2 -- x y"
    asked = parsed(*options.split())
    names = {"x": "", "y": "", "all": "--batch ", "a": "--forcerun ", "b": "--forcerun "}
    assert names_asked_for(asked) == names | {
        "u": "--until ",
        "o": "--omit-from ",
        "p": "--prioritize ",
    }


@pytest.mark.parametrize(("asked", "target"), [([], None), (["all"], None), (["list"], "list")])
def test_target_by_itself(asked: list[str], target: str | None) -> None:
    assert target_by_itself({"list", "remove"}, asked) == target


@pytest.mark.parametrize("other", ["all", "remove", "results/lab/report.pdf"])
def test_a_target_by_itself_goes_with_no_other(other: str) -> None:
    with pytest.raises(LabbookError, match=r"^`list` goes with no other target; ask for "):
        target_by_itself({"list", "remove"}, ["list", other])
