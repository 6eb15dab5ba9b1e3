"""Published numbers may stand in a file of their own."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from labbook.config.load import load_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from real_build import ROOT

NUMBERS = {
    "published_source": "A. Author",
    "published": [
        {
            "of": {"batch_size": 100},
            "test_accuracy": 0.99,
            "conditions": {"epochs": 20},
            "note": "They trained for less.",
        },
        {"of": {"batch_size": 10}, "epoch": 50, "train_loss": 0.1},
    ],
}


def load(folder: Path, numbers: Any, **experiment: Any):
    config = read_yaml(ROOT / "config.yaml")
    single = config["labs"]["lab3_keras"]["experiments"]["single_neuron"]
    for key in ("published", "published_source"):
        del single[key]
    single |= {"published": "numbers.yaml", **experiment}
    (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    if numbers is not None:
        (folder / "numbers.yaml").write_text(yaml.safe_dump(numbers, sort_keys=False))
    return load_config(folder / "config.yaml").labs["lab3_keras"].experiments["single_neuron"]


def test_they_are_read_as_if_they_stood_in_the_config(tmp_path: Path) -> None:
    experiment = load(tmp_path, NUMBERS)
    entry, early = experiment.published
    assert (entry.test_accuracy, entry.conditions.epochs) == (0.99, 20)
    assert (early.epoch, early.train_loss, early.test_loss) == (50, 0.1, None)
    assert entry.note == "They trained for less."
    assert experiment.published_source == "A. Author"


def test_the_experiment_has_the_last_word(tmp_path: Path) -> None:
    assert load(tmp_path, NUMBERS, published_source="B").published_source == "B"


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (None, "config.yaml names numbers.yaml as published, which is no file here."),
        ({"publisht": []}, 'numbers.yaml has the unknown key "publisht"; did you mean "published"'),
        ({"published_source": "A"}, "numbers.yaml: published must be a list"),
        (
            {"published": [{"test_acuracy": 1}]},
            'numbers.yaml: published.0 has the unknown key "test_acuracy"; did you mean',
        ),
        (
            {"published": [{"test_accuracy": 98}]},
            "numbers.yaml: published.0.test_accuracy is 98; it must be at most 1.",
        ),
        (
            {"published": [{"epoch": 0}]},
            "numbers.yaml: published.0.epoch is 0; it must be at least 1.",
        ),
        (
            {"published": [{"conditions": {"epoch": 1}}]},
            'numbers.yaml: published.0.conditions has the unknown key "epoch"; did you mean',
        ),
    ],
)
def test_a_mistake_names_the_file(tmp_path: Path, numbers: Any, sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        load(tmp_path, numbers)
    assert sentence in str(refused.value)
