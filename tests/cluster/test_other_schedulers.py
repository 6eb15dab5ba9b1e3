"""The profile for PBS that docs/cluster.md prints, with scripts that stand for PBS."""

import os
import re
import signal
from pathlib import Path

import pytest

from cluster.conftest import install_plugin
from cluster.small_build import SCRATCH, building, write_config
from real_build import ROOT
from whole_results import faults, run_directories

pytestmark = pytest.mark.skipif(os.name != "posix", reason="scripts of a shell stand for PBS")

PAGE = (ROOT / "docs" / "cluster.md").read_text("utf-8")
# Each job has a folder with what was asked for. The first is killed at once, the second waits for
# ever, and all others run.
QSUB = """#!/bin/sh
cd '{pbs}'
number=0
# Two may be asked for at once.
until mkdir $number 2>/dev/null; do number=$((number + 1)); done
echo "$@" > $number/asked
for script; do :; done
case $number in
    0) echo 271 > $number/code ;;
    1) ;;
    *) (sh "$script"; echo $? > $number/code) > $number/said 2>&1 & ;;
esac
echo $number
"""
QSTAT = """#!/bin/sh
cd '{pbs}'/$3
echo "Job Id: $3"
if test -e code; then
    printf '    job_state = F\\n    Exit_status = %s\\n' $(cat code)
else
    echo '    job_state = Q'
fi
"""
QDEL = """#!/bin/sh
cd '{pbs}'
for job; do echo 271 > $job/code; done
"""


@pytest.fixture
def generic(tmp_path: Path) -> Path:
    """For PYTHONPATH: the plugin that the page names."""
    (wanted,) = re.findall(r"snakemake-executor-plugin-cluster-generic==[\d.]+", PAGE)
    folder = tmp_path / "plugin"
    install_plugin(folder, wanted)
    return folder


def test_a_killed_job_is_asked_for_again_and_ctrl_c_takes_back_what_waits(
    generic: Path, tmp_path: Path
) -> None:
    folder, pbs, programs = (tmp_path / name for name in ("build", "pbs", "bin"))
    write_config(folder, SCRATCH)
    own = folder / "profiles" / "pbs"
    for place in (own, pbs, programs):
        place.mkdir(parents=True)
    (profile,) = re.findall(r"```yaml\n(executor.*?)```", PAGE, re.DOTALL)
    (status,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    (own / "config.yaml").write_text(profile)
    scripts = {own / "status": status}
    for name, text in (("qsub", QSUB), ("qstat", QSTAT), ("qdel", QDEL)):
        scripts[programs / name] = text.format(pbs=pbs)
    for path, text in scripts.items():
        path.write_text(text)
        path.chmod(0o755)
    # So that six runs of two seconds are two jobs.
    options = ("--seconds-between-status-checks", "1", "--config", "job_minutes=0.1")
    variables = {"PYTHONPATH": str(generic), "PATH": f"{programs}:{os.environ['PATH']}"}
    with building(folder, "--profile", "profiles/pbs", *options, **variables) as build:
        build.until(lambda: "[3/6]" in build.said)
        build.process.send_signal(signal.SIGINT)
        assert build.end() != 0
    # Either of the two jobs may be asked for first.
    assert re.search(r"size/units-(4_seed-0|8_seed-1): the cluster's job 0 failed\n", build.said)
    assert len(run_directories(folder)) == 3
    assert faults(folder) == []
    asked = {int(job.name): (job / "asked").read_text() for job in pbs.iterdir()}
    minutes, memory = zip(
        *(re.findall(r"walltime=0:(\d+):0 -l mem=(\d+)mb", asked[job])[0] for job in range(3)),
        strict=True,
    )
    assert [int(minutes[2]), int(memory[2])] == [2 * int(minutes[0]), 2 * int(memory[0])]
    assert (pbs / "1" / "code").read_text() == "271\n"
