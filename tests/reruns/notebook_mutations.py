"""What may happen to a lab with a notebook, and exactly what is then done again."""

from typing import Any

from reruns.mutations import (
    FOUND,
    MERGED,
    MISSES_IMPORT,
    MISSES_OUTPUT,
    MISSES_VERSION,
    REPORT,
    Mutation,
    code,
    config,
    edit_output,
    experiment,
    project_file,
    summarized,
    version,
)
from reruns.workspace import LAB, small_config


def notebook_config() -> dict[str, Any]:
    """A lab of one network, with a notebook that trains it."""
    value = small_config()
    lab = value["labs"][LAB]
    lab["notebook"] = {"experiment": NETWORK}
    lab["experiments"] = {
        NETWORK: {
            **{"title": "A network", "question": "How well?", "units": 8, "activation": "relu"},
            **{"optimizer": "adam", "batch_size": 100, "epochs": 1, "seeds": [0, 1]},
        }
    }
    return value


NETWORK = "network"
NOTEBOOK_RUNS = frozenset({f"{NETWORK}/{NETWORK}_seed-0", f"{NETWORK}/{NETWORK}_seed-1"})
WRITTEN = frozenset({"write_notebook"})
NOTEBOOK = MERGED | WRITTEN | {"run_notebook", "find_notebook"}
OF_NETWORK = FOUND | summarized(NETWORK) | {"find_notebook"}

# In a folder of its own, as `notebook_config` has it: two runs.
NOTEBOOK_MUTATIONS = [
    Mutation("nothing at all, in a lab with a notebook", lambda workspace: None),
    Mutation(
        "learning rate of its network",
        experiment(NETWORK, learning_rate=0.01),
        NOTEBOOK_RUNS,
        OF_NETWORK | NOTEBOOK,
    ),
    Mutation(
        "its experiment’s last seed, which it does not take",
        experiment(NETWORK, seeds=[0]),
        stages=OF_NETWORK,
    ),
    Mutation(
        "its experiment’s first seed, which it takes",
        experiment(NETWORK, seeds=[1]),
        stages=OF_NETWORK | NOTEBOOK,
    ),
    Mutation(
        "the question of its experiment",
        experiment(NETWORK, question="How badly?"),
        stages=REPORT | WRITTEN,
    ),
    Mutation(
        "the title of the lab, which it prints",
        config(lambda value: value["labs"][LAB].update(title="Another")),
        stages=REPORT | WRITTEN,
    ),
    Mutation(
        "its template",
        project_file("templates/notebooks/mlp.md.j2", "{# a remark #}\n"),
        stages=NOTEBOOK,
    ),
    Mutation(
        "the template of another notebook",
        lambda workspace: (
            workspace.project / "templates" / "notebooks" / "other.md.j2"
        ).write_text("# Other\n"),
    ),
    Mutation(
        "a template of the report, in a lab with a notebook",
        project_file("templates/report.html.j2", "{# a remark #}\n"),
        stages=REPORT,
    ),
    Mutation(
        "how it answers",
        code("topics/notebook/answers"),
        stages=WRITTEN,
        stock=MISSES_IMPORT,
    ),
    Mutation(
        "the training loop, which it does without",
        code("training/keras_run"),
        NOTEBOOK_RUNS,
        OF_NETWORK,
        MISSES_IMPORT,
    ),
    Mutation("scikit-learn", version("scikit_learn"), stages=NOTEBOOK, stock=MISSES_VERSION),
    Mutation(
        "the notebook edited by hand",
        edit_output("notebook.ipynb"),
        stages=WRITTEN,
        stock=MISSES_OUTPUT,
        is_built=True,
    ),
    Mutation(
        "what it has measured edited by hand",
        edit_output("notebook.json"),
        stages=NOTEBOOK,
        stock="**prints the forged number**",
    ),
    Mutation(
        "the images deleted, once it is made",
        lambda workspace: [path.unlink() for path in workspace.results.glob("data/*/*.npz")],
        stock="prepares them again, and trains everything",
    ),
]
