"""The workers of a build: processes that stay, so that libraries are imported once and not per job.

    labbook.workers.pool SOCKET MOST_MIB ["KIND MODULE ..." ...]

The build starts the pool and holds its standard input: when that is closed, the build has ended,
and the pool ends with all its workers. A job connects to SOCKET (client.py), and the pool gives
it a worker of its own for as long as it is connected. A worker whose job is gone is killed; a
job whose worker is gone is told how it died. The workers that wait for a further job have no more
than MOST_MIB of memory together: else those end that have waited longest. Besides, a worker is
started at once for each further argument: it imports these modules while nobody waits for it yet.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from select import select
from typing import BinaryIO

from labbook.workers.messages import Message, receive, send
from labbook.workers.program import job_environment, program

PATIENCE_SECONDS = 5


@dataclass(eq=False)
class Worker:
    """A process of `kind`: workers of one kind have the same libraries and environment."""

    kind: str
    process: "subprocess.Popen[bytes]"
    connection: socket.socket
    memory_mib: float = 0.0

    def end(self) -> None:
        """Close the connection, on which an idle worker ends by itself; kill one at work."""
        self.connection.close()
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Pool:
    """Workers of several kinds; those that wait for a further job have at most `most_mib`."""

    most_mib: float
    _idle: list[Worker] = field(default_factory=list)
    _unused: list[Worker] = field(default_factory=list)
    _workers: set[Worker] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, job: socket.socket) -> None:
        """Let a worker do what the job asks for, and tell the job how that ended.

        The job may ask again, and has the same worker as long as that stays.
        """
        worker: Worker | None = None
        try:
            while (received := receive(job)) is not None:
                request, files = received
                worker = worker or self._take(request, files)
                try:
                    send(worker.connection, request, files)
                finally:
                    for file in files:
                        os.close(file)
                ready, _, _ = select([worker.connection, job], [], [])
                if worker.connection not in ready:
                    return  # the job is gone
                answer = receive(worker.connection)
                code = worker.process.wait() if answer is None else answer[0]["code"]
                if answer is None or not answer[0]["stays"]:
                    self._end(worker)
                    worker = None
                else:
                    worker.memory_mib = answer[0]["memory_mib"]
                send(job, {"code": code})
            if worker:
                self._give_back(worker)
                worker = None
        except OSError:
            return  # the job or the worker is gone, or the build has ended, and with it all workers
        finally:
            job.close()
            if worker:
                self._end(worker)

    def end(self) -> None:
        for worker in list(self._workers):
            self._end(worker)

    def start_ahead(self, kind: str, modules: list[str]) -> None:
        """Start a worker that nobody has asked for yet, and that says nothing."""
        environment, silence = job_environment(os.environ), subprocess.DEVNULL
        worker = _start_worker(kind, environment, (silence, silence), modules)
        with self._lock:
            self._workers.add(worker)
            self._unused.append(worker)

    def _take(self, request: Message, files: list[int]) -> Worker:
        """The worker of the right kind that was at work last, else an unused or a new one."""
        with self._lock:
            for waiting in (self._idle, self._unused):
                for worker in reversed(waiting):
                    if worker.kind == request["kind"] and worker.process.poll() is None:
                        waiting.remove(worker)
                        return worker
            # Its first job's files, so that what keeps it from starting is told.
            worker = _start_worker(request["kind"], request["environment"], files)
            self._workers.add(worker)
            return worker

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            self._idle.append(worker)
            too_many = []
            while sum(idle.memory_mib for idle in self._idle) > self.most_mib:
                too_many.append(self._idle.pop(0))
        for idle in too_many:
            self._end(idle)

    def _end(self, worker: Worker) -> None:
        with self._lock:
            self._workers.discard(worker)
        worker.end()


def _start_worker(
    kind: str,
    environment: dict[str, str],
    files: Sequence[int],
    modules: Sequence[str] = (),
) -> Worker:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            program("labbook.workers.worker", str(theirs.fileno()), kind, *modules),
            env=environment,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=files[0],
            stderr=files[1],
        )
    return Worker(kind, process, ours)


def _end_with(build: BinaryIO, pool: Pool, path: str) -> None:
    build.read()
    pool.end()
    shutil.rmtree(os.path.dirname(path), ignore_errors=True)
    os._exit(0)


def main() -> None:
    path, most_mib, *ahead = sys.argv[1:]
    pool = Pool(float(most_mib))
    with socket.socket(socket.AF_UNIX) as listening:
        # Who finds the socket is listened to.
        listening.bind(f"{path}.new")
        listening.listen(128)
        os.rename(f"{path}.new", path)
        threading.Thread(target=_end_with, args=(sys.stdin.buffer, pool, path), daemon=True).start()
        for words in ahead:
            kind, *modules = words.split()
            pool.start_ahead(kind, modules)
        while True:
            job, _ = listening.accept()
            threading.Thread(target=pool.serve, args=(job,), daemon=True).start()


if __name__ == "__main__":
    main()
