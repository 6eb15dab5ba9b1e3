"""What has changed from one finished build to another is told whole, and nothing else is."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from labbook.artifacts.kept_build import (
    MOST_KEPT,
    KeptBuild,
    KeptLab,
    KeptNumber,
    flat,
    keep_build,
    kept_builds,
    read_kept_build,
)
from labbook.commands.difference import main
from labbook.difference.comparison import Change, Move, compare
from labbook.difference.statements import statements_of
from labbook.difference.wording import difference_page, difference_text
from labbook.errors import LabbookError

ACCURACY = "optimizers.Adam.test_accuracy"
LAB = KeptLab(
    runs={"optimizers/Adam_seed-0": "a" * 12, "optimizers/SGD_seed-0": "b" * 12},
    numbers={
        ACCURACY: KeptNumber(97.6, 0.3, 3, "97.60 ± 0.30 %"),
        "optimizers.SGD.test_loss": KeptNumber(0.1, None, 1, "0.1000"),
        "optimizers.SGD.test_accuracy": KeptNumber(90.0, None, 1, "90.00 %"),
    },
    statements={"optimizers.best": "Adam is best.", "optimizers.trend": "It rises."},
)
BUILD = KeptBuild(
    config={"defaults.epochs": 10, "date": "May"},
    data={"mnist": "0" * 64},
    code={"labbook.report.pdf": "1"},
    versions={"numpy": "2.0"},
    labs={"lab": LAB},
)
AFTER = replace(
    BUILD,
    config={"defaults.epochs": 20, "date": "May", "course": "DL"},
    code={"labbook.report.pdf": "2"},
    versions={"numpy": "2.1"},
    labs={
        "lab": KeptLab(
            runs={"optimizers/Adam_seed-0": "c" * 12, "optimizers/RMSprop_seed-0": "d" * 12},
            numbers={
                ACCURACY: KeptNumber(98.1, 0.4, 3, "98.10 ± 0.40 %"),
                "optimizers.SGD.test_loss": KeptNumber(0.2, None, 1, "0.2000"),
                "optimizers.RMSprop.test_loss": KeptNumber(0.3, 0.1, 3, "0.300 ± 0.100"),
            },
            statements={"optimizers.best": "RMSprop is best.", "optimizers.cost": "It costs."},
        ),
        "other": KeptLab({}, {}, {}),
    },
)


def test_a_difference_has_all_that_changed() -> None:
    found = compare(BUILD, AFTER)
    assert found.settings == [Change("defaults.epochs", "10", "20"), Change("course", None, "DL")]
    assert (found.data, found.code) == ([], ["labbook.report.pdf"])
    assert found.versions == [Change("numpy", "2.0", "2.1")]
    assert found.only == {"other": "after"}
    of_lab = found.labs["lab"]
    assert of_lab.came == ["optimizers/RMSprop_seed-0"]
    assert of_lab.went == ["optimizers/SGD_seed-0"]
    assert of_lab.anew == ["optimizers/Adam_seed-0"]
    # Half a percentage point, in spreads of √((0.3² + 0.4²)/2).
    assert of_lab.moved == [
        Move(ACCURACY, "97.60 ± 0.30 %", "98.10 ± 0.40 %", pytest.approx(2**0.5)),
        Move("optimizers.RMSprop.test_loss", None, "0.300 ± 0.100", None),
        Move("optimizers.SGD.test_accuracy", "90.00 %", None, None),
        Move("optimizers.SGD.test_loss", "0.1000", "0.2000", None),
    ]
    assert of_lab.statements == [
        Change("optimizers.best", "Adam is best.", "RMSprop is best."),
        Change("optimizers.trend", "It rises.", None),
        Change("optimizers.cost", None, "It costs."),
    ]
    same = compare(AFTER, AFTER)
    assert (same.settings, same.code, same.only) == ([], [], {})
    assert not any(same.labs.values())


def test_the_last_builds_are_kept_each_once(tmp_path: Path) -> None:
    for second in range(2 * MOST_KEPT):
        build = replace(BUILD, config={"epochs": second // 2})
        keep_build(tmp_path, build, datetime(2026, 1, 1, 12, 0, second, tzinfo=UTC))
    kept = kept_builds(tmp_path)
    assert len(kept) == MOST_KEPT
    keep_build(tmp_path, BUILD, datetime(2026, 1, 2, tzinfo=UTC))
    assert [path.name for path in kept_builds(tmp_path)][:-1] == [path.name for path in kept][1:]
    assert read_kept_build(kept_builds(tmp_path)[-1]) == BUILD
    assert flat({"a": {"b": [1], "c": {}}, "d": None}) == {"a.b": [1], "d": None}


def test_two_builds_are_told_in_the_terminal_and_on_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    builds, page = Path("results/builds"), Path("results/difference.html")
    arguments = ["--builds", str(builds), "--page", str(page)]
    with pytest.raises(LabbookError, match="0 finished builds are known here"):
        main(arguments)
    keep_build(builds, BUILD, datetime(2026, 1, 1, tzinfo=UTC))
    keep_build(builds, AFTER, datetime(2026, 1, 2, tzinfo=UTC))
    main(arguments)
    said = capsys.readouterr().out
    assert "defaults.epochs: 10 -> 20" in said
    assert "came: optimizers/RMSprop_seed-0" in said
    assert "97.60 ± 0.30 %  98.10 ± 0.40 %      1.4" in said
    assert re.search(r"optimizers\.SGD\.test_accuracy +90\.00 % +– +–\n", said)
    assert "+ RMSprop is best." in said
    assert "RMSprop is best." in page.read_text(encoding="utf-8")
    many = replace(AFTER, config={f"key_{number:03}": number for number in range(100)})
    assert "key_099" not in difference_text(("a", "b"), BUILD, many)
    assert "key_099: not set -&gt; 99" in difference_page(("a", "b"), BUILD, many)
    keep_build(Path("elsewhere/results/builds"), AFTER, datetime(2026, 1, 3, tzinfo=UTC))
    main([*arguments, "--before=elsewhere", "--after=2026-01-02"])
    assert "Nothing has changed." in capsys.readouterr().out
    with pytest.raises(LabbookError, match="2025 is no folder and no time of a finished build"):
        main([*arguments, "--before=2025"])


def test_statements_are_read_from_the_page_as_they_stand() -> None:
    page = (
        '<span class="finding best" id="x" data-finding="a.best" data-verdict="better">'
        '<em>SGD</em> is <span class="n">99</span>\u202f% &lt; all.</span> '
        '<span class="finding best" data-finding="a.best" data-verdict="better">again</span>'
    )
    assert statements_of(page) == {"a.best": "SGD is 99 % < all."}
