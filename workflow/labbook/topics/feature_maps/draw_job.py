"""Draw what a network's filters answer to a few images: an SVG and a CSV a kind, figures.json."""

import argparse
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.command_line import run_command
from labbook.figures.figure_files import write_figures
from labbook.topics.feature_maps.figure_kinds import FEATURE_MAP_KINDS
from labbook.topics.feature_maps.maps_file import read_feature_maps
from labbook.topics.feature_maps.statistics_file import read_feature_map_statistics


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="draw_feature_maps", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the experiment's plan, JSON")
    parser.add_argument("--statistics", type=Path, required=True, help="its feature_maps.json")
    parser.add_argument("--maps", type=Path, required=True, help="its feature_maps.npz")
    parser.add_argument("--output-directory", type=Path, required=True)
    arguments = parser.parse_args(argv)
    plan = read_experiment_plan(arguments.plan)
    statistics = read_feature_map_statistics(arguments.statistics)
    maps = read_feature_maps(arguments.maps)
    label = plan.labels[statistics.configuration]
    write_figures(
        arguments.output_directory,
        {
            kind: partial(illustrate, statistics, maps, label)
            for kind, illustrate in FEATURE_MAP_KINDS.items()
        },
    )


if __name__ == "__main__":
    run_command(main)
