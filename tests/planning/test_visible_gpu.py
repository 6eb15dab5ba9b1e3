"""Runs for a GPU are refused where there is none, before any is trained, and asked about once."""

from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.spec import Spec
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning import visible_gpu
from labbook.planning.bundles import batches_of
from labbook.planning.plan import Plan, make_plan
from labbook.planning.visible_gpu import check_gpu
from made_up_dataset import made_up_dataset
from real_build import ROOT

SWEEP = {"sweep": {"device": ["cpu", "gpu"]}}
SEARCH = {"search": {"space": {"device": ["cpu", "gpu"]}, "trials": 1}}


def plan_of(**settings: Any) -> Plan:
    config = read_yaml(ROOT / "config.yaml")
    lab = config["labs"]["lab3_keras"]
    both = {"title": "Mine", "question": "What?", "optimizer": "sgd", "batch_size": 10}
    lab["experiments"] = {"mine": {**both, "seeds": [0, 1], **settings}}
    return make_plan(parse_config({**config, "labs": {"lab3_keras": lab}}), made_up_dataset())


@pytest.fixture
def gpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What TensorFlow answers, one after another."""
    monkeypatch.chdir(tmp_path)
    answers: list[int] = []
    monkeypatch.setattr(visible_gpu, "ask", lambda *_: answers.pop(0))
    return answers


def test_without_a_gpu_the_build_is_refused_in_one_sentence(gpus: list[int]) -> None:
    plan = plan_of(**SWEEP)
    gpus += [0, 0]
    for _ in range(2):  # asked again, since one may have been built in meanwhile
        with pytest.raises(LabbookError, match=r"gpu for \S+device-gpu_seed-0.\w+ and 1 more, but"):
            check_gpu(plan.runs.values())


def test_a_gpu_that_was_seen_is_not_asked_for_again(gpus: list[int], monkeypatch) -> None:
    plan = plan_of(device="gpu")
    gpus += [1, 1, 0]
    check_gpu(plan.runs.values(), keeps=False)
    check_gpu(plan.runs.values())
    check_gpu(plan.runs.values())
    monkeypatch.setattr(visible_gpu.platform, "node", lambda: "another")
    with pytest.raises(LabbookError, match="TensorFlow sees no GPU"):
        check_gpu(plan.runs.values())


def test_for_the_processor_nobody_is_asked(gpus: list[int]) -> None:
    check_gpu(plan_of(device="cpu").runs.values())


def test_only_the_gpu_is_in_the_spec_and_its_batches_hold_no_other_device() -> None:
    plain, said = (next(iter(plan_of(**one).runs)) for one in ({}, {"device": "cpu"}))
    assert plain == said
    plan = plan_of(**SWEEP)
    runs = list(plan.runs.values())
    assert ["device" in run.spec.to_dict() for run in runs] == [False, False, True, True]
    for run in runs:
        assert isinstance(run.spec, Spec)
        assert Spec.from_dict(run.spec.to_dict()) == run.spec
    batches = batches_of(plan.experiments, plan.runs, lambda run: 1.0, 60.0)
    assert [[run.spec.device for run in batch] for batch in batches] == [["", ""], ["gpu", "gpu"]]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"device": "tpu"}, "device"),
        (SEARCH, "device"),
    ],
)
def test_what_cannot_be_is_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LabbookError, match=sentence):
        plan_of(**settings)
