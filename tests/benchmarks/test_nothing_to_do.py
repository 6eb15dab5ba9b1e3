"""A build with nothing to do is measured, and no other; no time is asserted."""

from pathlib import Path

import pytest
from nothing_to_do import CALL, ROOT, check_is_finished, lines
from parse.calls import called
from parse.sides import bare_side

from labbook.errors import LabbookError


def test_only_a_folder_in_which_all_is_built_is_measured(tmp_path: Path) -> None:
    side = bare_side(tmp_path / "bare", 2, ROOT / "profiles")
    with pytest.raises(LabbookError, match="not all is built"):
        check_is_finished(side)
    assert not (side.folder / "out").exists()
    called(side, *CALL)
    check_is_finished(side)


def test_the_least_of_the_rounds_stands_beside_the_target() -> None:
    _, bare, ours = lines([(1.5, 3.9), (1.2, 3.1), (1.3, 3.0)])
    assert bare.split()[-1] == "1.20"
    assert ours.endswith("3.00   1.80 more (target at most 2: met)")
    assert lines([(1.0, 3.01)])[-1].endswith("2.01 more (target at most 2: NOT met)")
