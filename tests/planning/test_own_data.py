"""One's own images in a plan: read once, known by their content, and called by their own words."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labbook.planning.own_data
from labbook.artifacts.dataset import content_sha256
from labbook.artifacts.json_file import read_json
from labbook.config.load import parse_config
from labbook.config.model import Config, Notebook, OwnDigit
from labbook.config.named_files import data_places
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.jobs.prepare_data import make
from labbook.planning.datasets import ChosenDatasets, choose_datasets
from labbook.planning.lab_checks import SAMPLE
from labbook.planning.own_data import RECORD
from labbook.planning.plan import Plan, make_plan
from labbook.planning.plan_files import experiment_plan, lab_plan
from own_images import CLASSES, made_up_images, write_folder, write_npz
from real_build import ROOT

RESULTS = Path("results/data")
DATA = made_up_images()
EXPERIMENT = {
    **{"title": "One", "question": "Which?", "units": 8, "activation": "sigmoid", "epochs": 5},
    **{"optimizer": "adam", "batch_size": 10, "seeds": [0, 1]},
}
CLOTHES = {"npz": "clothes.npz", "classes": list(CLASSES), "noun": "garment", "title": "Clothes"}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_npz(Path("clothes.npz"), DATA)


def config(datasets: dict[str, Any], own: str = "clothes", **experiments: Any) -> Config:
    value = {**read_yaml(ROOT / "config.yaml"), "dataset": own, "datasets": datasets}
    value["defaults"] = {}
    value["labs"] = {
        "lab": {
            "title": "Lab",
            "assignment": "Lab",
            "experiments": {
                name: {**EXPERIMENT, **one} for name, one in (experiments or {"one": {}}).items()
            },
        }
    }
    return parse_config(value)


def chosen(asked: Config, decides: bool = True) -> ChosenDatasets:
    return choose_datasets(asked, RESULTS, decides)


def planned(asked: Config) -> Plan:
    found = chosen(asked)
    return make_plan(asked, found.own, others=found.others)


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if some time had passed since the files were written; no program can set ctime back."""
    monkeypatch.setattr(labbook.planning.own_data, "SETTLED_NS", -1)


def no_questions(*_: object) -> None:
    raise AssertionError("images were read again")


@pytest.mark.usefixtures("settled")
def test_images_are_read_once_and_known_by_their_content(monkeypatch) -> None:
    asked = config({"clothes": CLOTHES})
    assert chosen(asked, decides=False).own.sha256 == content_sha256(DATA)
    assert not RESULTS.exists()
    found = chosen(asked).own
    assert found.name == f"clothes-{found.sha256[:8]}"
    assert (found.title, found.noun, found.classes) == ("Clothes", "garment", CLASSES)
    assert (found.n_train_total, found.n_test, found.image_shape) == (60, 12, (6, 5))
    assert not found.is_fallback
    monkeypatch.setattr(labbook.planning.own_data, "ask", no_questions)
    assert chosen(asked).own == found
    # Of a record that cannot be read, nothing is believed.
    (RESULTS / RECORD).write_text("[]")
    with pytest.raises(AssertionError, match="read again"):
        chosen(asked)


def test_a_file_that_was_changed_just_now_is_read_again(monkeypatch) -> None:
    asked = config({"clothes": CLOTHES})
    chosen(asked)
    monkeypatch.setattr(labbook.planning.own_data, "ask", no_questions)
    with pytest.raises(AssertionError, match="read again"):
        chosen(asked)


@pytest.mark.usefixtures("settled")
def test_a_changed_image_is_a_changed_dataset_and_a_file_written_anew_is_none() -> None:
    asked = config({"clothes": CLOTHES})
    before = planned(asked)
    np.savez(
        "clothes.npz",
        x_train=DATA.train_images.astype(float),
        y_train=DATA.train_labels,
        x_test=DATA.test_images,
        y_test=DATA.test_labels,
    )
    assert planned(asked).runs == before.runs
    altered = made_up_images()
    altered.test_images[0, 0, 0] ^= 1
    write_npz(Path("clothes.npz"), altered)
    after = planned(asked)
    assert after.dataset.name != before.dataset.name
    assert not after.runs.keys() & before.runs.keys()


def test_an_experiment_may_name_its_own_and_none_is_read_that_nobody_names() -> None:
    signs = {**write_folder(Path("signs"), DATA), "noun": "sign"}
    missing = {"npz": "missing.npz"}
    asked = config(
        {"clothes": CLOTHES, "signs": signs, "missing": missing},
        mine={},
        other={"dataset": "signs"},
        digits={"dataset": "digits"},
    )
    plan = planned(asked)
    titles = [one.dataset.title for one in plan.experiments]
    assert titles == ["Clothes", "signs", "scikit-learn’s digits"]
    told = [one.dataset for one in lab_plan(plan.labs[0], plan, asked).experiments]
    assert [(one.noun, one.words) for one in told] == [
        *[("garment", "garments"), ("sign", "signs"), ("digit", "digits")]
    ]


def test_what_cannot_be_trained_on_ends_the_planning() -> None:
    bad = {**CLOTHES, "classes": ["Shirt", "Trouser"]}
    with pytest.raises(
        LabbookError, match=r"datasets\.clothes\.npz is clothes\.npz, whose x_train"
    ):
        chosen(config({"clothes": bad}))
    with pytest.raises(LabbookError, match=r"datasets\.clothes\.npz is no\.npz, which is no file"):
        chosen(config({"clothes": {"npz": "no.npz"}}))


def test_the_job_prepares_what_was_planned_with_and_nothing_else() -> None:
    found = chosen(config({"clothes": CLOTHES})).own
    files = {"images": Path("out/images.npz"), "manifest": Path("out/manifest.json")}
    make(**found.preparation.keywords, **files)
    manifest = read_json(files["manifest"])
    assert manifest["sha256"] == manifest["content_sha256"] == found.sha256
    assert (manifest["title"], manifest["source"]) == ("Clothes", "clothes.npz")
    other = made_up_images(30)
    write_npz(Path("clothes.npz"), other)
    with pytest.raises(LabbookError, match=f"expected is {found.sha256}"):
        make(**found.preparation.keywords, **files)


def test_what_is_about_digits_is_refused_for_other_images() -> None:
    asked = config({"clothes": CLOTHES})
    lab = asked.labs["lab"]
    for key, sentence in {
        "notebook": "labs.lab.notebook: one is on Clothes, but templates/notebooks/mlp.md.j2",
        "own_digit": "labs.lab.own_digit is a digit, but networks of the lab learn to read Clothes",
    }.items():
        value = Notebook(experiment="one") if key == "notebook" else OwnDigit(image=SAMPLE)
        changed = asked.model_copy(update={"labs": {"lab": lab.model_copy(update={key: value})}})
        with pytest.raises(LabbookError, match=sentence):
            planned(changed)


def test_more_classes_than_a_matrix_shows_are_refused() -> None:
    many = made_up_images(80, 40, (40, 2), 40)
    write_npz(Path("many.npz"), many)
    with pytest.raises(LabbookError, match="has by_class, but the data have 40 classes, and a con"):
        planned(config({"clothes": {"npz": "many.npz"}}, one={"by_class": True}))


def test_the_hand_in_is_told_where_the_images_are() -> None:
    pair = {"csv": "a/train.csv", "test": "a/test.csv"}
    assert data_places(config({"clothes": CLOTHES, "pair": pair})) == [
        "clothes.npz (datasets.clothes.npz)",
        "a/train.csv (datasets.pair.csv)",
        "a/test.csv (datasets.pair.test)",
    ]


def test_a_class_is_named_or_counted() -> None:
    asked = config(
        {"clothes": CLOTHES},
        named={"positive_class": "Trouser", "units": []},
        counted={"positive_class": 1, "units": []},
        swept={"sweep": {"positive_class": ["Bag", None]}},
        variants={"variants": {"a": {"positive_class": "Bag"}}},
        shown={
            **{"filters": [[2]], "feature_maps": ["Bag", 0], "published_source": "Somebody"},
            "published": [{"test_accuracy": 0.5, "conditions": {"positive_class": "Shirt"}}],
        },
    )
    plan = planned(asked)
    named, counted, swept, variants, shown = plan.experiments
    # The key knows the place alone, so a run is the same however its class is called.
    assert named.configurations[0].runs == counted.configurations[0].runs
    assert named.configurations[0].specs[0].task.positive == 1
    assert [one.label for one in swept.configurations] == ["garment Bag", "all classes"]
    assert swept.configurations[0].varied == {"positive_class": 2}
    assert variants.configurations[0].specs[0].task.positive == 2
    assert shown.experiment.feature_maps == [2, 0]
    assert shown.experiment.published[0].conditions.positive_class == 0
    assert experiment_plan(named).dataset.classes == CLASSES


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        ({"positive_class": "Trousers"}, 'positive_class is "Trousers", which is no class of Clo'),
        ({"positive_class": 3}, "positive_class is 3, but Clothes has 3 classes; it must be at mo"),
        ({"sweep": {"positive_class": ["Hat"]}}, 'sweep.positive_class is "Hat", which is no cla'),
        ({"sweep": {"positive_class": ["Bag", 2]}}, "sweep holds {'positive_class': 2} twice."),
        ({"variants": {"a": {"positive_class": "X"}}}, 'variants.a.positive_class is "X", which'),
        ({"filters": [[2]], "feature_maps": ["Hat"]}, 'feature_maps is "Hat", which is no class'),
        ({"positive_class": True}, "positive_class is True; it must be the name of a class, or"),
        ({"positive_class": -1}, "positive_class is -1; it must be the name of a class, or its"),
    ],
)
def test_a_class_that_is_none_is_refused(experiment: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LabbookError) as refused:
        planned(config({"clothes": CLOTHES}, one=experiment))
    assert str(refused.value).startswith(f"config.yaml: labs.lab.experiments.one.{sentence}")


@pytest.mark.parametrize(
    ("datasets", "sentence"),
    [
        ({"a": {}}, "datasets.a says not where its images are; give one of npz, idx, folder, csv."),
        ({"a": {"npz": "x", "csv": "y"}}, "datasets.a has npz and csv; give one of npz, idx, fo"),
        ({"a": {"npz": "x", "test": "y"}}, "datasets.a has test, but npz holds the test images"),
        ({"a": {"npz": "x", "tset": "y"}}, 'datasets.a has the unknown key "tset"; did you mean'),
        ({"a": {"npz": "x", "size": [3]}}, "datasets.a.size is [3]; it must be [height, width],"),
        ({"a": {"npz": "x", "size": [0, 3]}}, "datasets.a.size is [0, 3]; it must be [height, w"),
        ({"a": {"npz": "x", "classes": ["b"]}}, "datasets.a.classes names 1 classes; name 2 to"),
        ({"a": {"npz": "x", "classes": ["b", "b"]}}, 'datasets.a.classes has the name "b", which'),
        ({"a": {"npz": "x", "test_fraction": 1}}, "datasets.a.test_fraction is 1; it must be be"),
        ({"mnist": {"npz": "x"}}, "datasets.mnist is the name of other data; call yours otherwi"),
        ({"A b": {"npz": "x"}}, 'datasets: "A b" cannot name a folder of results; use up to 60'),
        ({"clothing": {"npz": "x"}}, 'dataset is "clothes", which is not known; did you mean "cl'),
    ],
)
def test_a_mistake_is_one_sentence(datasets: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LabbookError) as error:
        config(datasets)
    assert str(error.value).startswith(f"config.yaml: {sentence}")
