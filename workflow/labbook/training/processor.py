"""What of the processor decides the last bits of a training, as the libraries themselves say.

Which instructions a product or a sum is made of decides in which order it is added up, and how
often it is rounded. Runs for which this is alike are alike bit by bit (docs/decisions.md).
"""

import numpy as np
from threadpoolctl import threadpool_info

# Levels of x86-64, of which NumPy names more: those are for whole numbers and half precision.
# With FMA a product is not rounded before it is added; oneDNN has other kernels from the fourth on.
LEVELS = ("X86_V4", "X86_V3")


def instruction_set() -> str:
    """The highest level that this processor has, or what NumPy has found of another kind of it."""
    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    names = [*extensions["baseline"], *extensions.get("found", ())]
    return next((level for level in LEVELS if level in names), " ".join(names))


def of_numpy() -> dict[str, str]:
    """What decides for NumPy: its own loops, and for which core OpenBLAS multiplies matrices."""
    found = {"instruction set": instruction_set()}
    for library in threadpool_info():
        if library["internal_api"] == "openblas":
            found["OpenBLAS"] = library["architecture"]
    return found
