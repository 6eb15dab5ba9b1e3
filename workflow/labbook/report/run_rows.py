"""The rows of runs in the appendix: identity, checksum and measured values of each run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.provenance import Provenance
from labbook.artifacts.search import TrialRun
from labbook.artifacts.summary import FailedRun, PlannedConfiguration, RunSummary, Statistic
from labbook.report.columns import PREFIXES, parts_of, stat_column
from labbook.report.numbers import MISSING, percent, seconds
from labbook.report.origin import Runs

_CHECKSUM_DIGITS = 12
_COMMIT_DIGITS = 7


@dataclass(frozen=True)
class RunRow:
    """One run: `cells` are its losses, test accuracy and its interval (both in percent), and time.

    The losses are those of training, of validation if a configuration of the experiment has it, and
    of the test. `checksum` is the start of the SHA-256 of its provenance.json, which holds those of
    its other files. `failure` is the reason why a run failed; such a run has no checksum or cells.
    """

    anchor: str
    seed: int
    key: str
    checksum: str = MISSING
    commit: str = MISSING
    cells: tuple[Markup, ...] = ()
    diverged: bool = False
    failure: str | None = None


def run_rows(
    experiment: str,
    planned: Sequence[PlannedConfiguration],
    provenance: Mapping[str, Provenance],
) -> dict[str, list[RunRow]]:
    """Map each configuration's name to its rows; `provenance` maps run directories.

    Raises OSError if the provenance.json of a run is missing.
    """
    finished = [
        run
        for configuration in planned
        if configuration.summary
        for run in configuration.summary.runs
        if not run.diverged
    ]
    cells = dict(
        zip([id(run) for run in finished], _cells(finished, parts_of(planned)), strict=True)
    )

    def row(configuration: str, run: RunSummary | FailedRun) -> RunRow:
        place = Runs(experiment, configuration, run.seed)
        if isinstance(run, FailedRun):
            return RunRow(place.anchor, run.seed, run.key, failure=run.failure)
        time = Markup("{}").format(seconds(run.metrics["training_cpu_seconds"]))
        return identified(place, run, provenance, (*cells.get(id(run), ()), time))

    return {
        configuration.known.name: [row(configuration.known.name, run) for run in configuration.runs]
        for configuration in planned
    }


def identified(
    place: Runs,
    run: RunSummary | TrialRun,
    provenance: Mapping[str, Provenance],
    cells: tuple[Markup, ...],
) -> RunRow:
    """The row of a run or a trial; a trial may have failed."""
    if isinstance(run, TrialRun) and run.failure is not None:
        return RunRow(place.anchor, run.seed, run.key, failure=run.failure)
    commit = provenance[run.directory].git_commit
    return RunRow(
        anchor=place.anchor,
        seed=run.seed,
        key=run.key,
        checksum=sha256_file(Path(run.directory) / PROVENANCE)[:_CHECKSUM_DIGITS],
        commit=_short(commit) if commit else MISSING,
        cells=cells,
        diverged=run.diverged,
    )


def _short(commit: str) -> str:
    """The abbreviated commit; a `+` at its end (files were changed since) is kept."""
    return commit[:_COMMIT_DIGITS] + "+" * commit.endswith("+")


def _cells(runs: Sequence[RunSummary], parts: Sequence[str]) -> list[tuple[Markup, ...]]:
    """Losses, accuracy and interval of each run, aligned in columns.

    A run that did not diverge has all numbers, except for a part of the data without images.
    """

    def alone(metric: str) -> list[Statistic | None]:
        return [Statistic(run.metrics[metric], None, 1, ()) for run in runs]

    columns = [stat_column(alone(f"{PREFIXES[part]}_loss"), "loss") for part in parts]
    for part, column in zip(parts, columns, strict=True):
        for place, run in enumerate(runs):
            if run.metrics[f"{PREFIXES[part]}_loss"] is None:
                column[place] = Markup(MISSING)
    columns.append(stat_column(alone("test_accuracy"), "percent"))
    columns.append([_interval(run.test_accuracy_interval) for run in runs])
    return list(zip(*columns, strict=True))


def _interval(interval: tuple[float, float]) -> Markup:
    """Both ends in percent; only the head of the table has the sign."""
    low, high = (percent(end).rstrip("\u202f%") for end in interval)
    return Markup("{} to {}").format(low, high)
