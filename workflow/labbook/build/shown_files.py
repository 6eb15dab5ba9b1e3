"""What `snakemake --report` shows of a lab: documents, figures with their captions, tables."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.figure_index import read_figure_index

# What reStructuredText would take for markup.
_MARKUP = re.compile(r"([\\*`_|])")


@dataclass(frozen=True)
class ShownFile:
    """`group`: the heading that it stands under in its lab; `title`: what it is called."""

    file: str
    group: str
    title: str
    caption: str = ""

    def caption_file(self, folder: Path) -> Path:
        """A file that holds the caption as reStructuredText, whatever characters it has."""
        path = folder / f"{re.sub(r'[^A-Za-z0-9]', '-', self.file)}.rst"
        text = _MARKUP.sub(r"\\\1", self.caption)
        path.write_text(f"{{% raw %}}{text}{{% endraw %}}\n", encoding="utf-8")
        return path


def figures_of(index: Path, group: str) -> Iterator[ShownFile]:
    """The figures of an index that was drawn."""
    for entry in read_figure_index(index):
        yield ShownFile((index.parent / entry.file).as_posix(), group, entry.title, entry.caption)


def without_braces(texts: Iterable[str]) -> list[str]:
    """What Snakemake would take for wildcards."""
    return [text.translate(str.maketrans("{}", "()")) for text in texts]
