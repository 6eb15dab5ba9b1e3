"""What the classes of a dataset are called, one or several."""

from collections.abc import Sequence


def several(noun: str) -> str:
    """`digit` as `digits`, `class` as `classes`, `category` as `categories`."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


class NamedClasses:
    """Mixed into what has `classes`, their names by label (empty where these are not known)."""

    classes: Sequence[str]

    def class_name(self, label: int) -> str:
        """Of a class, or the label itself."""
        return self.classes[label] if self.classes else str(label)
