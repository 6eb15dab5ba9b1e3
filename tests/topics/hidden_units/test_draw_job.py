"""The figure of units that are dead or saturated."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from findings.conftest import build_configuration
from labbook.artifacts.figure_index import read_figure_index
from labbook.artifacts.typed_json import write_typed
from labbook.figures.illustration import Illustration
from labbook.figures.series import read_series
from labbook.figures.style import drawing_style
from labbook.topics.hidden_units.draw_job import ALL, MOST, illustrate, make
from labbook.topics.hidden_units.topic import DRAW
from labbook.topics.hidden_units.units_file import read_hidden_units, write_hidden_units
from made_up_hidden_units import RELU, RELU_OUTPUT, TANH, units_of
from made_up_plans import experiment_plan_of

DYING = [[0, 0], [1, 4]]
LIVELY = [[0, 0], [0, 0]]


def units(layers=RELU, **by_name):
    configurations = [
        build_configuration(name, [0.9] * len(runs)) for name, runs in by_name.items()
    ]
    return units_of(configurations, by_name, layers)


def drawn(found) -> Illustration:
    labels = {one.name: f"<{one.name}>" for one in found.configurations}
    with drawing_style():
        illustration = illustrate(found, labels)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def texts(illustration: Illustration) -> list[str]:
    return [one.get_text() for one in illustration.figure.findobj(Text) if one.get_text()]


def lines(illustration: Illustration) -> list[np.ndarray]:
    (ax,) = illustration.figure.axes
    return [np.asarray(line.get_ydata()) for line in ax.lines]


def test_lines_are_shares_of_all_units_of_the_worst_layer_and_of_single_runs() -> None:
    illustration = drawn(units(deep=[DYING, LIVELY], fine=[LIVELY]))
    found = lines(illustration)
    assert [line[-1] for line in found] == [62.5, 0.0, 31.25, 100.0, 0.0, 50.0]
    assert "hidden layer with the most" in texts(illustration)
    assert "output" not in texts(illustration)
    told = read_series(illustration.figure)
    assert [series["name"] for series in told["series"]] == [ALL, MOST, "single runs"]
    (panel,) = told["panels"]
    assert [(curve["x"], curve["y"].split()[-1]) for curve in panel["curves"]] == [
        (0, "31.25"),
        (0, "50"),
    ]
    assert "Without any such unit, and not drawn: <fine>." in illustration.caption
    assert "dead (ReLU), by" in illustration.caption
    assert "<deep>: all hidden layers from 0 to 31.2 %" in illustration.alternative
    assert ["<deep>", "0", "1", "2", "4", "4"] in illustration.table


def test_of_runs_that_early_stopping_ended_a_mean_ends_with_the_first() -> None:
    illustration = drawn(units(deep=[[*DYING, [0, 4]], DYING]))
    mean = lines(illustration)[2]
    assert mean[1] == 62.5
    assert np.isnan(mean[2])
    assert "a mean ends with the first" in illustration.caption
    assert "<deep>: all hidden layers from 0 to 56.2 %" in illustration.alternative


def test_one_run_and_an_output() -> None:
    illustration = drawn(units(RELU_OUTPUT, a=[[[0, 0], [1, 1]]]))
    assert [line[-1] for line in lines(illustration)] == [25.0, 100.0]
    assert {"all hidden layers", "output"} <= set(texts(illustration))
    assert "single runs" not in texts(illustration)


def test_saturation_is_called_so() -> None:
    illustration = drawn(units(TANH, a=[DYING]))
    assert "saturated (sigmoid, tanh), by" in illustration.caption
    assert "dead (" not in illustration.caption


@pytest.mark.parametrize("by_name", [{"a": [LIVELY]}, {"a": []}])
def test_where_there_is_nothing_the_report_has_no_figure(by_name) -> None:
    illustration = drawn(units(**by_name))
    assert not illustration.in_report
    assert len(illustration.table) == 1


def test_the_job_writes_what_its_stage_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_typed(Path("plan.json"), experiment_plan_of({"name": "a", "label": "A"}))
    found = units(a=[DYING])
    write_hidden_units(Path("units.json"), found)
    assert read_hidden_units(Path("units.json")) == found
    make(plan=Path("plan.json"), units=Path("units.json"), index=Path("out/hidden_units.json"))
    promised = {Path(pattern).name for pattern in DRAW.outputs.values()}
    assert {path.name for path in Path("out").iterdir()} == promised
    assert [entry.kind for entry in read_figure_index(Path("out/hidden_units.json"))] == [
        "hidden_units"
    ]
