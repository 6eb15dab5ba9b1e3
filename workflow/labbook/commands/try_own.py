"""Try functions of one's own: a JSON list on standard input, another on standard output.

A question has the keywords of `tried`, or of `tried_metric`, and an answer is what that returns.
"""

import json
import os
import sys

from labbook.command_line import run_command
from labbook.metrics.own_metric import tried_metric
from labbook.training.tensorflow_process import start_tensorflow
from labbook.training.tried_network import tried


def main() -> None:
    questions = json.load(sys.stdin)
    # What the code prints is no answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if any("own" in question for question in questions):
        start_tensorflow(seed=0)
    json.dump([tried(**one) if "own" in one else tried_metric(**one) for one in questions], answers)
    answers.flush()


if __name__ == "__main__":
    run_command(main)
