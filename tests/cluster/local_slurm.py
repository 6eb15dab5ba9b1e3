"""A real Slurm of five nodes on this machine, for as long as a context lasts."""

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
CLUSTER = "labbook-tests"
NODES = ("n1", "n2", "n3", "n4", "n5")
PATIENCE_SECONDS = 30.0

# A node has room for one job, so that it fails with that and no other.
# Without cgroups, which a container has not, memory is watched by the daemon of the node.
CONFIG = """
ClusterName={cluster}
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmctldPort={port}
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
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=2,batch_sched_delay=0
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/%n.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/%n.log
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=60 State=UP
"""
NODE = "NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=1 RealMemory=4000"


def what_is_missing() -> str | None:
    """Why there can be no Slurm here."""
    if os.name != "posix" or os.geteuid() != 0:
        return "Slurm's daemons are started by root"
    if SYSTEM_CONFIG.exists():
        return f"{SYSTEM_CONFIG} is that of another Slurm"
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        return f"Debian's slurmctld, slurmd, slurm-client and munge have {', '.join(missing)}"
    return None


@dataclass(frozen=True)
class SlurmJob:
    """As `squeue` tells it. `rule` and `batch` (its wildcards) are Snakemake's; `memory`: MiB."""

    number: str
    state: str
    memory: int
    node: str
    rule: str
    batch: str


@dataclass(frozen=True)
class LocalSlurm:
    folder: Path

    def jobs(self) -> list[SlurmJob]:
        """All that were asked for, in this order."""
        found = []
        for line in _run("squeue", "--noheader", "--states=all", "--format=%i|%T|%m|%N|%k").split():
            number, state, memory, node, comment = line.split("|")
            rule, _, batch = comment.removeprefix("rule_").partition("_wildcards_")
            found.append(SlurmJob(number, state, int(memory.rstrip("M")), node, rule, batch))
        return sorted(found, key=lambda job: int(job.number))

    def cancel(self, job: SlurmJob) -> None:
        _run("scancel", job.number)

    def let_time_run_out(self, job: SlurmJob) -> None:
        """Now, which Slurm notices within half a minute."""
        _run("scontrol", "update", f"JobId={job.number}", "EndTime=now+1")

    def kill_node(self, name: str) -> None:
        """As if its power had failed: the daemon, and what it runs, are gone without a word."""
        file = self.folder / "run" / f"{name}.pid"
        os.kill(_pid(file), signal.SIGKILL)
        file.unlink()
        self.kill_steps(name)
        # What Slurm would find out by itself once the node has not answered for a while.
        _run("scontrol", "update", f"NodeName={name}", "State=DOWN", "Reason=no answer")

    def kill_steps(self, name: str) -> None:
        """The processes that watch jobs of a node, and these jobs."""
        for step in self._steps(name):
            # It first, so that nobody is left who reports the end of the job.
            for process in (step, *step.children(recursive=True)):
                with suppress(psutil.Error):
                    process.kill()

    def _steps(self, node: str) -> Iterator[psutil.Process]:
        log = str(self.folder / "log" / f"{node}.log")
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.name() == "slurmstepd" and log in _open_files(process.pid):
                    yield process


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
    first, *ports = _free_ports(1 + len(NODES))
    nodes = "\n".join(
        NODE.format(name=name, host=host, port=port)
        for name, port in zip(NODES, ports, strict=True)
    )
    config.write_text(
        CONFIG.format(cluster=CLUSTER, host=host, folder=folder, port=first, nodes=nodes)
    )
    SYSTEM_CONFIG.parent.mkdir(exist_ok=True)
    if not SYSTEM_CONFIG.exists():
        # What a test that was killed has left points nowhere.
        SYSTEM_CONFIG.unlink(missing_ok=True)
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
            _run("slurmd", "-N", name)
        _await_nodes()
        yield slurm
    finally:
        for name in NODES:
            slurm.kill_steps(name)
        _kill_lost_processes()
        for file in (folder / "run").glob("*.pid"):
            with suppress(ProcessLookupError):
                os.kill(_pid(file), signal.SIGTERM)
        SYSTEM_CONFIG.unlink(missing_ok=True)


def _kill_lost_processes() -> None:
    """Those of jobs that have ended. Without cgroups, Slurm knows only children of its own."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("SLURM_CLUSTER_NAME") == CLUSTER:
                process.kill()


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def _open_files(pid: int) -> Iterator[str]:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            yield os.readlink(link)


def _pid(file: Path) -> int:
    return int(file.read_text())


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
