"""The sample in the project is what its program draws, and shows what the config says."""

import importlib.util
from pathlib import Path

import numpy as np
import yaml
from PIL import Image

from labbook.planning.lab_checks import SAMPLE
from labbook.topics.own_digit.prepare_job import prepare_digit

ROOT = Path(__file__).parents[3]


def program():
    path = ROOT / "docs" / "draw_sample_digit.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_drawn_the_same_again() -> None:
    """But for what the JPEG leaves out, which depends on the library that writes it."""
    module = program()
    drawn = module.draw_sample()
    assert (drawn == module.draw_sample()).all()
    with Image.open(ROOT / SAMPLE) as image:
        shipped = np.asarray(image).astype(float)
    assert np.abs(shipped - drawn).mean() < 3
    assert (ROOT / SAMPLE).stat().st_size < 60_000
    assert ROOT / SAMPLE == module.FILE


def test_it_is_what_the_shipped_config_names_and_a_digit_is_found_in_it() -> None:
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    assert config["labs"]["assignment2_deep"]["own_digit"] == {"image": SAMPLE, "digit": 4}
    digit = prepare_digit(ROOT / SAMPLE, [(28, 28)], is_sample=True)
    assert digit.is_dark
    assert digit.size.tolist() == [600, 800]
