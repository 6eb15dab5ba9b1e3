"""What sentences say of runs that led nowhere, held against the table."""

import html
import re

from findings.reading import TASK, runs_of, shown


def check_not_trained(text, table, finding):
    runs = runs_of(shown(text), table)
    n_runs = len({run.key for one in table.summary.configurations for run in one.runs})
    failed = [run for run in runs if run.no_better_loss and run.p_better_answers * n_runs >= 0.05]
    if counted := re.match(r"(\d+) of (\d+) runs", text):
        assert (len(failed), len(runs)) == tuple(map(int, counted.groups()))
    else:
        n_all = int(re.match(r"All (\d+) runs", text)[1]) if "The only run" not in text else 1
        assert len(failed) == len(runs) == n_all
    (label,) = {one.majority.label for one in table.finished if one.name in shown(text)}
    assert f"“{label}”" in text
    if "every test image is answered" in text:
        assert {run.metrics["test_accuracy"] for run in failed} == {TASK.accuracy}
    assert f"the {TASK.frequencies_loss!r} of answering" in text
    if "far above" in text:
        assert min(run.metrics["test_loss"] for run in failed) >= 2 * TASK.frequencies_loss


def check_diverged(text, table, finding):
    concerned = [one for one in table.summary.configurations if one.name in shown(text)]
    n_diverged = sum(one.n_diverged for one in concerned)
    failed = {gap.name: len(gap.runs) for gap in table.summary.gaps}
    n_runs = sum(one.n_runs + failed.get(one.name, 0) for one in concerned)
    if "only run" in text:
        assert (n_diverged, n_runs) == (1, 1)
    elif text.startswith("Not one"):
        assert int(re.match(r"Not one of the (\d+)", text)[1]) == n_diverged == n_runs
    else:
        assert re.match(r"(\d+) of (\d+) runs", text).groups() == (str(n_diverged), str(n_runs))
        assert all(0 < one.n_diverged < one.n_runs + failed.get(one.name, 0) for one in concerned)
        assert ("includes it" in text) == (n_diverged == 1)


def check_missing(text, table, finding):
    concerned = [gap for gap in table.summary.gaps if gap.name in shown(text)]
    n_failed = sum(len(gap.runs) for gap in concerned)
    n_runs = sum(len(gap.seeds) for gap in concerned)
    finished = [one.name for one in table.summary.configurations]
    if "only run" in text:
        assert (n_failed, n_runs) == (1, 1)
    elif text.startswith("Not one"):
        assert int(re.match(r"Not one of the (\d+)", text)[1]) == n_failed == n_runs
    else:
        assert re.match(r"(\d+) of (\d+) runs", text).groups() == (str(n_failed), str(n_runs))
        assert all(gap.name in finished for gap in concerned)
        assert ("includes it" in text) == (n_failed == 1)
    if "No mean" not in text:
        assert not any(gap.name in finished for gap in concerned)
    reasons = {run.failure.removesuffix(".") for gap in concerned for run in gap.runs}
    told = {html.unescape(one) for one in re.findall("“(.+?)”", text)}
    assert told <= reasons
    assert ("and others" in text) == (len(told) < len(reasons))


CHECKS = {
    "not_trained": check_not_trained,
    "diverged": check_diverged,
    "missing": check_missing,
}
