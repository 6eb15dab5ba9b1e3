"""Habits that keep the fingerprints of the stages apart."""

import ast


def test_packages_run_no_code_when_imported(package) -> None:
    """Code in `__init__.py` would be part of every stage's fingerprint, so rooms have none."""
    assert list(package.rglob("__init__.py")) == [package / "__init__.py"]
    assert (package / "__init__.py").read_text(encoding="utf-8") == ""


def test_no_module_is_a_drawer_for_everything(package) -> None:
    drawers = {"utils", "util", "helpers", "_helpers", "common", "misc"}
    assert [path for path in package.rglob("*.py") if path.stem in drawers] == []


def test_modules_are_imported_by_name(package) -> None:
    """A module loaded by a computed name is invisible to the fingerprint: only models are, which
    the key adds by hand, declarations of topics, which no job sees, and what an order names: jobs,
    readers of data and sections, whose fingerprints stand in it; a worker runs commands, and the
    training of a draft the command whose fingerprint is in the run's key."""
    users = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
        and ast.unparse(node) in {"importlib.import_module", "__import__", "import_module"}
    }
    assert users == {
        *("training/compiled_training.py", "commands/make.py", "report/collect.py"),
        # Of a user, whose code the key or the order has.
        *("workers/worker.py", "own_code.py", "commands/train_draft.py"),
        *("jobs/find.py", "jobs/prepare_data.py", "data/registry.py", "topics/registry.py"),
    }
