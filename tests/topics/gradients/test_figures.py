"""The figures of gradients by layer."""

import csv
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.typed_json import write_typed
from labbook.figures.illustration import Illustration
from labbook.figures.series import read_series
from labbook.figures.style import drawing_style
from labbook.topics.gradients.draw_job import KINDS, make
from labbook.topics.gradients.gradient_panels import (
    GradientData,
    GradientPanel,
    layer_ticks,
    load_gradients,
)
from labbook.topics.gradients.gradient_summary import (
    ConfigurationGradients,
    GradientSummary,
    write_gradient_summary,
)
from labbook.topics.gradients.topic import DRAW
from made_up_plans import experiment_plan_of

ENDS = ["first layer", "output"]
STEPS = np.arange(1, 31) * 25


def panel(label: str, lowest: float, layers: int = 20, n_runs: int = 2) -> GradientPanel:
    norms = np.tile(np.geomspace(lowest, 1.0, layers), (len(STEPS), 1))
    return GradientPanel(label, n_runs, STEPS, norms, norms / 3)


def dead(label: str) -> GradientPanel:
    norms = np.tile(np.geomspace(0.1, 1.0, 40), (len(STEPS), 1))
    norms[10:, :-1] = 0.0
    return GradientPanel(label, 1, STEPS, norms, norms)


def drawn(kind: str, *panels: GradientPanel, without: tuple[str, ...] = ()) -> Illustration:
    with drawing_style():
        illustration = KINDS[kind](GradientData(panels, without, None))
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def texts(illustration: Illustration) -> list[str]:
    return [one.get_text() for one in illustration.figure.findobj(Text) if one.get_text()]


@pytest.mark.parametrize("kind", KINDS)
def test_zeros_are_named_and_only_where_there_are_any(kind: str) -> None:
    with_zeros = drawn(kind, panel("tanh", 1e-2), dead("relu"))
    assert "exactly zero" in texts(with_zeros)
    assert "exactly zero" in with_zeros.caption
    assert "relu" in with_zeros.alternative
    assert "exactly zero" in with_zeros.alternative
    without = drawn(kind, panel("tanh", 1e-2))
    assert "exactly zero" not in " ".join([*texts(without), without.caption, without.alternative])


def test_the_page_can_tell_the_norms_by_step() -> None:
    told = read_series(drawn("first_and_last_layer", dead("relu")).figure)
    assert [series["name"] for series in told["series"]] == [*ENDS, "exactly zero"]
    (ends,) = told["panels"]
    assert ends["counts"] == "step"
    first, last = ends["curves"]
    # Broken where the norm is zero.
    assert (len(first["y"].split()), len(last["y"].split())) == (10, len(STEPS))


@pytest.mark.parametrize("kind", ["weight_gradients", "bias_gradients"])
def test_all_maps_have_one_scale_and_hatching_where_a_layer_is_dead(kind: str) -> None:
    illustration = drawn(kind, panel("deep", 1e-20), panel("flat", 0.5), dead("relu"))
    images = [image for ax in illustration.figure.axes for image in ax.images]
    assert len(images) == 3
    assert len({(image.norm.vmin, image.norm.vmax) for image in images}) == 1
    zeros = images[2].get_array()
    assert np.ma.getmaskarray(zeros).sum() == 20 * 39
    hatched = [one for one in illustration.figure.findobj(Rectangle) if one.get_hatch()]
    assert len(hatched) == 2  # behind the panel, in the legend


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_zeros_and_nothing_at_all_can_be_drawn(kind: str) -> None:
    nil = GradientPanel("nil", 1, STEPS[:1], np.zeros((1, 2)), np.zeros((1, 2)))
    assert "exactly zero" in drawn(kind, nil).caption
    nothing = drawn(kind, without=("relu",))
    assert "nothing to draw" in nothing.caption
    assert len(nothing.table) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_words_stay_on_the_page_and_do_not_touch(kind: str) -> None:
    panels = [
        panel(f"activation {word}, {n} hidden layers", 1e-12, n)
        for word in ("relu", "tanh", "sigmoid")
        for n in (5, 20, 40)
    ]
    figure = drawn(kind, *panels, dead("relu, 39")).figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    page = figure.bbox
    boxes = [
        one.get_window_extent(renderer)
        for one in figure.findobj(Text)
        if one.get_text() and one.get_visible()
    ]
    for box in boxes:
        assert page.x0 <= box.x0
        assert box.x1 <= page.x1 + 1
        assert page.y0 <= box.y0
        assert box.y1 <= page.y1 + 1


@pytest.mark.parametrize("layers", [1, 2, 5, 6, 10, 20, 40, 100])
def test_layers_are_counted_from_the_first_to_the_last(layers: int) -> None:
    ticks = layer_ticks(layers)
    assert ticks[0] == 1
    assert ticks[-1] == layers
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= 8


def plan(*names: str, axes: tuple[tuple[str, int], ...] = ()) -> ExperimentPlan:
    return experiment_plan_of(
        *(
            {"name": name, "label": f"<{name}>", "settings": {"record_gradients": True}}
            for name in names
        ),
        axes=[{"name": name, "values": list(range(count))} for name, count in axes],
    )


def summary(*names: str, empty: tuple[str, ...] = ()) -> GradientSummary:
    norms, nothing = np.ones((30, 3)), np.zeros((0, 0))
    return GradientSummary(
        "lab",
        "trial",
        4,
        tuple(
            ConfigurationGradients(name, (), STEPS[:0], nothing, nothing)
            if name in empty
            else ConfigurationGradients(name, (None,), STEPS, norms, norms)  # type: ignore[arg-type]
            for name in names
        ),
    )


def test_rows_and_columns_are_the_two_settings() -> None:
    names = "abcdef"
    axes = (("activation", 2), ("hidden_layers", 3))
    assert load_gradients(plan(*names, axes=axes), summary(*names)).n_columns == 3
    incomplete = load_gradients(plan(*names, axes=axes), summary(*names, empty=("b",)))
    assert incomplete.n_columns is None
    assert incomplete.without == ("<b>",)
    assert len(incomplete.panels) == 5


def test_the_job_writes_what_its_stage_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_typed(Path("plan.json"), plan("a"))
    empty = summary("a", empty=("a",))
    gradients, arrays = Path("gradients.json"), Path("arrays.npz")
    write_gradient_summary(gradients, arrays, empty)
    make(
        plan=Path("plan.json"), gradients=gradients, arrays=arrays, index=Path("out/gradients.json")
    )
    promised = {Path(pattern).name for pattern in DRAW.outputs.values()}
    assert {path.name for path in Path("out").iterdir()} == promised


def test_the_table_has_every_norm() -> None:
    illustration = drawn("weight_gradients", panel("tanh", 0.1, 3))
    rows = list(csv.DictReader(",".join(row) for row in illustration.table))
    assert len(rows) == 30 * 3
    assert float(rows[0]["norm"]) == pytest.approx(0.1)
