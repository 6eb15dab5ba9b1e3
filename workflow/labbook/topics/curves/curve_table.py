"""The numbers behind a figure of curves, as rows of a CSV file."""

from labbook.topics.curves.curve_data import CurveData
from labbook.topics.curves.run_curves import Band, ConfigurationCurves

HEADER = [
    "configuration",
    "series",
    "epoch",
    "training",
    "training_lowest",
    "training_highest",
    "held_out_part",
    "held_out",
    "held_out_lowest",
    "held_out_highest",
]


def curve_table(data: CurveData) -> list[list[str]]:
    """Every epoch of every configuration, those without a panel too, unthinned.

    `series` is "mean of N runs" (then lowest and highest are given) or the name of a run that
    diverged; a cell without a number is empty. `held_out_part` says which images the columns
    after it are of.
    """
    rows = [HEADER]
    for configuration in data.shown + data.left_out:
        rows.extend(_mean_rows(configuration))
        rows.extend(_diverged_rows(configuration))
    return rows


def _mean_rows(configuration: ConfigurationCurves) -> list[list[str]]:
    if configuration.n_finished == 0:
        return []
    runs = "1 run" if configuration.n_finished == 1 else f"{configuration.n_finished} runs"
    return [
        [
            configuration.name,
            f"mean of {runs}",
            str(epoch),
            *_cells(configuration.training, row),
            configuration.held_out_part,
            *_cells(configuration.held_out, row),
        ]
        for row, epoch in enumerate(configuration.epochs)
    ]


def _cells(band: Band | None, row: int) -> list[str]:
    if band is None:
        return ["", "", ""]
    return [repr(float(values[row])) for values in (band.mean, band.lowest, band.highest)]


def _diverged_rows(configuration: ConfigurationCurves) -> list[list[str]]:
    return [
        [
            configuration.name,
            run.name,
            str(configuration.epochs[row]),
            repr(float(run.training[row])),
            "",
            "",
            configuration.held_out_part,
            repr(float(run.held_out[row])),
            "",
            "",
        ]
        for run in configuration.diverged
        for row in range(len(run.training))
    ]
