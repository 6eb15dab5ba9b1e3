"""Try a run: call the command that trains it, and record whether that failed, and why.

    python -m labbook.commands.try_run --run NAME --key KEY --log LOG --attempt FILE -- COMMAND ...

A command that fails is a result to be recorded, so this one ends with 0 all the same. Only what
interrupts it (SIGTERM, SIGINT) is passed on to the command, recorded nowhere, and ends it with 128
plus the signal's number, as a shell would.
"""

import argparse
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from labbook.artifacts.attempt import Attempt, write_attempt
from labbook.artifacts.job_log import OWN, end_of, last_exception, own_sentence
from labbook.command_line import run_command

PASSED_ON = (signal.SIGTERM, signal.SIGINT)
LONGEST_FAILURE = 300
# `keras.src.errors.` of an exception's type, and where in its graph TensorFlow was.
MODULE_OF_EXCEPTION = re.compile(r"^(?:\w+\.)+(?=\w+(?:Error|Exception)\b)")
TENSORFLOW_PLACES = re.compile(r"\{\{.*?\}\}|\[Op:\w+\](?: name:)?")
# A folder's path from the root: it says where on a machine, and nothing to a reader.
MACHINE_FOLDERS = re.compile(r"(?<![\w.~:/\\])(?:[A-Za-z]:\\(?:[^\\\s'\"]+\\)*|/(?:[^/\s'\"]+/)+)")


def main(argv: list[str] | None = None) -> None:
    """Run the command with its output in the log, then write the attempt."""
    parser = argparse.ArgumentParser(prog="try_run", description=__doc__)
    parser.add_argument("--run", required=True, help="the run's name")
    parser.add_argument("--key", required=True, help="the run's key")
    parser.add_argument("--log", type=Path, required=True, help="for all that the command writes")
    parser.add_argument("--attempt", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("command", nargs="+", help="after --: what trains the run")
    arguments = parser.parse_args(argv)
    # Of an attempt before this one, which an interrupted one would leave standing.
    arguments.attempt.unlink(missing_ok=True)
    failure = _try(arguments.command, arguments.log)
    write_attempt(
        arguments.attempt,
        Attempt(arguments.run, arguments.key, failure, arguments.log.as_posix()),
    )
    if failure:
        print(f"labbook: run {arguments.run} failed: {failure}", file=sys.stderr)


def _try(command: Sequence[str], log: Path) -> str | None:
    """Why the command failed, if it did; raises SystemExit if this process was interrupted."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file, _signals_passed_on() as (children, received):
        try:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
            )
        except OSError as error:
            return f"{command[0]} could not be started: {error.strerror}".rstrip()
        children.append(child)
        for number in list(received):  # those that came before there was a child
            child.send_signal(number)
        code = child.wait()
    if received:
        raise SystemExit(128 + received[0])
    return _failure(code, log) if code else None


@contextmanager
def _signals_passed_on() -> Iterator[tuple[list[subprocess.Popen[bytes]], list[int]]]:
    """Pass SIGTERM and SIGINT on to the children in the first list; the second notes them."""
    children: list[subprocess.Popen[bytes]] = []
    received: list[int] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        received.append(number)
        for child in children:
            child.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in PASSED_ON}
    try:
        yield children, received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _failure(code: int, log: Path) -> str:
    """Why a command that ended with `code` failed, in one sentence.

    A signal comes first: what the log says was written before it, and is not what ended the run.
    """
    if code < 0:
        name = _signal_name(-code)
        return f"killed by signal {name}" + (
            ", perhaps for want of memory" if name == "SIGKILL" else ""
        )
    text = end_of(log)
    sentence = (own_sentence(text) or "").removeprefix(OWN) or last_exception(text)
    return _readable(sentence) if sentence else f"ended with exit code {code}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _readable(sentence: str) -> str:
    """On one line, without this machine's folders and TensorFlow's inner places, and cut where it
    is very long.
    """
    plain = TENSORFLOW_PLACES.sub("", MACHINE_FOLDERS.sub("", sentence))
    line = " ".join(MODULE_OF_EXCEPTION.sub("", plain).split())
    return line if len(line) <= LONGEST_FAILURE else f"{line[: LONGEST_FAILURE - 1]}…"


if __name__ == "__main__":
    run_command(main)
