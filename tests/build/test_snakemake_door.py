"""The contract with Snakemake: a test for each of its internals that build/snakemake_door.py uses.

Each is named after the internal, so that an upgrade that changes it fails by that name.
"""

import ast
import dataclasses
import inspect
import json
import logging
import os
import shutil
import signal
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
import snakemake
from snakemake.cli import args_to_api
from snakemake.persistence import PersistenceBase
from snakemake.settings.types import DAGSettings, ResourceSettings
from snakemake_interface_logger_plugins.common import LogEvent

from labbook.build import snakemake_door as door
from labbook.build.asked_for import LOOKS, REFUSED
from labbook.build.snakemake_door import (
    cores,
    jobs_at_once,
    keep_earlier_outputs,
    start_jobs_at_any_rate,
)
from labbook.errors import LabbookError
from warm_process import SNAKEMAKE, run_warm

SNAKEFILE = Path(__file__).with_name("probe_workflow.smk")
PACKAGE_ROOT = Path(__file__).parents[2] / "workflow"


class Build(NamedTuple):
    """What a call of Snakemake said, and `told` what the Snakefile told of it, in order."""

    folder: Path
    code: int
    output: str
    told: list[dict[str, Any]]

    def of(self, moment: str) -> list[dict[str, Any]]:
        return [facts for facts in self.told if facts["moment"] == moment]

    def events(self, moment: str) -> list[dict[str, Any]]:
        """What the door makes of each message with this event of Snakemake's."""
        found = [facts["event"] for facts in self.of(moment)]
        assert [event for event in found if not isinstance(event, dict)] == []
        return found

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """What the door says of each message of this kind of its own."""
        events = (facts.get("event") for facts in self.told)
        return [event for event in events if isinstance(event, dict) and event["kind"] == kind]

    def position(self, moment: str) -> int:
        return [facts["moment"] for facts in self.told].index(moment)


Probe = Callable[..., Build]


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Probe:
    """Build the probe with the real Snakemake. Equal calls are one build."""

    @cache
    def call(*options: str, earlier: str = "") -> Build:
        folder = tmp_path_factory.mktemp("probe")
        shutil.copyfile(SNAKEFILE, folder / "Snakefile")
        if earlier:
            for name in ("a.txt", "b.txt"):
                (folder / name).write_text(earlier)
                os.utime(folder / name, (1_000_000_000, 1_000_000_000))
        own = {"PACKAGE_ROOT": str(PACKAGE_ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
        done = run_warm(SNAKEMAKE, ["snakemake", *options], folder, {**os.environ, **own})
        lines = (folder / "told.jsonl").read_text().splitlines()
        said = done.stdout + done.stderr
        return Build(folder, done.returncode, said, [json.loads(line) for line in lines])

    return call


@pytest.fixture
def built(probe: Probe) -> Build:
    build = probe("--cores", "1")
    assert build.code == 0, build.output
    return build


@pytest.fixture
def failed(probe: Probe) -> Build:
    build = probe("--cores", "1", "--keep-going", "--config", "ends=failed")
    assert build.code == 1, build.output
    return build


# Settings, while the Snakefile is read.

SETTINGS = {
    "workflow.output_settings.dryrun": (["-n"], "is_dry_run"),
    "workflow.output_settings.quiet": (["-n", "--quiet"], "is_quiet"),
    "workflow.output_settings.quiet, too": (["-n", "--quiet", "rules"], "wants_stock_output"),
    "workflow.output_settings.verbose": (["-n", "--verbose"], "wants_stock_output"),
    "workflow.output_settings.printshellcmds": (["-n", "-p"], "wants_stock_output"),
    "workflow.output_settings.debug_dag": (["-n", "--debug-dag"], "wants_stock_output"),
    "workflow.output_settings.show_failed_logs": (
        ["-n", "--show-failed-logs"],
        "shows_failed_logs",
    ),
}


@pytest.mark.parametrize("internal", SETTINGS)
def test_setting(probe: Probe, built: Build, internal: str) -> None:
    options, answer = SETTINGS[internal]
    (with_option,), (without,) = probe(*options).of("reading"), built.of("reading")
    assert with_option["settings"][answer] is True
    assert without["settings"][answer] is False


@pytest.mark.parametrize(
    ("setting", "options"),
    [("forcetargets", ["--force"]), ("forceall", ["-F"]), ("forcerun", ["-R", "make"])],
)
def test_workflow_dag_settings(
    probe: Probe, built: Build, setting: str, options: list[str]
) -> None:
    assert setting in {field.name for field in dataclasses.fields(DAGSettings)}
    assert probe("-n", *options).of("input function")[0]["is_forced"] is True
    assert built.of("input function")[0]["is_forced"] is False


def test_workflow_resource_settings_cores(probe: Probe) -> None:
    (told,) = probe("-n", "--cores", "3").of("reading")
    assert told["settings"]["cores"] == 3
    assert told["settings"]["jobs_at_once"] == 3


def test_workflow_resource_settings_cores_may_be_missing() -> None:
    """As under `--jobs 5` on a cluster. `workflow.cores` would raise WorkflowError then."""
    assert cores(SimpleNamespace(resource_settings=ResourceSettings(nodes=5))) == 1


def test_workflow_resource_settings_nodes() -> None:
    assert jobs_at_once(SimpleNamespace(resource_settings=ResourceSettings(nodes=5))) == 5


def test_workflow_basedir(built: Build) -> None:
    (told,) = built.of("reading")
    assert Path(told["basedir"]) == built.folder


def test_workflow_is_main_process(snakemake, project) -> None:
    assert snakemake().returncode == 0
    # `run:` makes Snakemake read the Snakefile again in a process of its own.
    assert (project / "asked").read_text() == "dry False main True\ndry False main False\n"


def test_cli_args_to_api_args(failed: Build, built: Build) -> None:
    assert failed.of("reading")[0]["asked"]["keep_going"] is True
    assert built.of("reading")[0]["asked"] == {
        "targets": [],
        "keep_going": False,
        "only_looks": False,
    }


def test_cli_args_to_api_args_have_the_profile(tmp_path: Path) -> None:
    """Which lies where Snakemake was started, and not in the folder that it builds in."""
    (tmp_path / "build").mkdir()
    shutil.copyfile(SNAKEFILE, tmp_path / "Snakefile")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "config.yaml").write_text("keep-going: true\n")
    own = {"PACKAGE_ROOT": str(PACKAGE_ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = "snakemake --profile own --directory build --cores 1 -n all"
    done = run_warm(SNAKEMAKE, words.split(), tmp_path, {**os.environ, **own})
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "build" / "told.jsonl").read_text().splitlines()[0])
    assert told["asked"] == {"targets": ["all"], "keep_going": True, "only_looks": True}


def test_only_the_command_starts_a_build() -> None:
    with pytest.raises(LabbookError, match="with the command `snakemake`"):
        door.arguments()


def test_cli_args_to_api_does_nothing_unknown() -> None:
    """What it does in place of a build is what the door knows to only look, or refuses."""
    found = {
        node.attr
        for branch in ast.walk(ast.parse(inspect.getsource(args_to_api)))
        if isinstance(branch, ast.If) and any(map(_calls_api, branch.body))
        for node in ast.walk(branch.test)
        if isinstance(node, ast.Attribute)
    }
    in_place = REFUSED.keys() & {"archive", "generate_unit_tests", "delete_all_output"}
    # A report may also follow a build.
    assert found == (LOOKS - {"dryrun"}) | in_place | {"report_after_run"}


def _calls_api(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=function)) | ast.Assign(value=ast.Call(func=function)):
            return ast.unparse(function).startswith(("dag_api.", "workflow_api."))
    return False


# Jobs and their outputs.


def test_workflow_dag_needrun_jobs(built: Build) -> None:
    (told,) = built.of("RUN_INFO")
    assert set(told["jobs"]) == {"a.txt", "b.txt"}
    started = {
        f"{event['wildcards'][0]}.txt": event["job"] for event in built.of_kind("JOB_STARTED")
    }
    assert told["jobs"] == started


def test_workflow_dag_jobs(built: Build) -> None:
    assert [built.of("onstart")[0]["make"], built.of("onstart")[1]["other"]] == [True, False]


@pytest.mark.parametrize("method", ["backup_output", "restore_output"])
def test_workflow_persistence_has(method: str) -> None:
    assert list(inspect.signature(getattr(PersistenceBase, method)).parameters) == ["self", "path"]


def test_workflow_persistence_backup_output_is_what_copies(probe: Probe) -> None:
    """Without keep_earlier_outputs there is a copy; else that function would not be needed."""
    options = ("--cores", "1", "--forcerun", "make", "--config", "ends=failed")
    stock = probe(*options, earlier="precious")
    kept = probe(*options, "keep=1", earlier="precious")
    assert (stock.code, kept.code) == (1, 1)
    assert (stock.folder / "copied").read_text() == "precious"
    assert not (kept.folder / "copied").exists()


def test_workflow_persistence_restore_output_decides_what_is_removed(probe: Probe) -> None:
    kept = probe(
        *("--cores", "1", "--forcerun", "make", "--config", "ends=failed", "keep=1"),
        earlier="precious",
    )
    status = (kept.folder / "a.txt").stat()
    assert ((kept.folder / "a.txt").read_text(), status.st_mtime) == ("precious", 1_000_000_000)
    assert "Restored previous version of a.txt" in kept.output


def test_workflow_persistence_methods_can_be_replaced() -> None:
    persistence = SimpleNamespace(backup_output=None, restore_output=None)
    keep_earlier_outputs(SimpleNamespace(persistence=persistence))
    assert persistence.backup_output(SNAKEFILE) is None
    assert persistence.restore_output(SNAKEFILE)
    assert not persistence.restore_output(SNAKEFILE / "missing")


def test_update_leaves_the_earlier_output_to_the_job(probe: Probe) -> None:
    kept = probe(
        *("--cores", "1", "--forcerun", "make", "--config", "ends=failed", "keep=1"),
        earlier="precious",
    )
    assert (kept.folder / "found").read_text() == "precious"


def test_workflow_scheduler_job_rate_limiter(tmp_path: Path) -> None:
    """Ten jobs need eleven looks; with a limit there are more, and ever more with more jobs."""
    shutil.copyfile(SNAKEFILE.with_name("rate_workflow.smk"), tmp_path / "Snakefile")
    own = {"PACKAGE_ROOT": str(PACKAGE_ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def looks(*options: str) -> int:
        words = ["snakemake", "--cores", "1", "--forceall", *options]
        done = run_warm(SNAKEMAKE, words, tmp_path, {**os.environ, **own})
        assert done.returncode == 0, done.stderr
        return int(done.stdout.rpartition("looks:")[2])

    assert looks("--config", "unlimited=1") <= 12
    assert looks() > 14


def test_workflow_resource_settings_nodes_means_a_cluster() -> None:
    scheduler = SimpleNamespace(job_rate_limiter="a limit")
    resources = SimpleNamespace(nodes=8)
    start_jobs_at_any_rate(SimpleNamespace(scheduler=scheduler, resource_settings=resources))
    assert scheduler.job_rate_limiter == "a limit"


@pytest.mark.parametrize("first", ["a", "b"])
def test_priority_may_be_a_function(probe: Probe, first: str) -> None:
    build = probe("--cores", "1", "--config", f"first={first}")
    assert build.of_kind("JOB_STARTED")[0]["wildcards"] == [first]


def test_threads_may_be_a_function(probe: Probe) -> None:
    assert (probe("--cores", "2").folder / "a.txt").read_text() == "2\n"


PRETENDING = """
import os, sys
sys.path.insert(0, os.environ["PACKAGE_ROOT"])
from labbook.build.snakemake_door import pretend

if config:
    pretend({name: float(time) if time else None for name, time in config["times"].items()})

rule make:
    input: "order"
    output: "out"
    shell: "touch out"
"""


@pytest.mark.parametrize(
    ("times", "there", "is_made"),
    [
        # Snakemake would not go by the time alone: it knows the checksum of the order.
        ("order: 1.0e12", True, True),
        ("order: 1.0e12", False, True),
        ("order: 1.0", False, False),
        ("out: ''", True, True),
    ],
)
def test_IOFile_methods_can_be_replaced(
    tmp_path: Path, times: str, there: bool, is_made: bool
) -> None:
    (tmp_path / "Snakefile").write_text(PRETENDING)
    (tmp_path / "order").write_text("make")
    own = {"PACKAGE_ROOT": str(PACKAGE_ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def call(*options: str) -> str:
        done = run_warm(
            SNAKEMAKE, ["snakemake", "--cores", "1", *options], tmp_path, {**os.environ, **own}
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    call()
    if not there:
        (tmp_path / "order").unlink()
    options = ["-n", "--rerun-triggers", "mtime", "--config", f"times={{{times}}}"]
    assert ("rule make:" in call(*options)) is is_made
    assert not list((tmp_path / ".snakemake" / "iocache").iterdir())


# Where messages go.


def test_logger_handlers_hold_the_log_file(built: Build) -> None:
    (told,) = built.of("reading")
    (file,) = told["files"]
    assert Path(file).parent == built.folder / ".snakemake" / "log"


def test_logger_handler_named_DefaultStreamHandler(built: Build) -> None:
    assert built.of("reading")[0]["stock"] is True


def test_logger_handlers_can_be_replaced(probe: Probe) -> None:
    build = probe("--cores", "1", "--config", "replace=1")
    assert build.code == 0
    assert build.of_kind("JOB_STARTED")
    assert "rule make" not in build.output


def test_LoggerManager_stop_closes_handlers(built: Build, failed: Build) -> None:
    assert built.told[-1]["moment"] == failed.told[-1]["moment"] == "closed"


# What messages say.


def test_LogEvent_has_no_new_member() -> None:
    known = "RUN_INFO WORKFLOW_STARTED SHELLCMD JOB_INFO JOB_ERROR JOB_STARTED JOB_FINISHED"
    others = "GROUP_INFO GROUP_ERROR RESOURCES_INFO DEBUG_DAG PROGRESS RULEGRAPH ERROR"
    assert {event.name for event in LogEvent} == {*known.split(), *others.split()}


def test_LogEvent_WORKFLOW_STARTED_and_others_are_routine(built: Build) -> None:
    for name in ("WORKFLOW_STARTED", "RESOURCES_INFO", "JOB_STARTED", "SHELLCMD"):
        assert {event["is_routine"] for event in built.events(name)} == {True}, name


def test_LogEvent_RUN_INFO(built: Build) -> None:
    (event,) = built.events("RUN_INFO")
    assert (event["kind"], event["is_routine"]) == ("JOBS_KNOWN", True)
    assert built.position("RUN_INFO") < built.position("onstart") < built.position("JOB_INFO")


def test_LogEvent_RUN_INFO_in_a_dry_run(probe: Probe) -> None:
    first, *_ = probe("-n").of("RUN_INFO")
    assert set(first["jobs"]) == {"a.txt", "b.txt"}


def test_LogEvent_JOB_INFO(built: Build) -> None:
    first, second, goal = built.events("JOB_INFO")
    assert (first["kind"], first["rule"], first["wildcards"]) == ("JOB_STARTED", "make", ["a"])
    assert first["logs"] == ["a.log"]
    assert second["job"] != first["job"]
    # `all` has no output.
    assert goal["kind"] == "OTHER"


def test_LogEvent_JOB_FINISHED(built: Build) -> None:
    finished = {told["job"] for told in built.of_kind("JOB_FINISHED")}
    assert finished > {told["job"] for told in built.of_kind("JOB_STARTED")}


def test_LogEvent_JOB_ERROR(failed: Build) -> None:
    first, second = failed.events("JOB_ERROR")
    assert (first["kind"], first["rule"], first["logs"]) == ("JOB_FAILED", "make", ["a.log"])
    assert first["job"] in {told["job"] for told in failed.of_kind("JOB_STARTED")}
    assert not first["is_routine"]
    assert second["logs"] == ["b.log"]


def test_LogEvent_ERROR_repeats_the_command_in_the_thread_of_JOB_ERROR(failed: Build) -> None:
    repeated = [told for told in failed.of("ERROR") if door.FAILED_COMMAND in told["text"]]
    assert [told["exception"] for told in repeated] == ["RuleException"] * 2
    assert all(told["event"]["is_routine"] for told in repeated)
    threads = [event["thread"] for event in failed.events("JOB_ERROR")]
    assert [told["event"]["thread"] for told in repeated] == threads


def test_LogEvent_ERROR_of_a_job_that_is_interrupted(probe: Probe) -> None:
    """Ctrl-C kills the shell of a job by SIGINT; here the shell does it to itself."""
    build = probe("--cores", "1", "--config", "ends=interrupted")
    assert build.code == 1
    assert f"died with <Signals.{signal.Signals.SIGINT.name}" in build.output
    (interrupted,) = build.of_kind("JOB_INTERRUPTED")
    assert interrupted["thread"] == build.events("JOB_ERROR")[0]["thread"]


SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(Path(snakemake.__file__).parent.rglob("*.py"))
)


@pytest.mark.parametrize(
    "beginning",
    [
        *door.ROUTINE_BEGINNINGS,
        *door.BEGINNINGS_AFTER_A_FAILURE,
        door.INTERRUPTED,
    ],
)
def test_a_message_begins_with(beginning: str) -> None:
    """Snakemake's source has the text. Its first line may be the name of the exception."""
    assert f'"{beginning.splitlines()[-1]}' in SOURCE


@pytest.mark.parametrize("text", ["Building DAG of jobs...", "Using shell: ", "Elapsed time: "])
def test_routine_without_an_event(built: Build, text: str) -> None:
    (told,) = [told for told in built.of("MESSAGE") if told["text"].startswith(text)]
    assert told["event"]["is_routine"]


def test_the_last_message_after_a_failure_is_routine(failed: Build) -> None:
    told = [told for told in failed.told if "At least one job" in told.get("text", "")]
    assert [facts["event"]["is_routine"] for facts in told] == [True]


@pytest.mark.parametrize(
    ("level", "text", "extra"),
    [
        ("INFO", "Nothing to be done (all requested files are present and up to date).", {}),
        ("INFO", "something new", {}),
        ("WARNING", "Building DAG of jobs...", {}),
        (
            "ERROR",
            "RuleException:\nValueError in file",
            {"event": LogEvent.ERROR, "exception": "RuleException"},
        ),
        ("ERROR", "WorkflowError", {"event": LogEvent.ERROR}),
    ],
)
def test_what_is_not_routine(level: str, text: str, extra: dict[str, Any]) -> None:
    record = door.logging.makeLogRecord(
        {"levelno": getattr(door.logging, level), "levelname": level, "msg": text, **extra}
    )
    assert not door.event_of(record).is_routine


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        (
            "SLURM-job '3' failed, SLURM status is: 'TIMEOUT'. Detailed failure reason unavailable "
            "(status command is not 'sacct').For further error details see the cluster/cloud log "
            "and the log files of the involved rule(s).",
            "SLURM-job '3' failed, SLURM status is: 'TIMEOUT'",
        ),
        ("For further error details see the cluster/cloud log.", "the cluster's job 3 failed"),
    ],
)
def test_what_a_scheduler_says_of_a_job_is_told_in_a_sentence(said: str, fate: str) -> None:
    fields = {"event": LogEvent.JOB_ERROR, "jobid": 1, "rule_name": "train_runs", "log": ["a"]}
    failure = {"msg": "Error in rule train_runs", "rule_msg": said, **fields}
    assert door.event_of(logging.makeLogRecord(failure)).fate == ""
    scheduled = {**failure, "aux": {"external_jobid": "3"}}
    assert door.event_of(logging.makeLogRecord(scheduled)).fate == fate
