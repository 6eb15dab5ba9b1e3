"""The jobs from a photograph to its figures."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from labbook.artifacts.figure_index import read_figure_index
from labbook.fingerprint import PROJECT
from labbook.planning.lab_checks import SAMPLE
from labbook.topics.own_digit.draw_job import make as draw
from labbook.topics.own_digit.own_digit_files import (
    NetworkAnswers,
    OwnDigit,
    RunAnswer,
    read_own_digit_images,
    write_own_digit,
    write_own_digit_images,
)
from labbook.topics.own_digit.prepare_job import make as prepare
from labbook.topics.own_digit.topic import DRAW
from made_up_own_digit import made_up_images
from made_up_plans import experiment_plan_values

IMAGES, ANSWERS, INDEX = Path("own_digit.npz"), Path("own_digit.json"), Path("out/own_digit.json")


def prepare_from(photograph: str, in_project: bool = False) -> None:
    shapes = [[28, 28]]
    prepare(
        photograph=photograph,
        in_project=in_project,
        sample=SAMPLE,
        image_shapes=shapes,
        images=IMAGES,
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_sample_is_known_by_its_content_wherever_it_lies(folder: Path) -> None:
    prepare_from(SAMPLE, in_project=True)
    shipped = IMAGES.read_bytes()
    assert read_own_digit_images(IMAGES).is_sample
    Path("copy.jpg").write_bytes((PROJECT / SAMPLE).read_bytes())
    prepare_from("copy.jpg")
    assert IMAGES.read_bytes() == shipped


def test_another_photograph_is_not_the_sample() -> None:
    gray = np.full((300, 200), 230, np.uint8)
    gray[100:200, 95:105] = 20
    Image.fromarray(gray).save("mine.png")
    prepare_from("mine.png")
    assert not read_own_digit_images(IMAGES).is_sample


def drawn(*networks: NetworkAnswers, is_sample: bool = False) -> list[str]:
    write_own_digit_images(IMAGES, made_up_images((28, 28), (32, 32, 3), is_sample=is_sample))
    write_own_digit(ANSWERS, OwnDigit("lab", 4, (600, 800), True, False, False, networks))
    configurations = [{"name": one.configuration, "label": "ReLU, 4 layers"} for one in networks]
    plan = experiment_plan_values(*configurations, experiment="depth")
    Path("plan.json").write_text(json.dumps(plan))
    draw(images=IMAGES, answers=ANSWERS, plans={"depth": Path("plan.json")}, index=INDEX)
    names = {path.name for path in Path("out").iterdir()}
    assert names == {Path(pattern).name for pattern in DRAW.outputs.values()}
    return [one.kind for one in read_figure_index(INDEX)]


def network(name: str, n_runs: int = 1, positive: int | None = None) -> NetworkAnswers:
    answers = [*map(str, range(10))] if positive is None else ["0", "not 0"]
    likeliest = "4" if positive is None else "0"
    means = {one: 0.55 if one == likeliest else 0.45 / (len(answers) - 1) for one in answers}
    runs = tuple(RunAnswer(seed, name, "4", 0.55, True) for seed in range(n_runs))
    return NetworkAnswers("depth", name, positive, (28, 28), 1, means if runs else {}, runs)


def test_the_photograph_and_the_probabilities_are_drawn() -> None:
    assert drawn(network("a"), network("b", n_runs=2)) == ["own_digit", "own_digit_probabilities"]
    rows = Path("out/own_digit_probabilities.csv").read_text().splitlines()
    assert len(rows) == 1 + 2 * 10
    assert rows[5] == 'depth,a,"ReLU, 4 layers",4,0.55,1'
    pixels = Path("out/own_digit.csv").read_text().splitlines()
    assert len(pixels) == 1 + 28 * 28 + 32 * 32
    (own, bars) = read_figure_index(INDEX)
    assert "(600 × 800 pixels)" in own.caption
    assert "blue is the digit that was written, 4" in bars.caption
    assert "highest for 4" in bars.alt


def test_a_sample_is_drawn_and_not_photographed() -> None:
    words = {}
    for is_sample in (False, True):
        drawn(network("a"), is_sample=is_sample)
        own = read_figure_index(INDEX)[0]
        words[is_sample] = own.caption, own.alt
    caption, alternative = words[True]
    assert caption.startswith("The sample digit as it was drawn (600 × 800 pixels)")
    assert alternative.startswith("A drawing of a handwritten digit, dark on light")
    assert "photograph" not in caption + alternative
    assert words[False][0].startswith("The digit as it was photographed (600 × 800 pixels)")
    assert words[False][1].startswith("A photograph of a handwritten digit")


def test_more_networks_than_a_page_holds_are_in_the_table_alone() -> None:
    drawn(*(network(f"n{place}") for place in range(40)))
    assert len(Path("out/own_digit_probabilities.csv").read_text().splitlines()) == 1 + 40 * 10
    bars = read_figure_index(INDEX)[1]
    assert "each of the first 36 networks" in bars.caption


@pytest.mark.parametrize("networks", [(), (network("a", n_runs=0),), (network("a", positive=0),)])
def test_without_a_network_that_tells_all_digits_apart_there_are_no_bars(networks) -> None:
    assert drawn(*networks) == ["own_digit"]
