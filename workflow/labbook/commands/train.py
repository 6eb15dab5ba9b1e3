"""Train several runs one after another, each by a command of its own, in one worker.

    labbook.commands.train KIND COMMAND --runs DIRECTORY ... --logs FOLDER --plans FOLDER
        --done FILE [--attempts FOLDER] -- ARGUMENT ...

The runs share what their command compiles. Each has its own log. A run that fails costs no other:
the rest is trained all the same, and then this ends with 1. With `--attempts`, how each run ended
is recorded there, and a failure is a result like any other. `--done` is written when all have
ended. Where a signal says that the computer cannot train, no further run is tried.

A run lies in `<lab>/<experiment>/`, and so do its plan, its log and its record in their folders.
A job that is started again trains what it has not trained yet: beside `--done`, a file says which
seals were there at first. It stays, as a scheduler may still kill a job that has done all.
"""

import argparse
import os
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path

from labbook.artifacts.attempt import Attempt, attempt_file, write_attempt
from labbook.artifacts.job_log import OWN, end_of, last_exception, own_sentence
from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.command_line import run_command
from labbook.workers.client import Worker, connect
from labbook.workers.signals import end_by_signal, killed_by, own_sentence_of
from labbook.workers.start import start_pool

LONGEST_FAILURE = 300
# What kills every run, and is no gap of a report.
HOPELESS = {-signal.SIGILL}
# `keras.src.errors.` of an exception's type, and where in its graph TensorFlow was.
MODULE_OF_EXCEPTION = re.compile(r"^(?:\w+\.)+(?=\w+(?:Error|Exception)\b)")
TENSORFLOW_PLACES = re.compile(r"\{\{.*?\}\}|\[Op:\w+\](?: name:)?")
# A folder's path from the root: it says where on a machine, and nothing to a reader.
MACHINE_FOLDERS = re.compile(r"(?<![\w.~:/\\])(?:[A-Za-z]:\\(?:[^\\\s'\"]+\\)*|/(?:[^/\s'\"]+/)+)")


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="train", description=__doc__)
    parser.add_argument("kind", help="of the worker: the engine, or `own`")
    parser.add_argument("command", help="what trains a run: train_keras, ...")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--runs", nargs="+", type=Path, help="<lab>/<experiment>/<run>.<key>")
    which.add_argument("--runs-in", type=Path, help="a JSON file with those of each --done")
    parser.add_argument("--plans", type=Path, required=True, help="of experiments")
    parser.add_argument("--logs", type=Path, required=True, help="the folder for the runs' logs")
    parser.add_argument("--attempts", type=Path, help="where to record how each run ended")
    parser.add_argument("--done", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("arguments", nargs="+", help="after --: what the command needs for all")
    arguments = parser.parse_args(argv)
    runs = arguments.runs or list(map(Path, read_json(arguments.runs_in)[str(arguments.done)]))
    seals = {str(run): _stamp(run / SEAL) for run in runs}
    first = arguments.done.with_suffix(".seals")
    left = runs
    if first.exists():
        before = read_json(first)
        left = [run for run in runs if seals[str(run)] in (None, before[str(run)])]
    else:
        write_json(first, seals)
    for run in left:
        # Else the log of an earlier build would speak for a run that is not tried.
        _log(arguments.logs, run).unlink(missing_ok=True)
    pool = connect()
    if pool is None:
        start_pool(1)
        pool = connect()
    failed = False
    with Worker(arguments.kind, pool) as worker:
        for run in left:
            failure = _train(worker, run, arguments)
            failed = failed or failure is not None
    if failed and not arguments.attempts:
        sys.exit(1)
    write_json(arguments.done, list(map(str, runs)))


def _stamp(file: Path) -> list[int] | None:
    """What is another one when the file is made anew; None without the file."""
    with suppress(OSError):
        found = file.stat()
        return [found.st_ino, found.st_mtime_ns]
    return None


def _train(worker: Worker, run: Path, arguments: argparse.Namespace) -> str | None:
    """Why `run` failed, if it did."""
    name, _, key = run.name.rpartition(".")
    log = _log(arguments.logs, run)
    log.parent.mkdir(parents=True, exist_ok=True)
    attempt = arguments.attempts and attempt_file(arguments.attempts, run)
    if attempt:
        # Of an attempt before this one, which an interrupted one would leave standing.
        attempt.unlink(missing_ok=True)
    plan = f"{arguments.plans / _experiment(run)}.json"
    words = [*arguments.arguments, "--plan", plan, "--key", key, "--output-directory", str(run)]
    with log.open("wb") as file:
        code = worker.carry_out(arguments.command, words, file.fileno(), file.fileno())
        if code < 0:
            file.seek(0, os.SEEK_END)
            file.write(f"\n{own_sentence_of(-code)}\n".encode())
    if code in HOPELESS or (code < 0 and not attempt):
        sys.exit(1)
    failure = _failure(code, log) if code else None
    if attempt:
        write_attempt(attempt, Attempt(name, key, failure, log.as_posix()))
    return failure


def _log(folder: Path, run: Path) -> Path:
    return folder / _experiment(run) / f"{run.name}.log"


def _experiment(run: Path) -> Path:
    """`<lab>/<experiment>`."""
    return run.parent.relative_to(run.parents[2])


def _failure(code: int, log: Path) -> str:
    """Why a command that ended with `code` failed, in one sentence.

    A signal comes first: what the log says was written before it, and is not what ended the run.
    """
    if code < 0:
        return killed_by(-code)
    text = end_of(log)
    sentence = (own_sentence(text) or "").removeprefix(OWN) or last_exception(text)
    return _readable(sentence) if sentence else f"ended with exit code {code}"


def _readable(sentence: str) -> str:
    """On one line, without this machine's folders and TensorFlow's inner places, and cut where it
    is very long.
    """
    plain = TENSORFLOW_PLACES.sub("", MACHINE_FOLDERS.sub("", sentence))
    line = " ".join(MODULE_OF_EXCEPTION.sub("", plain).split())
    return line if len(line) <= LONGEST_FAILURE else f"{line[: LONGEST_FAILURE - 1]}…"


if __name__ == "__main__":
    try:
        run_command(main)
    except KeyboardInterrupt:
        end_by_signal(signal.SIGINT)
