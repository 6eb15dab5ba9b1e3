"""What is in an archive and what is not, in two lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from labbook.hand_in.archive import Member

MOST_LEFT_OUT = 12


def packed_text(members: Mapping[str, Member]) -> str:
    """Files and folders at the top of the archive with their sizes, the largest first."""
    sizes: defaultdict[str, list[int]] = defaultdict(list)
    for path, member in members.items():
        top, slash, _ = path.partition("/")
        sizes[top + slash].append(len(member.content))
    largest = sorted(sizes.items(), key=lambda entry: (-sum(entry[1]), entry[0]))
    total = sum(map(sum, sizes.values()))
    return f"Packed, {_size(total)}: {', '.join(_entry(top, found) for top, found in largest)}"


def _entry(top: str, sizes: list[int]) -> str:
    count = f"{len(sizes)} file{'s' * (len(sizes) > 1)}, " if top.endswith("/") else ""
    return f"{top} ({count}{_size(sum(sizes))})"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def left_out_text(left_out: Mapping[str, str], members: Mapping[str, Member]) -> str | None:
    """`left_out`: why, by path. None if nothing is, but for folders of which a file is packed."""
    shown = [
        f"{path} ({why})"
        for path, why in left_out.items()
        if path not in members and not (path.endswith("/") and _has_some_of(path, members))
    ]
    if not shown:
        return None
    more = len(shown) - MOST_LEFT_OUT
    named = ", ".join(shown[:MOST_LEFT_OUT])
    return f"Left out: {named}{f' and {more} more' if more > 0 else ''}"


def _has_some_of(folder: str, members: Iterable[str]) -> bool:
    return any(name.startswith(folder) for name in members)
