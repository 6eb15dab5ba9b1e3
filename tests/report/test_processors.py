"""A report says on what its runs were trained, and in its appendix if that was of several kinds."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from labbook.artifacts.json_file import write_json
from labbook.report.context import Report
from labbook.report.html import render_html
from report.conftest import LAB, collect_here
from report.made_up_settings import ADAM, multiclass
from report.page_parts import article

Make = Callable[..., Report]
MIXED = "trained on processors of different kinds"


def test_runs_of_one_kind_are_not_spoken_of(whole_html: str) -> None:
    assert MIXED not in whole_html
    assert "All of it ran on a processor" in whole_html


def test_kinds_that_differ_are_told_in_one_sentence(
    make_report: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report(only=["best_network"], epochs=5)
    runs = report.experiments[0].runs
    for place, run in enumerate(runs):
        path = tmp_path / run.directory / "provenance.json"
        kind = "X86_V3" if place == 0 else "X86_V4"
        provenance = json.loads(path.read_text(encoding="utf-8"))
        write_json(path, {**provenance, "processor": {"instruction set": kind, "OpenBLAS": "Zen"}})
    monkeypatch.chdir(tmp_path)
    page = render_html(collect_here(), LAB)
    assert page.count(MIXED) == 1
    (sentence,) = (line for line in article(page, "supplement").split("<p>") if MIXED in line)
    told = f"(instruction set X86_V3 in 1 run, X86_V4 in {len(runs) - 1} runs), and a run that is"
    assert told in sentence
    assert "Zen" not in page


def test_the_method_names_the_gpu(make_report: Make) -> None:
    settings = {**multiclass([8], ADAM, 100), "device": "gpu"}
    entry = {"title": "Mine", "question": "What?"}
    experiments = {"best_network": (entry, [({}, "the network", settings, 0.95)])}
    report = make_report(experiments=experiments, epochs=5)
    page = render_html(replace(report, processors={"GPU": {"Some GPU": 3}}), LAB)
    assert "Training ran on a GPU (Some GPU), all else on a processor" in page
