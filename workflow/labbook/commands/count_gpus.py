"""How many GPUs TensorFlow sees, as JSON to standard output."""

import json
import sys

from labbook.command_line import run_command
from labbook.training.tensorflow_processor import count_gpus


def main() -> None:
    json.dump(count_gpus(), sys.stdout)


if __name__ == "__main__":
    run_command(main)
