"""Find the facts of one lab's discussion: `python -m labbook.jobs.merge_findings`."""

import argparse
from itertools import starmap
from pathlib import Path

from labbook.artifacts.findings import write_findings
from labbook.artifacts.lab_plan import read_lab_plan
from labbook.artifacts.metrics_table import write_metrics_table
from labbook.artifacts.right_answers import read_right_answers
from labbook.artifacts.search import read_search
from labbook.artifacts.summary import read_summary
from labbook.command_line import run_command
from labbook.findings.lab import find_in_lab
from labbook.metrics.run_rows import run_rows
from labbook.topics.classes.class_evaluation import read_class_evaluation
from labbook.topics.engines.comparison_file import read_engine_comparisons
from labbook.topics.feature_maps.statistics_file import read_feature_map_statistics
from labbook.topics.gradients.gradient_summary import read_gradient_summary
from labbook.topics.notebook.results_file import read_notebook_results
from labbook.topics.own_digit.answers_file import read_own_digit


def main(argv: list[str] | None = None) -> None:
    """Read the lab's plan, summaries and right answers; write findings.json and metrics.csv."""
    parser = argparse.ArgumentParser(prog="find", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the lab's plan")
    parser.add_argument("--summary", type=Path, nargs="+", action="extend", required=True)
    parser.add_argument(
        "--right-answers",
        type=Path,
        nargs="+",
        action="extend",
        required=True,
        help="one file for each summary, in the same order",
    )
    parser.add_argument("--search", type=Path, nargs="+", action="extend", default=[])
    parser.add_argument("--engines", type=Path, nargs="+", action="extend", default=[])
    parser.add_argument("--classes", type=Path, nargs="+", action="extend", default=[])
    parser.add_argument("--feature-maps", type=Path, nargs="+", action="extend", default=[])
    parser.add_argument(
        "--gradients",
        type=Path,
        nargs=2,
        action="append",
        default=[],
        help="gradients.json and gradients_by_layer.npz of an experiment that has them",
    )
    parser.add_argument("--notebook", type=Path, help="what the lab's notebook has measured")
    parser.add_argument("--own-digit", type=Path, help="what the networks answer to it")
    parser.add_argument("--findings", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, required=True)
    arguments = parser.parse_args(argv)
    plan = read_lab_plan(arguments.plan)
    searches = map(read_search, arguments.search)
    summaries = [read_summary(path) for path in arguments.summary]
    answers = [read_right_answers(path) for path in arguments.right_answers]
    comparisons = dict(map(read_engine_comparisons, arguments.engines))
    evaluations = map(read_class_evaluation, arguments.classes)
    gradients = starmap(read_gradient_summary, arguments.gradients)
    notebook = read_notebook_results(arguments.notebook) if arguments.notebook else None
    own_digit = read_own_digit(arguments.own_digit) if arguments.own_digit else None
    feature_maps = map(read_feature_map_statistics, arguments.feature_maps)
    findings = find_in_lab(
        plan,
        summaries,
        answers,
        searches,
        comparisons,
        evaluations,
        notebook,
        own_digit,
        feature_maps,
        gradients,
    )
    write_findings(arguments.findings, plan.lab, findings)
    write_metrics_table(
        arguments.metrics, [row for summary in summaries for row in run_rows(summary)]
    )


if __name__ == "__main__":
    run_command(main)
