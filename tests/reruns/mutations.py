"""What may happen to a built folder or its project, and exactly what is then done again."""

import os
import shutil
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reruns.workspace import LAB, NEURON, OPTIMIZERS, RUNS, Workspace

ALL_RUNS = frozenset().union(*RUNS.values())
# Of the document that carries its lab's config.
CARRIES = frozenset({"typeset"})
TYPESET = CARRIES | {"typeset_supplement"}
REPORT = TYPESET | {"compose"}
MERGED = REPORT | {"merge_findings"}
# What is found in every lab, and with published numbers, as both experiments have them.
FOUND = MERGED | {"find_results", "find_gaps", "find_curves", "find_calibration", "find_seeds"}
WORDS = FOUND | {"find_published"}
DRAWN = ("draw_network", "draw_curves", "draw_calibration")
FIGURES = REPORT | {f"{draw} {name}" for name in RUNS for draw in DRAWN}
BY_CLASS = MERGED | {
    *(f"evaluate_classes {OPTIMIZERS}", f"draw_classes {OPTIMIZERS}", "find_classes"),
}
NOTHING: frozenset[str] = frozenset()
# What is built in between, without a document.
PAGE = f"results/{LAB}/report.html"

# What stock Snakemake does in the same place: `Snakemake misses`, it serves what is no longer
# right; `needless`, it does again what need not be.
SAME = "the same"
RETRAINS_NAME = "trains it again: another path"
MISSES = "**misses it**"
MISSES_OUTPUT = "**misses it**: checksums of outputs are not kept"
MISSES_IMPORT = "**misses it** where it is imported: imports are not followed"
MISSES_VERSION = "**misses it**: pip's packages are not looked at"
MISSES_TIME = "**misses it**: an old time is never newer"
NEEDLESS_TOUCH = "trains everything again: data above 1 MB are judged by time alone"
NEEDLESS_ORDER = "trains it again: a dict is compared by its text"
NEEDLESS_TEXT = "trains it again where it is a script: it is judged by its time"
NEEDLESS_RETURN = "trains it again: the old result was overwritten"
ASKS_UNLOCK = "stops until somebody unlocks the folder by hand"


def retold(*experiments: str) -> frozenset[str]:
    """The stages that hang on the summaries of these experiments."""
    return WORDS.union(*map(summarized, experiments or RUNS))


def after(*experiments: str) -> frozenset[str]:
    """The stages that hang on runs of these experiments."""
    return retold(*experiments) | {"describe_machine"}


def summarized(name: str) -> frozenset[str]:
    """The stages of an experiment that hang on its runs."""
    return frozenset({f"{stage} {name}" for stage in ("summarize", *DRAWN)})


@dataclass(frozen=True)
class Mutation:
    """`apply` changes a workspace; then `runs` are trained and `stages` made, and no others.

    `refused`: part of the sentence with which the build stops instead. `is_built`: whether the
    test builds after the dry run and compares what was done: one of each kind, for the time's sake.
    `is_back`: whether that build, moreover, ends with the report of before.
    """

    what: str
    apply: Callable[[Workspace], None]
    runs: frozenset[str] = NOTHING
    stages: frozenset[str] = NOTHING
    stock: str = SAME
    refused: str | None = None
    is_built: bool = False
    is_back: bool = False


# --- how a workspace is changed --------------------------------------------------------------


def config(change: Callable[[dict[str, Any]], None]) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.change_config(change)


def experiment(name: str, **settings: Any) -> Callable[[Workspace], None]:
    return config(lambda value: _experiments(value)[name].update(settings))


def variant(name: str, **settings: Any) -> Callable[[Workspace], None]:
    return config(lambda value: _experiments(value)[OPTIMIZERS]["variants"][name].update(settings))


def code(module: str, text: str = "\n\nEDITED = True\n") -> Callable[[Workspace], None]:
    return lambda workspace: workspace.append(workspace.package / f"{module}.py", text)


def project_file(name: str, text: str) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.append(workspace.project / name, text)


def version(distribution: str) -> Callable[[Workspace], None]:
    """As after `pip install --upgrade`: the installed metadata name another version."""

    def install(workspace: Workspace) -> None:
        folder = workspace.project / "workflow" / f"{distribution}-99.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 99.0\n"
        )

    return install


def edit_output(name: str) -> Callable[[Workspace], None]:
    """By hand, in an editor."""

    def edit(workspace: Workspace) -> None:
        with (workspace.results / LAB / name).open("ab") as file:
            file.write(b"\n")

    return edit


def all_of(*changes: Callable[[Workspace], None]) -> Callable[[Workspace], None]:
    def apply(workspace: Workspace) -> None:
        for change in changes:
            change(workspace)

    return apply


def run_file(name: str, change: Callable[[Path], None]) -> Callable[[Workspace], None]:
    return lambda workspace: change(workspace.run(f"{OPTIMIZERS}/Adam_seed-0") / name)


def _experiments(value: dict[str, Any]) -> dict[str, Any]:
    return value["labs"][LAB]["experiments"]


def _swap_values(value: dict[str, Any]) -> None:
    optimizers = _experiments(value)[OPTIMIZERS]
    optimizers["units"], optimizers["batch_size"] = (
        optimizers["batch_size"],
        optimizers["units"],
    )


def _rename_variant(value: dict[str, Any]) -> None:
    optimizers = _experiments(value)[OPTIMIZERS]
    variants = optimizers["variants"]
    optimizers["variants"] = {"Adaptive moments": variants["Adam"], "SGD": variants["SGD"]}
    optimizers["published"][0]["of"] = "Adaptive moments"


def _rename_experiment(value: dict[str, Any]) -> None:
    experiments = _experiments(value)
    experiments["methods"] = experiments.pop(OPTIMIZERS)


def _repeat_experiment(value: dict[str, Any]) -> None:
    experiments = _experiments(value)
    experiments["again"] = {**experiments[NEURON], "title": "Once more"}


def _reorder(value: dict[str, Any]) -> None:
    def turned(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: turned(part[key]) for key in reversed(part)}
        return part

    # The order of experiments and variants is that of the report; all other order says nothing.
    lab = value["labs"][LAB]
    experiments = {name: turned(one) for name, one in lab["experiments"].items()}
    for one in experiments.values():
        if "variants" in one:
            one["variants"] = dict(reversed(one["variants"].items()))
    turned_lab = {key: lab[key] for key in reversed(lab)} | {"experiments": experiments}
    rest = {key: turned(value[key]) for key in reversed(value) if key != "labs"}
    value.clear()
    value.update({"labs": {LAB: turned_lab}} | rest)


def _write_config_with_remarks(workspace: Workspace) -> None:
    file = workspace.build / "config.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    remarked = [f"{one}  # another\n\n" if one.endswith(":") else f"{one}\n" for one in lines]
    file.write_text("# A remark.\n\n" + "".join(remarked))


def _write_number(text: str) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.replace(
        workspace.build / "config.yaml", "learning_rate: 0.1\n", f"learning_rate: {text}\n"
    )


def _touch_everything(workspace: Workspace) -> None:
    for number, file in enumerate(sorted(workspace.build.parent.rglob("*"))):
        moment = time.time_ns() - number * 1_000_000
        os.utime(file, ns=(moment, moment))


def _replace_with_old_time(workspace: Workspace) -> None:
    file = workspace.project / "templates" / "style" / "print.css"
    workspace.append(file, "\n/* from a backup */\n")
    os.utime(file, (1_000_000_000, 1_000_000_000))


def _forget_records(workspace: Workspace) -> None:
    shutil.rmtree(workspace.build / ".snakemake")


def _copy_elsewhere(workspace: Workspace) -> None:
    """As `cp -r` does: without records, and with times in the order of copying."""
    elsewhere = workspace.build.with_name("elsewhere")
    elsewhere.mkdir()
    shutil.copy(workspace.build / "config.yaml", elsewhere)
    shutil.copytree(workspace.results, elsewhere / "results", copy_function=shutil.copyfile)
    workspace.build = elsewhere


def _move_project(workspace: Workspace) -> None:
    elsewhere = workspace.project.with_name("a project of another name")
    workspace.project.rename(elsewhere)
    workspace.project = elsewhere


def _by_class_and_back(workspace: Workspace) -> None:
    experiment(OPTIMIZERS, by_class=True)(workspace)
    said = workspace.snakemake(PAGE)
    assert said.returncode == 0, said.stderr
    experiment(OPTIMIZERS, by_class=False)(workspace)


def _there_and_back(workspace: Workspace) -> None:
    page = workspace.build / PAGE
    before, made = (workspace.build / "config.yaml").read_bytes(), page.read_bytes()
    experiment(NEURON, epochs=3)(workspace)
    said = workspace.snakemake(PAGE)
    assert said.returncode == 0, said.stderr
    assert page.read_bytes() != made
    (workspace.build / "config.yaml").write_bytes(before)


def _change_digit(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    digit = next(index for index, letter in enumerate(text) if letter in "23456789")
    file.write_text(f"{text[:digit]}1{text[digit + 1 :]}", encoding="utf-8")


def _flip_byte_unseen(file: Path) -> None:
    """The size and the time of the last change stay what they were."""
    times = file.stat()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def _break_off_training(workspace: Workspace) -> None:
    """As a kill leaves it in the middle of a job: Snakemake's folder, and ours, half filled."""
    run = workspace.run(f"{OPTIMIZERS}/Adam_seed-0")
    partial = run.with_name(f"{run.name}.4711.partial")
    run.rename(partial)
    (partial / "complete.json").unlink()
    (partial / "weights.npz").write_bytes((partial / "weights.npz").read_bytes()[:1000])
    run.mkdir()


def _break_off_copying(workspace: Workspace) -> None:
    """As a broken `rsync` leaves it: the name is right, the content is not all there."""
    run = workspace.run(f"{OPTIMIZERS}/Adam_seed-0")
    for name in ("complete.json", "provenance.json", "weights.npz"):
        (run / name).unlink()


def _leave_locks(workspace: Workspace) -> None:
    """As a killed build leaves them."""
    locks = workspace.build / ".snakemake" / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    for name in ("0.input.lock", "0.output.lock"):
        (locks / name).write_text("results/lab3_keras/report.pdf\n")
    (workspace.results / "build.lock").touch()


def _data(workspace: Workspace) -> Path:
    return workspace.results / "data/mnist-5k/mnist-5k.npz"


def _mark_incomplete(workspace: Workspace) -> None:
    """As a build leaves it that is killed between the end of a job and its record."""
    folder = workspace.build / ".snakemake" / "incomplete"
    folder.mkdir(parents=True, exist_ok=True)
    seal = workspace.run(f"{OPTIMIZERS}/Adam_seed-0") / "complete.json"
    name = seal.relative_to(workspace.build).as_posix()
    (folder / b64encode(name.encode()).decode()).touch()


def _let_the_clock_go_ahead(workspace: Workspace) -> None:
    """All was built under a clock an hour ahead; then a template changes."""
    ahead = time.time() + 3600
    for file in workspace.results.rglob("*"):
        os.utime(file, (ahead, ahead))
    workspace.append(workspace.project / "templates" / "report.html.j2", "{# a remark #}\n")


def _add_stray_files(workspace: Workspace) -> None:
    for folder in (workspace.run(f"{OPTIMIZERS}/Adam_seed-0"), workspace.results / LAB):
        (folder / ".DS_Store").write_bytes(b"\0")


def _set_environment(workspace: Workspace) -> None:
    workspace.environment |= {
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "OMP_NUM_THREADS": "7",
        "LANG": "de_DE.UTF-8",
        "PYTHONHASHSEED": "1",
    }


def _ask_for_options(*options: str) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.options.extend(options)


ADAM_0 = frozenset({f"{OPTIMIZERS}/Adam_seed-0"})
OF_ADAM = frozenset({f"{OPTIMIZERS}/Adam_seed-0", f"{OPTIMIZERS}/Adam_seed-1"})
OF_SGD = frozenset({f"{OPTIMIZERS}/SGD_seed-0", f"{OPTIMIZERS}/SGD_seed-1"})
OF_SEED_2 = frozenset({f"{OPTIMIZERS}/Adam_seed-2", f"{OPTIMIZERS}/SGD_seed-2"})
EVERYTHING = {"runs": ALL_RUNS, "stages": after()}

MUTATIONS: dict[str, list[Mutation]] = {
    "Nothing": [
        Mutation("nothing at all", lambda workspace: None),
        Mutation("another number of cores", _ask_for_options("--cores", "2")),
        Mutation("variables of the shell", _set_environment),
    ],
    "Settings in config.yaml": [
        Mutation(
            "two settings of an experiment swap their values",
            config(_swap_values),
            frozenset(RUNS[OPTIMIZERS]),
            after(OPTIMIZERS),
            "**misses it**: values are compared as a set",
        ),
        Mutation(
            "epochs of one experiment",
            experiment(NEURON, epochs=3),
            frozenset(RUNS[NEURON]),
            after(NEURON),
        ),
        Mutation(
            "optimizer of one variant",
            variant("Adam", optimizer="nadam"),
            OF_ADAM,
            after(OPTIMIZERS),
        ),
        Mutation(
            "learning rate of one variant",
            variant("SGD", learning_rate=0.2),
            OF_SGD,
            after(OPTIMIZERS),
        ),
        Mutation(
            "a seed added",
            experiment(OPTIMIZERS, seeds=[0, 1, 2]),
            OF_SEED_2,
            after(OPTIMIZERS),
        ),
        Mutation(
            "a seed removed",
            experiment(OPTIMIZERS, seeds=[0]),
            stages=after(OPTIMIZERS),
        ),
        Mutation(
            "a value added to a sweep",
            experiment(NEURON, sweep={"batch_size": [1000, 500, 100]}),
            frozenset({f"{NEURON}/batch_size-500_seed-0"}),
            after(NEURON),
        ),
        Mutation(
            "a value removed from a sweep",
            experiment(NEURON, sweep={"batch_size": [100]}),
            stages=after(NEURON),
        ),
        Mutation(
            "epochs of all experiments",
            config(lambda value: value["defaults"].update(epochs=3)),
            **EVERYTHING,
        ),
        Mutation(
            "share of validation images",
            config(lambda value: value.update(validation_fraction=0.25)),
            **EVERYTHING,
        ),
        Mutation(
            "seed of the split",
            config(lambda value: value.update(split_seed=1)),
            **EVERYTHING,
        ),
        Mutation(
            "a variant renamed",
            config(_rename_variant),
            stages=retold(OPTIMIZERS),
            stock=RETRAINS_NAME,
        ),
        Mutation(
            "an experiment renamed",
            config(_rename_experiment),
            stages=retold("methods"),
            stock=RETRAINS_NAME,
        ),
        Mutation(
            "an experiment removed",
            config(lambda value: _experiments(value).pop(OPTIMIZERS)),
            stages=WORDS | {"describe_machine"},
        ),
        Mutation(
            "an experiment added that asks for runs that are there",
            config(_repeat_experiment),
            stages=retold("again"),
            stock=RETRAINS_NAME,
        ),
        Mutation(
            "answers class by class asked for",
            experiment(OPTIMIZERS, by_class=True),
            stages=BY_CLASS,
        ),
        Mutation("answers class by class asked for no more", _by_class_and_back, stages=MERGED),
        Mutation(
            "a setting there and back, built in between",
            _there_and_back,
            stages=after(NEURON),
            stock=NEEDLESS_RETURN,
            is_built=True,
            is_back=True,
        ),
    ],
    "Notation in config.yaml": [
        Mutation("keys in another order", config(_reorder), stock=NEEDLESS_ORDER),
        Mutation("comments and blank lines", _write_config_with_remarks),
        Mutation("`0.10` for `0.1`", _write_number("0.10")),
        Mutation("`1.0e-1` for `0.1`", _write_number("1.0e-1")),
        Mutation(
            "`1e-1` for `0.1`",
            _write_number("1e-1"),
            stock="trains it again: YAML 1.1 reads it as text",
        ),
        Mutation(
            "a default written out",
            experiment(NEURON, learning_rate=0.01),
            stages=CARRIES,
            stock="trains it again: another parameter",
        ),
        Mutation(
            "`[64]` for `64` units",
            experiment(OPTIMIZERS, units=[64]),
            stages=CARRIES,
            stock="trains it again: another text",
        ),
    ],
    "Words in config.yaml": [
        Mutation(
            "the student's name",
            config(lambda value: value["student"].update(first_name="Augusta")),
            stages=REPORT,
            is_built=True,
        ),
        Mutation(
            "the question of an experiment", experiment(NEURON, question="Why?"), stages=REPORT
        ),
        Mutation(
            "a published number",
            experiment(NEURON, published=[{"of": {"batch_size": 100}, "test_accuracy": 0.5}]),
            stages=WORDS,
        ),
        Mutation(
            "the epoch of a published number",
            experiment(
                NEURON, published=[{"of": {"batch_size": 100}, "epoch": 1, "train_loss": 0.5}]
            ),
            stages=retold(NEURON),
        ),
        Mutation(
            "the margin of equivalence",
            config(lambda value: value.update(equivalence_margin=0.01)),
            stages=WORDS,
        ),
    ],
    "Code": [
        Mutation(
            "the training loop", code("training/keras_run"), stock=MISSES_IMPORT, **EVERYTHING
        ),
        Mutation(
            "what the loop imports at second hand",
            code("artifacts/arrays"),
            stock=MISSES_IMPORT,
            **EVERYTHING,
        ),
        Mutation("the file of a model", code("models/mlp"), stock=MISSES_IMPORT, **EVERYTHING),
        Mutation(
            "a constant in the loop, at an old time",
            all_of(
                code("training/keras_run"),
                lambda workspace: os.utime(workspace.package / "training/keras_run.py", (0, 0)),
            ),
            stock=MISSES_IMPORT,
            **EVERYTHING,
        ),
        Mutation(
            "the file of another model",
            lambda workspace: (workspace.package / "models/cnn.py").write_text("LAYERS = 3\n"),
        ),
        Mutation(
            "a docstring in the loop",
            lambda workspace: workspace.replace(
                workspace.package / "training/keras_run.py", '"""', '"""Anew: '
            ),
            stock=NEEDLESS_TEXT,
        ),
        Mutation(
            "comments, blank lines and layout in the loop",
            code("training/keras_run", "\n\n# A remark.\n\n\n"),
            stock=NEEDLESS_TEXT,
        ),
        Mutation(
            "the module of the summary",
            code("metrics/summarize"),
            stages=retold(),
            stock=MISSES_IMPORT,
        ),
        Mutation(
            "a kind of finding",
            code("topics/results/findings"),
            stages=MERGED | {"find_results"},
            stock=MISSES_IMPORT,
        ),
        Mutation(
            "a module of a figure",
            code("figures/figure_files"),
            stages=FIGURES,
            stock=MISSES_IMPORT,
        ),
        Mutation(
            "the writing of numbers", code("report/numbers"), stages=REPORT, stock=MISSES_IMPORT
        ),
        Mutation(
            "the typesetting",
            code("report/pdf"),
            stages=TYPESET,
            stock=MISSES_IMPORT,
        ),
        Mutation("the reading of config.yaml", code("config/settings")),
        Mutation("the progress line", code("build/progress")),
        Mutation(
            "the text of a rule",
            lambda workspace: workspace.replace(
                workspace.project / "workflow/rules/train.smk", " --logs ", "  --logs "
            ),
            stock="trains everything again: a blank in a shell string",
        ),
        Mutation("the project in another folder", _move_project),
    ],
    "Looks": [
        Mutation(
            "a template",
            project_file("templates/report.html.j2", "{# a remark #}\n"),
            stages=REPORT,
        ),
        Mutation(
            "a template of a finding",
            project_file(
                "workflow/labbook/topics/results/prose.html.j2",
                "{# a remark #}\n",
            ),
            stages=REPORT,
            stock="**misses it**, unless every template is an input",
        ),
        Mutation(
            "a stylesheet", project_file("templates/style/print.css", "/* ! */\n"), stages=REPORT
        ),
    ],
    "Libraries": [
        Mutation("TensorFlow", version("tensorflow"), stock=MISSES_VERSION, **EVERYTHING),
        Mutation("Keras", version("keras"), stock=MISSES_VERSION, **EVERYTHING),
        Mutation("NumPy", version("numpy"), stock=MISSES_VERSION, **EVERYTHING),
        Mutation(
            "SciPy",
            version("scipy"),
            stages=retold(),
            stock=MISSES_VERSION,
        ),
        Mutation("matplotlib", version("matplotlib"), stages=FIGURES, stock=MISSES_VERSION),
        Mutation(
            "WeasyPrint",
            version("weasyprint"),
            stages=TYPESET,
            stock=MISSES_VERSION,
        ),
        Mutation("a library that computes nothing here", version("rich")),
    ],
    "Times": [
        Mutation(
            "`touch` of every file, as `git checkout` does",
            _touch_everything,
            stock=NEEDLESS_TOUCH,
        ),
        Mutation(
            "another stylesheet with an old time, as from a backup",
            _replace_with_old_time,
            stages=REPORT,
            stock=MISSES_TIME,
        ),
        Mutation(
            "a template, after a build under a clock that went ahead",
            _let_the_clock_go_ahead,
            stages=REPORT,
            stock=MISSES_TIME,
            is_built=True,
        ),
        Mutation("`.snakemake/` deleted", _forget_records),
        Mutation(
            "`.snakemake/` deleted, and a setting changed",
            all_of(_forget_records, experiment(NEURON, epochs=3)),
            frozenset(RUNS[NEURON]),
            after(NEURON),
            "**misses it**: without records nothing has changed",
        ),
        Mutation(
            "config and results copied to another folder",
            _copy_elsewhere,
            stock="trains what was copied before its data",
            is_built=True,
        ),
    ],
    "Results": [
        Mutation(
            "metrics.csv edited by hand",
            edit_output("metrics.csv"),
            stages=MERGED,
            stock=MISSES_OUTPUT,
        ),
        Mutation(
            "a summary edited by hand",
            edit_output(f"{NEURON}/summary.json"),
            stages=retold(NEURON),
            stock="**prints the forged number**",
        ),
        Mutation(
            "the right answers edited by hand",
            edit_output(f"{NEURON}/right_answers.npz"),
            stages=retold(NEURON),
            stock="**reads the forged answers**",
        ),
        Mutation("report.html edited by hand", edit_output("report.html"), stages=REPORT),
        Mutation(
            "report.pdf edited by hand",
            edit_output("report.pdf"),
            stages=frozenset({"typeset"}),
            stock=MISSES_OUTPUT,
        ),
        Mutation(
            "the report deleted",
            lambda workspace: (workspace.results / LAB / "report.pdf").unlink(),
            stages=frozenset({"typeset"}),
        ),
        Mutation(
            "all but the runs deleted",
            lambda workspace: [
                shutil.rmtree(workspace.results / name) for name in (LAB, "plans", "stages", "logs")
            ],
            stages=after(),
        ),
        Mutation(
            "a stray file in a folder",
            _add_stray_files,
        ),
    ],
    "Runs": [
        Mutation(
            "a history edited by hand",
            run_file("history.csv", _change_digit),
            refused="history.csv is not as training left it",
            stock="**prints the forged number**",
        ),
        Mutation(
            "a history edited by hand, and `altered_runs: retrain`",
            all_of(
                run_file("history.csv", _change_digit),
                config(lambda value: value.update(altered_runs="retrain")),
            ),
            ADAM_0,
            after(OPTIMIZERS),
            "**prints the forged number**",
        ),
        Mutation(
            "one bit of the predictions, with size and time as before",
            run_file("predictions.npz", _flip_byte_unseen),
            refused="predictions.npz is not as training left it",
            stock="**prints the forged number**",
        ),
        Mutation(
            "the time that a training took, edited by hand",
            run_file("timing.json", _change_digit),
            refused="timing.json is not as training left it",
            stock="**prints the forged number**",
        ),
        Mutation(
            "the provenance edited by hand",
            run_file("provenance.json", _change_digit),
            refused="provenance.json is not as training left it",
            stock=MISSES_OUTPUT,
        ),
        Mutation(
            "a file of a run deleted",
            run_file("weights.npz", Path.unlink),
            ADAM_0,
            after(OPTIMIZERS),
        ),
        Mutation(
            "a run deleted",
            run_file(".", shutil.rmtree),
            ADAM_0,
            after(OPTIMIZERS),
        ),
        Mutation(
            "a run half trained, as a kill leaves it",
            _break_off_training,
            ADAM_0,
            after(OPTIMIZERS),
        ),
        Mutation(
            "a run half copied",
            _break_off_copying,
            ADAM_0,
            after(OPTIMIZERS),
        ),
    ],
    "Data": [
        Mutation(
            "a bit of the prepared data, which nothing has to read",
            lambda workspace: _flip_byte_unseen(_data(workspace)),
        ),
        Mutation(
            "a bit of the prepared data, and the student's name",
            all_of(
                lambda workspace: _flip_byte_unseen(_data(workspace)),
                config(lambda value: value["student"].update(first_name="Augusta")),
            ),
            stages=REPORT,
            stock="makes the report again, and does not look at the data",
        ),
        Mutation(
            "a bit of the prepared data, and a seed added",
            all_of(
                lambda workspace: _flip_byte_unseen(_data(workspace)),
                experiment(OPTIMIZERS, seeds=[0, 1, 2]),
            ),
            OF_SEED_2,
            after(OPTIMIZERS) | {"prepare_data"},
            "**misses it**, and trains on it",
        ),
        Mutation(
            "the prepared data deleted",
            lambda workspace: shutil.rmtree(workspace.results / "data"),
            stock="trains everything again",
        ),
        Mutation(
            "the prepared data deleted, and a seed added",
            all_of(
                lambda workspace: shutil.rmtree(workspace.results / "data"),
                experiment(OPTIMIZERS, seeds=[0, 1, 2]),
            ),
            OF_SEED_2,
            after(OPTIMIZERS) | {"prepare_data"},
            "trains everything again",
        ),
        Mutation(
            "another dataset",
            config(lambda value: value.update(dataset="mnist")),
            ALL_RUNS,
            after() | {"prepare_data"},
        ),
    ],
    "A build that was killed": [
        Mutation("its locks left behind", _leave_locks, stock=ASKS_UNLOCK, is_built=True),
        Mutation(
            "its mark on a run that had just ended",
            _mark_incomplete,
            stock="stops, and asks for --rerun-incomplete",
            is_built=True,
        ),
    ],
}
