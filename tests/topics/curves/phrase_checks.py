"""What sentences say of the curves over the epochs, held against the table."""

import re
import statistics

import pytest

from findings.reading import runs_meant


def check_overfitting(text, table, finding):
    runs = trained(text, table)
    assert_names_what_was_held_out(text, finding, table)
    rises = [run.metrics["held_out_loss_later_rise"] for run in runs]
    if "clearly" in text:
        assert max(rises) >= 0.1
    if "mildly" in text:
        assert max(rises) >= 0.02
    if "not over-fit" in text:
        assert min(rises) < 0.02
        return
    assert min(run.metrics["train_loss_fall"] for run in runs) > 0
    epochs = [run.metrics["lowest_held_out_loss_epoch"] for run in runs]
    assert span_said("lowest at epoch", " and", text) == (min(epochs), max(epochs))
    rises = [run.metrics["held_out_loss_rise"] or 0.0 for run in runs]
    assert span_said("and stood", " above that", text) == (min(rises), max(rises))
    changes = [run.metrics["held_out_accuracy_change"] for run in runs]
    said = re.search(r"accuracy (fell|rose) by (\S+) points", text)
    if said:
        change = statistics.fmean(changes)
        assert (change < 0) == (said[1] == "fell")
        assert float(said[2]) == pytest.approx(abs(change))


def trained(text, table):
    """The runs meant that have a loss below that of one answer for all images, or right answers."""
    runs = runs_meant(text, table)
    n_runs = len({run.key for one in table.summary.configurations for run in one.runs})
    return [run for run in runs if not run.no_better_loss or run.p_better_answers * n_runs < 0.05]


def span_said(before, after, text):
    """Lowest and highest of "before 0.1 as percent to 0.3 as percent after"."""
    number = r"(-?\d[\d.e+-]*?)(?: as percent| points)?"
    first, last = re.search(rf"{before} {number}(?: to {number})?{after}", text).groups()
    return float(first), float(last or first)


def assert_names_what_was_held_out(text, finding, table):
    subject = [one for one in table.finished if one.name in finding.subject]
    parts = {"validation" if one.n_validation else "test" for one in subject}
    word = parts.pop() if len(parts) == 1 else "held-out"
    others = {"validation", "test", "held-out"} - {word}
    text = text.replace("t-test", "")  # of the rule
    assert re.search(rf"\b{word}\b", text)
    assert not re.search(rf"\b({'|'.join(others)})\b", text)


def check_convergence(text, table, finding):
    assert_names_what_was_held_out(text, finding, table)
    changes = [run.metrics["late_held_out_loss_change"] for run in trained(text, table)]
    if "still falling, by" in text:
        assert min(changes) < 0
    if "had settled" in text:
        assert min(map(abs, changes)) < 0.01


def check_oscillation(text, table, finding):
    assert_names_what_was_held_out(text, finding, table)
    runs = trained(text, table)
    jumping = [
        run
        for run in runs
        if (run.metrics["held_out_accuracy_oscillation"] or 0) > 0
        or run.metrics["held_out_loss_oscillation"] > 0
    ]
    counted = re.search(r"in (\d+) of (\d+) runs", text)
    expected = tuple(map(int, counted.groups())) if counted else (len(runs), len(runs))
    assert (len(jumping), len(runs)) == expected


CHECKS = {
    "overfitting": check_overfitting,
    "convergence": check_convergence,
    "oscillation": check_oscillation,
}
