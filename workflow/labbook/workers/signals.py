"""Processes that a signal has ended: what that says to the user, and to who waits for the job."""

import os
import signal

# What a user can do about a signal that this computer, and no code of ours, has sent.
ADVICE = {
    "SIGKILL": (
        ", perhaps for want of memory",
        "close what else takes memory or give fewer --cores, and run the same command again, which "
        "goes on from there",
    ),
    "SIGILL": (
        ", an instruction that this computer's processor does not have",
        "TensorFlow needs a processor with AVX: build on another computer",
    ),
}


def killed_by(number: int) -> str:
    """Which signal has ended a process, and perhaps why."""
    name = _signal_name(number)
    return f"killed by signal {name}{ADVICE.get(name, ('', ''))[0]}"


def own_sentence_of(number: int) -> str:
    """The last line of the log of a command whose process a signal has killed without a word.

    It is the same for all of them, so that a build says it once.
    """
    _, advice = ADVICE.get(_signal_name(number), ("", "run the same command again"))
    return f"labbook: a job was {killed_by(number)}; {advice}."


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def end_by_signal(number: int) -> None:
    """End this process as the signal does, so that whoever waits for it sees that."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
