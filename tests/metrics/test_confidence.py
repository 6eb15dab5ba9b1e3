"""There is one level of confidence: no other module has one of its own."""

import ast
from pathlib import Path

import pytest

from labbook.metrics.confidence import CONFIDENCE, SIGNIFICANCE

PACKAGE = Path(__file__).parents[2] / "workflow" / "labbook"
MODULES = sorted(
    path
    for folder in ("metrics", "findings", "topics")
    for path in (PACKAGE / folder).rglob("*.py")
    if path.name != "confidence.py"
)
# Levels of confidence, of significance, and quantiles of the normal distribution for them.
LEVELS = {0.95, 0.975, 0.99, 0.05, 0.025, 1.96, 2.576}
# What has such a number and is another thing.
OTHERS = {
    "classes/roc_figure.py": {0.95},  # where an axis may begin
    "classes/findings.py": {0.99},  # how large an area has to be
    "published/epochs.py": {0.05},  # how far an approximate epoch may be off
}


def test_a_test_and_an_interval_say_the_same() -> None:
    assert pytest.approx(1 - CONFIDENCE) == SIGNIFICANCE


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_has_a_level_of_its_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    numbers = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    }
    assert numbers & LEVELS <= OTHERS.get("/".join(path.parts[-2:]), set())
