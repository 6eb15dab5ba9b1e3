"""What sentences say of the curves over the epochs, held against the table."""

import re

from findings.reading import runs_meant, runs_of, shown


def check_overfitting(text, table, finding):
    runs = runs_meant(text, table)
    assert all(run.epochs > 1 for run in runs)
    assert_names_what_was_held_out(text, finding, table)
    rises = [run.metrics["held_out_loss_rise"] for run in runs]
    if "Clear" in text:
        assert min(rises) >= 0.1
    if "Mild" in text:
        assert min(rises) >= 0.02
    if "went on falling" in text:
        assert min(run.metrics["train_loss_fall"] for run in runs) > 0
    if "it has no turning point" in text:
        assert max(rises) == 0
    if "ended" in text and "above that at most" in text:
        assert float(re.search(r"ended (\S+) as percent above that at most", text)[1]) == max(rises)
    if "depends on the seed" in text:
        count, of = map(int, re.search(r"(\d+) of (\d+) runs shows? it", text).groups())
        assert 0 < count <= of == len(runs) > 1
    parts = re.split(r"\. In (?=<em>)", text)
    if len(parts) == 1:
        check_course(text, runs, table)
    else:
        assert [shown(part)[0] for part in parts[1:]] == list(finding.subject)
        for part in parts[1:]:
            check_course(part, runs_of(shown(part), table), table)
    gaps = [run.metrics["held_out_loss"] - run.metrics["train_loss"] for run in runs]
    assert span_said("minus training loss was", r"\.$", text) == (min(gaps), max(gaps))


def check_course(text, runs, table):
    """What is said of these runs, and nothing of others."""
    epochs = [run.metrics["lowest_held_out_loss_epoch"] for run in runs]
    if "lowest at epoch" in text:
        assert span_said("lowest at epoch", " and", text) == (min(epochs), max(epochs))
    if "and stood" in text:
        rises = [run.metrics["held_out_loss_rise"] for run in runs]
        assert span_said("and stood", " above that", text) == (min(rises), max(rises))
        check_crossing(text, runs)
        check_accuracy(text, runs, table)


def check_crossing(text, runs):
    crossings = [run.metrics["held_out_loss_crossing_epoch"] for run in runs]
    known = [one for one in crossings if one is not None]
    if known:
        assert span_said("above the training loss since epoch", ";", text) == (
            min(known),
            max(known),
        )
        counted = re.search(r"; in (\d+) of (\d+) runs it has been", text)
        expected = tuple(map(int, counted.groups())) if counted else (len(runs), len(runs))
        assert (len(known), len(runs)) == expected
        return
    above = [run.metrics["held_out_loss"] > run.metrics["train_loss"] for run in runs]
    assert ("; it was above the training loss at every epoch;" in text) == all(above)
    assert ("; it did not end above the training loss;" in text) == (not any(above))
    mixed = "in some runs it was above the training loss at every epoch, in the others it did not"
    assert (mixed in text) == (len(set(above)) == 2)


def check_accuracy(text, runs, table):
    changes = [run.metrics["held_out_accuracy_change"] for run in runs]
    margin = table.equivalence_margin
    ways = {
        "accuracy suffered as well": max(changes) < -margin,
        "accuracy did not suffer": min(changes) > margin,
        "accuracy hardly suffered": max(map(abs, changes)) <= margin,
    }
    for words, holds in ways.items():
        assert (words in text) == holds
    assert ("depending on the run" in text) == (not any(ways.values()))
    if "accuracy fell by" in text:
        fallen = [-change for change in changes]
        assert span_said("accuracy fell by", r"[.;](?: |$)", text) == (min(fallen), max(fallen))
    else:
        said = span_said("accuracy (?:rose|changed) by", r"[.;,](?: |$)", text)
        assert said == (min(changes), max(changes))


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
    assert re.search(rf"\b{word}\b", text)
    assert not re.search(rf"\b({'|'.join(others)})\b", text)


def check_convergence(text, table, finding):
    assert_names_what_was_held_out(text, finding, table)
    changes = [run.metrics["late_held_out_loss_change"] for run in runs_meant(text, table)]
    if "still falling, by" in text:
        assert max(changes) < 0
    if "was rising" in text:
        assert min(changes) > 0
    if "depends on the seed" in text:
        assert len(changes) > 1
        falling = re.search(r"(\d+) ended with a falling", text)
        rising = re.search(r"(\d+) ended with a rising", text)
        assert falling or rising
        if falling:
            assert 0 < int(falling[1]) <= sum(change < 0 for change in changes)
        if rising:
            assert 0 < int(rising[1]) <= sum(change > 0 for change in changes)


def check_oscillation(text, table, finding):
    assert_names_what_was_held_out(text, finding, table)
    runs = runs_meant(text, table)
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
