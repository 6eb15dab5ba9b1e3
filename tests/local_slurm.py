"""A real Slurm of two nodes on this machine, for as long as a context lasts."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "scontrol")
# Where the programs of Debian look; a job's own `srun` knows of no other place.
SYSTEM_CONFIG = Path("/etc/slurm/slurm.conf")
NODES = ("n1", "n2")
PATIENCE_SECONDS = 30.0

# Without cgroups, which a container has not, memory is watched by the daemon of the node.
CONFIG = """
ClusterName=labbook
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmctldPort={ports[0]}
AuthType=auth/munge
AuthInfo=socket={folder}/run/munge.sock
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherParams=OverMemoryKill,UsePss
JobAcctGatherFrequency=task=1
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
KillWait=2
SlurmdTimeout=10
SchedulerParameters=sched_interval=2,batch_sched_delay=0
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/%n.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/%n.log
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=2 RealMemory=6000
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=2 RealMemory=6000
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=60 State=UP
"""


def what_is_missing() -> str | None:
    """Why there can be no Slurm here."""
    if os.name != "posix" or os.geteuid() != 0:
        return "Slurm's daemons are started by root"
    if SYSTEM_CONFIG.exists():
        return f"{SYSTEM_CONFIG} is that of another Slurm"
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    return (
        f"Debian's slurmctld, slurmd, slurm-client and munge are missing: {missing}" * bool(missing)
        or None
    )


@dataclass(frozen=True)
class LocalSlurm:
    folder: Path

    def start_node(self, name: str) -> None:
        _run("slurmd", "-N", name)

    def kill_node(self, name: str) -> None:
        """As if its power had failed: the daemon, and what it runs, are gone without a word."""
        (daemon,) = _pids(self.folder / "run" / f"{name}.pid")
        os.kill(daemon, signal.SIGKILL)
        self._kill_steps(name)

    def _kill_steps(self, name: str) -> None:
        """The processes that watch jobs of a node, and these jobs."""
        log = str(self.folder / "log" / f"{name}.log")
        for step in psutil.process_iter():
            with suppress(psutil.Error):
                if step.name() == "slurmstepd" and log in _open_files(step.pid):
                    for process in (*step.children(recursive=True), step):
                        with suppress(psutil.Error):
                            process.kill()


@contextmanager
def local_slurm(folder: Path) -> Iterator[LocalSlurm]:
    """Start the daemons with all their files in `folder`; end them whatever happens."""
    for name in ("munge", "run", "state", "spool", "log"):
        (folder / name).mkdir(parents=True)
    (folder / "munge").chmod(0o700)
    key = folder / "munge" / "key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    config = folder / "slurm.conf"
    host = socket.gethostname().partition(".")[0]
    config.write_text(CONFIG.format(host=host, folder=folder, ports=_free_ports(3)))
    SYSTEM_CONFIG.parent.mkdir(exist_ok=True)
    SYSTEM_CONFIG.symlink_to(config)
    slurm = LocalSlurm(folder)
    try:
        munge = {"key-file": "key", "log-file": "log", "seed-file": "seed"}
        _run(
            "munged",
            # Nobody but root is to reach its socket.
            "--force",
            *(f"--{name}={folder}/munge/{file}" for name, file in munge.items()),
            f"--socket={folder}/run/munge.sock",
            f"--pid-file={folder}/run/munged.pid",
        )
        _run("slurmctld")
        for name in NODES:
            slurm.start_node(name)
        _await_nodes()
        yield slurm
    finally:
        for file in (folder / "run").glob("*.pid"):
            for pid in _pids(file):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
        for name in NODES:
            slurm._kill_steps(name)
        SYSTEM_CONFIG.unlink(missing_ok=True)


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def _open_files(pid: int) -> Iterator[str]:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            yield os.readlink(link)


def _pids(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()] if file.exists() else []


def _free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _await_nodes() -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while _run("sinfo", "--noheader", "--Node", "--format=%T").split() != ["idle"] * len(NODES):
        assert time.monotonic() < end, _run("sinfo", "--Node", "--long")
        time.sleep(0.2)
