"""One build at a time in a folder that computers share, whatever locks its file system has.

Each build takes a turn: it makes the file `build.turn.<number>` with the number after the last
one's, which only one of several can. It may if the last turn is over, since its file says so, or
since the process that made it is gone. A process on another computer cannot be asked for; but it
writes into its file every few seconds, and whoever finds the file unchanged for long enough takes
it for gone. Two looks at the file are compared, never the clocks of two computers. The file of the
last turn stays, so that no number comes twice: what was found out about a turn remains true.
"""

import atexit
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

NAME = "build.turn."
BEAT_SECONDS = 5.0
# So often a file is looked at, a beat apart, before its writer is taken for gone. A server may show
# what was written only a minute later.
LOOKS = 24
# A process begins at the same time, to the precision of what a system keeps.
SAME_SECONDS = 5.0


class Occupied(Exception):
    """Another build is at work. `where`: the computer that it runs on."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Turn:
    """A turn that this process has, until it ends. `number`: of its file in `folder`."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = folder.resolve()
        self._number = number
        self._beats = 0
        self._over = threading.Event()
        self._process = os.getpid()
        self._identity = _identity()

    def begin(self) -> None:
        """Show from now on that this process lives."""
        self._write()
        threading.Thread(target=self._beat, daemon=True).start()
        atexit.register(self.end)

    def end(self) -> None:
        """Let the next build begin. Does nothing the second time, or in a child of this process."""
        if not self._over.is_set() and os.getpid() == self._process:
            self._over.set()
            with suppress(OSError):
                self._write()

    def _beat(self) -> None:
        wrote = time.monotonic()
        while not self._over.wait(BEAT_SECONDS):
            try:
                if _last(self._folder) != self._number:
                    return self._lose("another build has taken it over")
                self._write()
                wrote = time.monotonic()
            except FileNotFoundError:
                return self._lose("its file is gone")
            except OSError as error:
                # Before another computer could take this process for gone.
                if time.monotonic() - wrote > LOOKS * BEAT_SECONDS / 2:
                    return self._lose(f"its file cannot be written to: {error.strerror}")

    def _lose(self, why: str) -> None:
        self._over.set()
        path = _path(self._folder, self._number)
        print(f"labbook: this build ends, since {path} is not its own: {why}.", file=sys.stderr)
        os.kill(self._process, signal.SIGINT)

    def _write(self) -> None:
        """In place and always of one length, so that a full disk has room for it."""
        self._beats += 1
        record = {**self._identity, "beats": f"{self._beats:012}", "over": int(self._over.is_set())}
        with _path(self._folder, self._number).open("r+b") as file:
            file.write(json.dumps(record).encode())


def take_turn(folder: Path, say: Callable[[str], None]) -> Turn:
    """The next turn in `folder`; `say` is told why that takes long.

    Raises Occupied if another build has one, and OSError if `folder` cannot be written to.
    """
    while True:
        last = _last(folder)
        if last:
            _await_end(_path(folder, last), say)
        try:
            os.close(os.open(_path(folder, last + 1), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            time.sleep(0.1)
            continue
        if _last(folder) == last + 1:
            break
        # While this process looked at an old turn, others have had this one and the next.
        _path(folder, last + 1).unlink(missing_ok=True)
    # First, so that there is room on a full disk for what is written now.
    for number in _numbers(folder):
        if number <= last:
            _path(folder, number).unlink(missing_ok=True)
    turn = Turn(folder, last + 1)
    turn.begin()
    return turn


def _await_end(path: Path, say: Callable[[str], None]) -> None:
    """Return when the turn of `path` is over. Raises Occupied if its build is at work."""
    content = _look(path)
    try:
        record = json.loads(content[0])
        where, pid, began = record["host"], record["pid"], record["began"]
        if record["over"]:
            return
        if record["machine"] == _identity()["machine"]:
            if _lives(pid, began):
                raise Occupied(where)
            return
    except (ValueError, KeyError, TypeError):
        # What a build makes first is empty.
        where = "another computer"
    say(
        f"a build on {where} has begun here and not ended; this one looks for "
        f"{LOOKS * BEAT_SECONDS:.0f} s whether it still works."
    )
    looks = 0
    while looks < LOOKS:
        before = time.monotonic()
        time.sleep(BEAT_SECONDS)
        if _look(path) != content:
            if _is_over(path):
                return
            raise Occupied(where)
        # Where the server, or this computer, stood still meanwhile, so may the other have done.
        looks = looks + 1 if time.monotonic() - before < 2 * BEAT_SECONDS else 0


def _look(path: Path) -> tuple[bytes, int]:
    """What changes with each beat: the content, and where that is not to be read, the time."""
    try:
        changed = path.stat().st_mtime_ns
        content = path.read_bytes()
    except PermissionError:
        content = b""
    except FileNotFoundError:
        return b'{"over": 1}', 0
    return content, changed


def _is_over(path: Path) -> bool:
    with suppress(ValueError, KeyError, TypeError):
        return bool(json.loads(_look(path)[0])["over"])
    return False


def _numbers(folder: Path) -> list[int]:
    names = [name.removeprefix(NAME) for name in os.listdir(folder) if name.startswith(NAME)]
    return [int(name) for name in names if name.isdecimal()]


def _last(folder: Path) -> int:
    """The number of the last turn, 0 before the first."""
    return max(_numbers(folder), default=0)


def _path(folder: Path, number: int) -> Path:
    return folder / f"{NAME}{number}"


def _identity() -> dict[str, object]:
    """This process, and the machine on which alone its number means it: as far as its system runs
    without a break, and within one container.
    """
    import psutil

    host = socket.gethostname()
    parts = [host]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    began = psutil.Process().create_time()
    return {"host": host, "machine": " ".join(parts), "pid": os.getpid(), "began": began}


def _lives(pid: int, began: float) -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - began) < SAME_SECONDS
        return bool(same and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
