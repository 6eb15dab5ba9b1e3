"""Choose the best trial of a search, by validation accuracy."""

from pathlib import Path

from labbook.commands import choose


def make(*, plan: Path, search: Path, table: Path, attempts: Path | None = None) -> None:
    """Write search.json and search.csv.

    `commands.choose` is called as from a command line, since its code is part of the key of every
    run that a search has chosen.
    """
    arguments = ["--plan", plan, "--output-json", search, "--output-csv", table]
    choose.main(list(map(str, [*arguments, *(["--attempts", attempts] if attempts else [])])))
