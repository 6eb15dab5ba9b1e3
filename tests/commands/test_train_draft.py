"""train_draft: as the command that it stands for, in a plain graph."""

import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.spec import Spec
from labbook.commands import train_draft, train_keras
from labbook.training import ways


def test_it_trains_in_a_plain_graph_what_is_compiled_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec, seen = Spec.from_dict(EXAMPLE_SPEC), []
    monkeypatch.setattr(train_keras, "main", lambda words: seen.append((words, ways.way_of(spec))))
    monkeypatch.setattr(ways, "COMPILED", ways.COMPILED)  # and so as before afterwards
    assert ways.way_of(spec) == "compiled"
    train_draft.main(["--plan", "plan.json", "--as", "train_keras", "--key", "0"])
    assert seen == [(["--plan", "plan.json", "--key", "0"], "graph")]
