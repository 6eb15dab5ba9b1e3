"""What is said of the answers by class is true of them, whatever the network answered.

Random answers are evaluated and put into words; the claims are read back out of the text and held
against counts made here, from the answers themselves.
"""

import html
import re
from collections import Counter
from dataclasses import asdict
from fractions import Fraction
from statistics import fmean

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findings.spoken import speaker
from labbook.findings.experiment import Experiment
from labbook.topics.classes.evaluate_job import evaluate_classes
from labbook.topics.classes.findings import equal_recalls_p, find_confusion, find_separation
from made_up_classes import certain, evaluation_of, summary_of

SAY = speaker()


def found(tmp_path, labels, *answers, n_classes):
    """The two findings, None where there is none, and the table they are of."""
    summary, evaluation = evaluation_of(tmp_path, labels, *answers, n_classes=n_classes)
    table = Experiment(summary, 0.001, {})
    of_each = [find_confusion(table, evaluation), find_separation(table, evaluation)]
    assert all(len(one) <= 1 for one in of_each)
    return [one[0] if one else None for one in of_each]


def said(finding):
    text = html.unescape(SAY(finding))
    assert SAY(asdict(finding)) == SAY(finding)
    assert text.endswith(".")
    assert not re.search(r" [.,;:)]|\( |None|nan|inf\b|\.\.|[.,;:]{2}|Undefined", text)
    assert not re.search(r"[.;,][A-Z]", text)
    assert "<em><only></em>" in text
    return text


@st.composite
def tables(draw):
    """Labels, and the probabilities of each run, None of one that diverged."""
    n_classes = draw(st.integers(2, 4))
    one = st.integers(0, n_classes - 1)
    labels = draw(st.lists(one, min_size=1, max_size=30))
    runs = []
    for _ in range(draw(st.integers(1, 3))):
        rate = draw(st.sampled_from([0, 1, 4]))
        kind = draw(st.sampled_from(["some wrong", "anything", "one answer", "diverged"]))
        if kind == "diverged":
            runs.append(None)
            continue
        answers = draw(st.lists(one, min_size=len(labels), max_size=len(labels)))
        if kind == "some wrong":
            answers = [
                other if draw(st.integers(1, 10)) <= rate else label
                for label, other in zip(labels, answers, strict=True)
            ]
        elif kind == "one answer":
            answers = answers[:1] * len(labels)
        runs.append(certain(answers, n_classes))
    return n_classes, labels, runs


@given(tables())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sentence_contradicts_the_answers(tmp_path, drawn) -> None:
    n_classes, labels, runs = drawn
    confusion, separation = found(tmp_path, labels, *runs, n_classes=n_classes)
    answers = [run.argmax(axis=1).tolist() for run in runs if run is not None]
    if not answers:
        assert confusion is separation is None
        return
    check_confusion(said(confusion), labels, answers, n_classes, len(runs), confusion)
    assert (separation is None) == (len(set(labels)) == 1)
    if separation:
        check_separation(said(separation), labels, answers, separation)


def check_confusion(text, labels, answers, n_classes, n_planned, finding):
    n = len(answers)
    errors = [
        Counter((a, b) for a, b in zip(labels, one, strict=True) if a != b) for one in answers
    ]
    total = sum(errors, Counter())
    assert ("the only run" in text.lower()) == (n == 1)
    assert bool(re.search("that counts?", text)) == (n < n_planned)
    if not total:
        assert finding.verdict == "no errors"
        assert "nothing is confused" in text
        assert "takes" not in text
        return
    mean = sum(total.values()) / n
    assert f"take{'s' * (n == 1)} {mean!r} of the {len(labels)} test images" in text
    assert f"({mean / len(labels)!r} as percent)" in text
    check_commonest(text, errors, total)
    check_never(text, labels, answers, finding)
    check_recalls(text, labels, answers, finding)
    absent = [str(one) for one in range(n_classes) if one not in labels]
    assert ("There is no" in text or "There are no" in text) == bool(absent)
    for one in absent:
        assert re.search(rf"no test image of class[^.]*\b{one}\b", text)


def check_commonest(text, errors, total):
    n, most = len(errors), max(total.values())
    pairs = sorted(pair for pair, count in total.items() if count == most)
    images = re.search(r"(\S+) images?(?= on average| each|, or|\.)", text.partition("ommon")[2])
    assert images
    assert float(images[1]) == most / n
    assert ("1.0 image " in f"{images[0]} ") == (most == n)
    named = [tuple(map(int, one)) for one in re.findall(r"class (\d) taken for class (\d)", text)]
    if len(pairs) > 3:
        assert f"{len(pairs)} pairs of classes are the commonest" in text
        assert named == []
        return
    assert named == pairs
    assert f"or {most / sum(total.values())!r} as percent of all errors" in text
    # A run without errors has no commonest pair.
    led = [one for one in errors if one and one[pairs[0]] == max(one.values())]
    alone = [one for one in led if list(one.values()).count(one[pairs[0]]) == 1]
    if len(pairs) > 1 or n == 1:
        assert "leads" not in text
    elif not led:
        assert "in each single run another leads" in text
    else:
        where = "in every run" if len(led) == n else f"in {len(led)} of {n} runs"
        with_others = ", alone or with others," if len(alone) < len(led) else ""
        assert f"it leads{with_others} {where}." in text


def check_never(text, labels, answers, finding):
    lacking = [set(labels) - set(one) for one in answers]
    every, some = set.intersection(*lacking), set.union(*lacking)
    assert (finding.verdict == "never answered") == bool(some)
    no_run = re.search(r"(?:It never answers|No run ever answers) ([^.]*)\.", text)
    assert digits(no_run) == every
    not_all = re.search(r"Only some of the runs ever answer ([^:]*):", text)
    assert digits(not_all) == some - every


def digits(match):
    return set(map(int, re.findall(r"\d", match[1]))) if match else set()


def check_recalls(text, labels, answers, finding):
    size = Counter(labels)
    right = [Counter(a for a, b in zip(labels, one, strict=True) if a == b) for one in answers]
    recall = {one: Fraction(sum(run[one] for run in right), size[one] * len(right)) for one in size}
    low, high = min(recall.values()), max(recall.values())
    lowest = re.search(r"Of all classes, class(?:es)? ([^(]*) (?:has|share) the lowest", text)
    highest = re.search(r"right answer, and class(?:es)? ([^(]*) (?:has|share) the highest", text)
    if "has the same recall" in text:
        assert low == high
        assert lowest is highest is None
    else:
        assert low < high
        assert digits(lowest) == {one for one in recall if recall[one] == low}
        assert digits(highest) == {one for one in recall if recall[one] == high}
    first = [(right[0][one], size[one] - right[0][one]) for one in sorted(size)]
    p = equal_recalls_p(*zip(*first, strict=True))
    assert finding.evidence.p == p
    assert ("differ beyond chance" in text) == ("chi-square" in text) == (p is not None)
    if p is not None:
        assert ("do not differ beyond chance" in text) == (p >= 0.05)
        assert f"(chi-square test: p = {p!r})" in text
    if finding.verdict in ("even", "uneven"):
        assert (finding.verdict == "uneven") == (p is not None and p < 0.05)


def check_separation(text, labels, answers, finding):
    """AUCs of a sure network, counted: half of recall and of what the rest gets right, together."""
    auc = {}
    for one in set(labels):
        for run in answers:
            inside = [b == one for a, b in zip(labels, run, strict=True) if a == one]
            outside = [b != one for a, b in zip(labels, run, strict=True) if a != one]
            auc.setdefault(one, []).append((fmean(inside) + fmean(outside)) / 2)
    below = {one for one, values in auc.items() if min(values) < 0.99 - 1e-9}
    guessed = {one for one, values in auc.items() if min(values) <= 0.5 + 1e-9}
    expected = "no better than chance" if guessed else "overlapping" if below else "separated"
    assert finding.verdict == expected
    assert ("which separates them well" in text) == (expected == "separated")
    named = re.search(r"(?:is below 0\.99|what a guess gets,) for class(?:es)? ([\d, and]*)", text)
    assert digits(named) == (guessed or below)
    means = {one: fmean(values) for one, values in auc.items()}
    low, high = min(means.values()), max(means.values())
    lowest = re.search(r"; class(?:es)? ([^(]*) (?:has|share) the lowest AUC", text)
    highest = re.search(r" and class(?:es)? ([^(]*) (?:has|share) the highest", text)
    if "the same for all" in text:
        assert low == pytest.approx(high)
        return
    assert low < high
    assert digits(lowest) == {one for one in means if means[one] == pytest.approx(low)}
    assert digits(highest) == {one for one in means if means[one] == pytest.approx(high)}


LABELS = [0] * 40 + [1] * 40 + [2] * 40


def answers_with(wrong: dict[tuple[int, int], int]) -> np.ndarray:
    """Right but for so many images of each pair (class, answer)."""
    given_ = list(LABELS)
    for (label, answer), count in wrong.items():
        places = [i for i, one in enumerate(given_) if one == label == LABELS[i]]
        for place in places[:count]:
            given_[place] = answer
    return certain(given_, 3)


@pytest.mark.parametrize(
    ("runs", "verdict", "sentences"),
    [
        ([{}, {}], "no errors", ["all 2 runs are right about each of the 120 test images"]),
        ([{(0, 1): 12}], "uneven", ["In this run, the recalls of the classes differ beyond"]),
        ([{(0, 1): 4, (1, 2): 5}], "even", ["do not differ beyond chance"]),
        (
            [{(2, 0): 40}, {(2, 1): 40}],
            "never answered",
            ["No run ever answers 2.", "are class 2 taken for class 0 and class 2 taken for"],
        ),
        (
            [{(2, 0): 40}, {}, {(1, 2): 1}],
            "never answered",
            ["Only some of the runs ever answer 2:", "it leads in 1 of 3 runs."],
        ),
        (
            [{(0, 1): 3, (0, 2): 2}, {(1, 0): 3, (0, 2): 2}],
            "uneven",
            ["class 0 taken for class 2: 2.0 images on average", "in each single run another"],
        ),
    ],
)
def test_each_verdict_of_confusion(tmp_path, runs, verdict, sentences) -> None:
    confusion, _ = found(tmp_path, LABELS, *map(answers_with, runs), n_classes=3)
    assert confusion.verdict == verdict
    for sentence in sentences:
        assert sentence in said(confusion)


@pytest.mark.parametrize(
    ("runs", "verdict"),
    [
        ([{}, {}], "separated"),
        ([{}, {(0, 1): 8}], "overlapping"),
        ([{}, {(2, 0): 40}], "no better than chance"),
    ],
)
def test_each_verdict_of_separation(tmp_path, runs, verdict) -> None:
    _, separation = found(tmp_path, LABELS, *map(answers_with, runs), n_classes=3)
    assert separation.verdict == verdict
    assert separation.evidence.n == 2


def test_the_best_in_validation_is_spoken_of_and_said_to_be_chosen(tmp_path) -> None:
    labels = np.array(LABELS, dtype=np.uint8)
    wrong = answers_with({(0, 1): 3})
    rows = {"other": [certain(LABELS, 3)], "only": [wrong]}
    summary = summary_of(tmp_path, labels, rows, 3, val_accuracies={"other": 0.5, "only": 0.6})
    table = Experiment(summary, 0.001, {})
    (confusion,) = find_confusion(table, evaluate_classes(summary, labels)[0])
    assert confusion.subject == ("only",)
    assert confusion.evidence.runs == ("only-0",)
    assert "<em><only></em>, chosen by its validation accuracy, takes 3" in said(confusion)
