"""The folder of all that a build makes: `results`, for a draft `results/draft`.

The Snakefile settles it before it imports what names a path in it.
"""

DRAFT = "results/draft"
RESULTS = "results"


def settle(is_draft: bool) -> None:
    """For the rest of this process."""
    global RESULTS
    if is_draft:
        RESULTS = DRAFT
