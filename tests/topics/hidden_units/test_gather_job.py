"""What runs have recorded of their units is gathered, all but that of runs that diverged."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from labbook.artifacts.spec import HiddenLayer
from labbook.artifacts.summary import write_summary
from labbook.artifacts.unit_states import UnitStates, write_unit_states
from labbook.artifacts.watched_layers import WatchedLayer
from labbook.topics.hidden_units.gather_job import make
from labbook.topics.hidden_units.units_file import read_hidden_units
from made_up_classes import summary_of


def test_each_run_that_did_not_diverge_is_gathered(tmp_path: Path) -> None:
    labels = np.arange(20, dtype=np.uint8) % 10
    answers = np.full((20, 10), 0.1, np.float32)
    summary = summary_of(
        tmp_path, labels, {"seen": [answers, answers, None], "other": [answers]}, 2
    )
    seen, other = summary.configurations
    hidden = (HiddenLayer(6, "relu"), HiddenLayer(5, "elu"), HiddenLayer(4, "tanh"))
    settings = replace(seen.settings, record_units=True, hidden=hidden)
    watched = replace(seen, settings=settings)
    write_summary(tmp_path / "summary.json", replace(summary, configurations=(watched, other)))
    stuck = np.arange(6).reshape(3, 2)
    for number, run in enumerate(watched.runs[:2]):
        Path(run.directory).mkdir(exist_ok=True)
        states = UnitStates(stuck + number, stuck / 8)
        write_unit_states(Path(run.directory) / "units.npz", states)

    make(summary=tmp_path / "summary.json", units=tmp_path / "units.json")
    (found,) = read_hidden_units(tmp_path / "units.json").configurations
    assert found.name == "seen"
    assert found.layers == (
        WatchedLayer(1, 6, "relu", False),
        WatchedLayer(3, 4, "tanh", False),
    )
    assert [run.seed for run in found.runs] == [run.seed for run in watched.runs[:2]]
    assert [run.counts.tolist() for run in found.runs] == [stuck.tolist(), (stuck + 1).tolist()]
    assert found.runs[0].variation == tuple(map(tuple, (stuck / 8).tolist()))
