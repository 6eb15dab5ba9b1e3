"""Find the facts of one lab's discussion: `python -m labbook.commands.find`."""

import argparse
from pathlib import Path

from labbook.artifacts.class_evaluation import read_class_evaluation
from labbook.artifacts.engine_comparison import read_engine_comparisons
from labbook.artifacts.feature_map_statistics import read_feature_map_statistics
from labbook.artifacts.findings import write_findings
from labbook.artifacts.json_file import read_json
from labbook.artifacts.metrics_table import write_metrics_table
from labbook.artifacts.notebook_results import read_notebook_results
from labbook.artifacts.right_answers import read_right_answers
from labbook.artifacts.search import read_search
from labbook.artifacts.summary import read_summary
from labbook.command_line import run_command
from labbook.findings.lab import find_in_lab
from labbook.metrics.run_rows import run_rows


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
    parser.add_argument("--notebook", type=Path, help="what the lab's notebook has measured")
    parser.add_argument("--findings", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, required=True)
    arguments = parser.parse_args(argv)
    plan = read_json(arguments.plan)
    searches = map(read_search, arguments.search)
    summaries = [read_summary(path) for path in arguments.summary]
    answers = [read_right_answers(path) for path in arguments.right_answers]
    comparisons = dict(map(read_engine_comparisons, arguments.engines))
    evaluations = map(read_class_evaluation, arguments.classes)
    notebook = read_notebook_results(arguments.notebook) if arguments.notebook else None
    feature_maps = map(read_feature_map_statistics, arguments.feature_maps)
    findings = find_in_lab(
        plan, summaries, answers, searches, comparisons, evaluations, notebook, feature_maps
    )
    write_findings(arguments.findings, plan["lab"], findings)
    write_metrics_table(
        arguments.metrics, [row for summary in summaries for row in run_rows(summary)]
    )


if __name__ == "__main__":
    run_command(main)
