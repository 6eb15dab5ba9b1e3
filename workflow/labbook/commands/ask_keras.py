"""Ask Keras about optimizers: a JSON list on standard input, another on standard output.

A question has the keywords of `fault_of`, an answer is what that returns.
"""

import json
import sys

from labbook.command_line import run_command
from labbook.training.tensorflow_process import start_tensorflow
from labbook.training.tried_optimizer import fault_of


def main() -> None:
    questions = json.load(sys.stdin)
    start_tensorflow(seed=0)
    json.dump([fault_of(**question) for question in questions], sys.stdout)


if __name__ == "__main__":
    run_command(main)
