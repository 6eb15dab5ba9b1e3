"""All that a config says in words, for what has to look at every word of it."""

from collections.abc import Iterator

from labbook.config.model import Config

# Names of files and patterns of names, which no report prints.
NOT_PRINTED = {
    *("dataset_path", "path", "image", "archive", "subject", "template"),
    *("npz", "idx", "folder", "csv", "test"),
}


def printed_texts(config: Config) -> Iterator[tuple[str, str]]:
    """Each text that a report may print, with its key: names of variants are keys themselves."""
    yield from _texts(config.model_dump(exclude_none=True), "")


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in NOT_PRINTED:
                place = f"{key}.{name}".lstrip(".")
                yield place, name
                yield from _texts(item, place)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, f"{key}.{number}")
