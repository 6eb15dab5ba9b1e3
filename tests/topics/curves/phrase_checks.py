"""What sentences say of the curves over the epochs, held against the table."""

import re
import statistics

import pytest

from findings.reading import runs_meant


def check_overfitting(text, table, finding):
    runs = trained(text, table)
    assert_names_what_was_held_out(text, finding, table)
    assert_says_how_many_learn(text, table, runs)
    if "no over-fitting is seen" in text:
        assert max(run.metrics["held_out_loss_rise"] for run in runs) < 0.01
        return
    rises = means("held_out_loss_later_rise", runs)
    assert min(rises) >= (0.1 if ": clear over-fitting" in text else 0.02)
    assert "clear over-fitting" in text or max(rises) < 0.1
    said = span_said("smoothed, a rise of", " on average", text)
    assert said == pytest.approx((min(rises), max(rises)))
    ends = [run.metrics["held_out_loss_rise"] or 0.0 for run in runs]
    assert span_said("and ends", " higher", text) == (min(ends), max(ends))
    training = [run.metrics["train_loss_later_rise"] for run in runs]
    assert ("goes on falling" in text) == (max(training) < 0)
    epochs = [run.metrics["lowest_held_out_loss_epoch"] for run in runs]
    assert span_said("lowest at epoch", " and", text) == (min(epochs), max(epochs))
    changes = means("held_out_accuracy_change", runs)
    if "does not fall by as much" in text:
        assert min(changes) > -table.equivalence_margin
        return
    said = span_said("accuracy (?:falls|rises|changes|gets higher|gets lower) by", " on", text)
    if re.search("accuracy (falls|gets lower)", text):
        changes = [-change for change in changes]
    assert said == pytest.approx((min(changes), max(changes)))
    assert "accuracy changes" in text or min(changes) > 0


def means(metric, runs):
    """Of each configuration."""
    of = {}
    for run in runs:
        of.setdefault(run.name.rpartition("_seed-")[0], []).append(run.metrics[metric])
    return [statistics.fmean(values) for values in of.values()]


def assert_says_how_many_learn(text, table, runs):
    named = runs_meant(text, table, diverged=True)
    said = re.search(r"in the (\d+) of (\d+) runs that learn", text)
    counted = tuple(map(int, said.groups())) if said else (len(named), len(named))
    assert counted == (len(runs), len(named))


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
    assert_says_how_many_learn(text, table, trained(text, table))
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
    counted = re.search(r"in (\d+) of (?:the )?(\d+) runs", text)
    n_all = len(runs_meant(text, table, diverged=True))
    assert "runs that learn" not in text or len(runs) < n_all
    expected = tuple(map(int, counted.groups())) if counted else (len(runs), len(runs))
    assert (len(jumping), len(runs)) == expected


CHECKS = {
    "overfitting": check_overfitting,
    "convergence": check_convergence,
    "oscillation": check_oscillation,
}
