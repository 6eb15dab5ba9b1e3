"""A draft has the labs, experiments and configurations of the config, and little work."""

import numpy as np
import pytest

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.dataset import Dataset
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.data.draft_slice import draft_slice
from labbook.planning.datasets import ChosenDatasets
from labbook.planning.draft import EPOCHS, TEST_IMAGES, TRAINING_IMAGES, drafted, sliced
from labbook.planning.plan import make_plan
from made_up_dataset import made_up_dataset
from real_build import ROOT


def test_the_draft_of_the_shipped_config_asks_the_same_questions_with_few_epochs() -> None:
    config = parse_config(read_yaml(ROOT / "config.yaml"))
    whole, chosen = (
        make_plan(one, made_up_dataset(n_train_total=60_000)) for one in (config, drafted(config))
    )
    for real, draft in zip(whole.experiments, chosen.experiments, strict=True):
        assert (draft.lab, draft.name) == (real.lab, real.name)
        assert len(draft.configurations) == len(real.configurations)
        assert not draft.experiment.published
        assert [len(one.runs) for one in draft.trained] == [1] * len(draft.trained)
        for one in draft.trained:
            swept = "epochs" in one.varied
            assert all(spec.epochs <= (5 if swept else EPOCHS) for spec in one.specs)
    assert sum(isinstance(run.spec, ChosenSpec) for run in chosen.runs.values()) == 2


@pytest.mark.parametrize("epochs", [["a"], [0, 1]])
def test_what_is_refused_in_a_config_is_refused_in_its_draft(epochs: list) -> None:
    config = read_yaml(ROOT / "config.yaml")
    config["labs"]["forum1_mlp"]["experiments"]["number_of_epochs"]["sweep"]["epochs"] = epochs
    with pytest.raises(Exception, match="epochs") as refused:
        make_plan(parse_config(config), made_up_dataset())
    with pytest.raises(type(refused.value)) as refused_draft:
        make_plan(drafted(parse_config(config)), made_up_dataset())
    assert str(refused_draft.value) == str(refused.value)


def test_a_slice_has_each_class_by_its_share_and_is_other_data() -> None:
    whole = made_up_dataset(n_train_total=60_000, n_test=500)
    part = sliced(ChosenDatasets(whole, {"mnist": whole}, [])).own
    assert (part.n_train_total, part.n_test) == (TRAINING_IMAGES, 500)
    assert part.sha256 != whole.sha256
    assert part.training.sha256 not in (part.sha256, whole.training.sha256)

    labels = np.repeat(np.arange(3, dtype=np.uint8), [4000, 1000, 5000])
    images = np.arange(len(labels), dtype=np.uint8)[:, None, None]
    dataset = Dataset(images, labels, images[:30], labels[::400][:30])
    found = draft_slice(dataset, (TRAINING_IMAGES, TEST_IMAGES), part.sha256)
    assert np.bincount(found.train_labels).tolist() == [640, 160, 800]
    assert len(found.test_labels) == 25
    assert found.sha256 == part.sha256
