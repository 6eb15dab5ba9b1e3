"""What is said of feature maps is true of the numbers, whatever they are."""

import html
import re
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from findings.spoken import speaker
from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.topics.feature_maps.feature_map_files import FeatureMapStatistics
from labbook.topics.feature_maps.findings import find_feature_maps
from made_up_classes import Answers, certain, summary_of
from made_up_feature_maps import made_up_statistics

SAY = speaker()
LABELS = np.array([0, 1], dtype=np.uint8)
ANSWERS = certain([0, 1], 2)
FALLING = [[0.6, 0.5, 0.4], [0.62, 0.5, 0.41], [0.61, 0.52, 0.4]]


def found(
    folder, statistics: FeatureMapStatistics, n_diverged: int = 0, failed: int = 0
) -> Finding | None:
    runs: Answers = [ANSWERS] * len(statistics.runs) + [None] * n_diverged
    summary = summary_of(folder, LABELS, {"only": runs}, 2, failed={"only": failed})
    findings = find_feature_maps(Experiment(summary, 0.001, {}), statistics)
    assert len(findings) <= 1
    return findings[0] if findings else None


def made_up(correlations, silent=None, dead=None, **options) -> FeatureMapStatistics:
    keys = [f"only-{seed}" for seed in range(len(correlations))]
    return made_up_statistics(
        correlations, silent, dead, keys=keys, configuration="only", **options
    )


def said(finding: Finding) -> str:
    text = html.unescape(SAY(finding))
    assert SAY(asdict(finding)) == SAY(finding)
    assert text.endswith(".")
    assert not re.search(r" [.,;:)]|\( |None|nan|inf\b|\.\.|[.,;:]{2}|Undefined", text)
    assert not re.search(r"[.;,][A-Z]", text)
    assert "<em><only></em>" in text
    return text


SHARES = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@st.composite
def tables(draw):
    """By run and layer: correlations, None where there is none, silent shares, dead maps."""
    n_runs, n_layers = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    correlation = st.one_of(st.floats(0.01, 0.99), st.sampled_from([0.5, None]))
    rows = [[draw(correlation) for _ in range(n_layers)] for _ in range(n_runs)]
    silent = [[draw(SHARES) for _ in range(n_layers)] for _ in range(n_runs)]
    # No more can be silent for every image than for one on average.
    dead = [[int(4 * share) if draw(st.booleans()) else 0 for share in run] for run in silent]
    return rows, silent, dead, draw(st.integers(0, 1))


@given(tables())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_no_sentence_contradicts_the_numbers(tmp_path, drawn) -> None:
    correlations, silent, dead, n_diverged = drawn
    finding = found(tmp_path, made_up(correlations, silent, dead), n_diverged)
    assert finding is not None
    text = said(finding)
    n_runs, n_layers = len(correlations), len(correlations[0])
    assert ("the only run" in text) == (n_runs == 1)
    assert bool(re.search("that counts?", text)) == (n_diverged > 0)
    assert ("in the only convolution" in text) == (n_layers == 1)
    assert text.count("none (every map is silent or constant)") == sum(
        all(run[layer] is None for run in correlations) for layer in range(n_layers)
    )
    for layer in range(n_layers):
        known = [run[layer] for run in correlations if run[layer] is not None]
        if known:
            assert repr(finding.numbers["correlations"][layer]["mean"]) in text
            assert finding.numbers["correlations"][layer]["mean"] == pytest.approx(np.mean(known))
    check_depth(finding, text, correlations)
    check_silence(finding, text, silent, dead)


def check_depth(finding: Finding, text: str, correlations) -> None:
    pairs = [(run[0], run[-1]) for run in correlations]
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    change = np.mean([other - one for one, other in both]) if both else 0.0
    if not both:
        assert finding.verdict == "no correlation"
        assert "cannot be compared" in text
        return
    if len(correlations[0]) == 1:
        assert finding.verdict == "one layer"
        assert finding.evidence.p is None
        assert "From the first convolution" not in text.partition("silent")[0]
        return
    if len(both) == 1:
        assert finding.verdict == "one run"
        assert "of one network, that says nothing" in text
        return
    first, last = zip(*both, strict=True)
    if len(set(np.subtract(last, first))) > 1:
        p = ttest_rel(last, first).pvalue
        assert finding.evidence.p == pytest.approx(p, rel=1e-6, abs=1e-12)
        expected = "unclear" if p >= 0.05 else "falls" if change < 0 else "rises"
        assert finding.verdict == expected
    if finding.verdict in ("falls", "rises"):
        assert f"it {finding.verdict} by {abs(float(change))!r}"[:14] in text


def check_silence(finding: Finding, text: str, silent, dead) -> None:
    assert ("No map is silent" in text) == (not np.any(silent))
    totals = [sum(run) for run in dead]
    n_maps = 4 * len(silent[0])
    if not np.any(silent):
        assert "every one of these images" not in text
    elif sum(totals):
        verb = "is" if np.mean(totals) == 1 else "are"
        mean = float(np.mean(totals))
        assert f"{mean!r} of the {n_maps} filters {verb} silent for every one" in text
    else:
        assert "No filter is silent for every one of these images." in text


@pytest.mark.parametrize(
    ("correlations", "verdict", "sentence"),
    [
        (FALLING, "falls", "the last it falls by"),
        ([run[::-1] for run in FALLING], "rises", "more than the seeds’ spread"),
        ([[0.5, 0.4], [0.4, 0.5]], "unclear", "it is on average what it is in the first"),
        ([[0.5, 0.4], [0.4, 0.45]], "unclear", "no more than the seeds’ spread explains"),
        (FALLING[:1], "one run", "lower than in the first; of one network, that says nothing"),
        ([[0.5], [0.6]], "one layer", "in the only convolution"),
        ([[0.5, None], [0.6, None]], "no correlation", "cannot be compared"),
    ],
)
def test_each_verdict(tmp_path, correlations, verdict: str, sentence: str) -> None:
    finding = found(tmp_path, made_up(correlations))
    assert finding is not None
    assert finding.verdict == verdict
    assert sentence in said(finding)


@pytest.mark.parametrize(
    ("means", "highest", "falls", "rises"),
    [
        ([0.6, 0.5, 0.4], "1", True, True),
        ([0.4, 0.5, 0.6], "3", True, True),
        ([0.3, 0.5, 0.4, 0.2], "2", True, True),
        ([0.6, 0.4, 0.5, 0.2], "1", False, True),
        ([0.3, 0.2, 0.6, 0.1], "3", True, False),
        ([0.6, 0.6, 0.4], "1", False, True),
        ([0.6, None, 0.4], "", False, False),
    ],
)
def test_the_course_from_layer_to_layer(tmp_path, means, highest, falls, rises) -> None:
    finding = found(tmp_path, made_up([means, means]))
    assert finding is not None
    told = finding.details
    assert (told["highest"], told["always_falls"], told["always_rises"]) == (highest, falls, rises)


@pytest.mark.parametrize(
    ("silent", "expected", "sentence"),
    [
        ([[0.0, 0.5], [0.0, 0.55], [0.0, 0.5]], "rises", "to the last it rises by"),
        ([[0.5, 0.0], [0.55, 0.0], [0.5, 0.0]], "falls", "to the last it falls by"),
        ([[0.0, 0.5], [0.5, 0.0], [0.1, 0.1]], "unclear", "show no clear difference"),
        ([[0.0, 0.0]] * 3, "none", "No map is silent for any of these images."),
        # Shares move in steps of a map: two runs that agree do not make one dead filter a law.
        ([[0.0, 0.25]] * 2, "unclear", "show no clear difference"),
    ],
)
def test_silent_maps(tmp_path, silent, expected: str, sentence: str) -> None:
    correlations = [[0.5, 0.4]] * len(silent)
    finding = found(tmp_path, made_up(correlations, silent))
    assert finding is not None
    assert finding.details["silent"] == expected
    assert sentence in said(finding)


def test_of_a_sample_it_is_said_how_large_it_is(tmp_path) -> None:
    sample = found(tmp_path, made_up(FALLING))
    assert sample is not None
    assert "Over 1000 of the 10000 test images and the 3 runs of" in said(sample)
    whole = found(tmp_path, made_up(FALLING, n_test=500))
    assert whole is not None
    assert "Over the 500 test images and" in said(whole)


def test_a_failed_run_is_no_run_that_counts(tmp_path) -> None:
    finding = found(tmp_path, made_up(FALLING), failed=1)
    assert finding is not None
    assert "the 3 runs that count of" in said(finding)
    assert len(finding.evidence.runs) == 3


def test_without_a_run_there_is_none(tmp_path) -> None:
    assert found(tmp_path, made_up([]), n_diverged=2) is None
