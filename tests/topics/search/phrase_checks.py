"""What sentences say of a search, held against its trials."""

import math
import re
from statistics import fmean

from findings.reading import closely, shown


def check_search(text, table, search):
    trials = search.trials
    labels = [one.label.strip("<>") for one in trials]
    failed = [
        label
        for label, one in zip(labels, trials, strict=True)
        if any(run.failure for run in one.runs)
    ]
    known = {
        label: fmean(run.val_accuracy for run in one.runs)
        for label, one in zip(labels, trials, strict=True)
        if all(run.val_accuracy is not None for run in one.runs)
    }
    if text.startswith("Nothing could be chosen: "):
        assert failed or not known
        assert re.findall("&lt;(.+?)&gt;", text) == failed
        assert ("the trials " in text) == (len(failed) > 1)
        assert ("every trial of the search diverged" in text) == (not failed)
        return
    assert known
    assert not failed
    check_how_many(text, len(trials), search.n_combinations, len(known))
    check_choice(text, known)
    assert ("mean validation accuracy" in text) == any(len(one.runs) > 1 for one in trials)
    lost = re.search(r"of the trials, (\d+) diverged", text)
    assert (int(lost[1]) if lost else 0) == len(trials) - len(known)
    lead = highest_and_next(known)
    final = table.finished
    if final:
        (ours,) = final
        epochs, word, validation, test = re.search(
            r"Trained with every seed for (\d+) (epochs?), the network chosen reaches (\S+) "
            r"\(n = \d+\) in validation and (\S+) on the test set",
            text,
        ).groups()
        assert (int(epochs), word) in {(1, "epoch"), (20, "epochs")}
        assert int(epochs) == trials[0].candidate["epochs"]
        assert float(validation) == ours.metrics["val_accuracy"].mean
        assert float(test) == ours.metrics["test_accuracy"].mean
        half = half_width(max(known.values()), ours.n_validation)
        close = "not shown to be the best of the space" in text
        assert close == (lead is not None and lead < half)
        if close:
            assert float(re.search(r"\((\S+) points either way", text)[1]) == closely(half)
            assert f"what {ours.n_validation} validation images leave" in text
    else:
        assert "not one run of the network chosen has a result" in text
        assert "So small a lead" not in text


def check_how_many(text, n_trials, n_combinations, n_known):
    """Exactly one of the ways to say how much of the space was tried."""
    ways = {
        r"All (\d+) combinations of the space were": lambda: (n_trials, n_trials > 1 < n_known),
        r"The only combination of the space was": lambda: (n_trials, n_trials == 1),
        r"Of the (\d+) combinations of the space, (\d+) were drawn": lambda: (
            n_combinations,
            n_trials < n_combinations and n_trials > 1 < n_known,
        ),
        r"Of the (\d+) combinations of the space, one alone was": lambda: (
            n_combinations,
            n_trials == 1 < n_combinations,
        ),
        r"Of (\d+) trials in a space of (\d+) combinations, one alone has": lambda: (
            n_trials,
            n_trials > n_known == 1,
        ),
    }
    ((pattern, found),) = [
        (pattern, match) for pattern in ways if (match := re.match(pattern, text))
    ]
    first, holds = ways[pattern]()
    assert holds
    counts = [int(one) for one in found.groups()]
    assert counts[:1] in ([], [first])
    if len(counts) == 2:
        assert sorted(counts) == sorted([n_trials, n_combinations])
    if pattern.startswith(("All", "The only")):
        assert n_trials == n_combinations


def check_choice(text, known):
    names = [one.strip("<>") for one in shown(text)]
    top = max(known.values())
    if "share the highest" in text:
        assert names == [label for label in known if known[label] == top]
        assert len(names) > 1
        assert float(re.search(r"validation accuracy, (\S+) as percent", text)[1]) == top
    elif "one alone" in text or "The only combination" in text:
        assert names == list(known)
        assert float(re.search(r"validation accuracy of (\S+) as percent", text)[1]) == top
    else:
        best, runner_up = names
        others = [value for label, value in known.items() if label != best]
        assert known[best] == top > max(others) == known[runner_up]
        said = re.search(r"accuracy, (\S+) as percent, is that of .+?, (\S+) points above", text)
        assert (float(said[1]), float(said[2])) == (top, top - max(others))
        lowest = re.search(r"the lowest is (\S+) as percent", text)
        assert (lowest is None) == (len(others) == 1)
        assert lowest is None or float(lowest[1]) == min(others)


def highest_and_next(known):
    """How far the first is ahead, None where there is one alone."""
    first, *others = sorted(known.values(), reverse=True)
    return first - others[0] if others else None


def half_width(accuracy, n):
    """Of Wilson's interval, by the textbook."""
    z, p = 1.959963984540054, round(accuracy * n) / n
    return z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
