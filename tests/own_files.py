"""Networks as a user of Labbook writes them."""

from pathlib import Path
from typing import Any

from labbook.own_code import read_own_code

DENSE = """
import keras
from keras import layers

def build(input_shape, classes, width=8, rate=0.1):
    return keras.Sequential([
        keras.Input(input_shape),
        layers.Flatten(),
        layers.Dense(width, activation="relu"),
        layers.Dropout(rate),
        layers.Dense(classes, activation="softmax"),
    ])
"""
FUNCTIONAL = """
import keras
from parts import hidden

def build(input_shape, classes, width=8, rate=0.1):
    image = keras.Input(input_shape)
    found = hidden(keras.layers.Flatten()(image), width, rate)
    return keras.Model(image, keras.layers.Dense(classes, activation="softmax")(found))
"""
PARTS = """
import keras

def hidden(found, width, rate):
    found = keras.layers.Dense(width, activation="relu")(found)
    return keras.layers.Dropout(rate)(found)
"""
CONVOLUTIONS = """
import keras
from keras import layers

def build(input_shape, classes):
    return keras.Sequential([
        keras.Input(input_shape),
        layers.Conv2D(4, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Dropout(0.2),
        layers.Flatten(),
        layers.Dense(8, activation="relu"),
        layers.Dense(classes, activation="softmax"),
    ])
"""
# A layer that looks across a batch, one with a penalty, and one that no graph can hold.
NORMALIZED = DENSE.replace("layers.Dropout(rate)", "layers.BatchNormalization()")
PENALIZED = DENSE.replace('"relu"', '"relu", kernel_regularizer="l2"')
IN_PYTHON = DENSE.replace("layers.Dropout(rate)", "Doubled()").replace(
    "def build",
    """
class Doubled(keras.layers.Layer):
    def call(self, inputs):
        return inputs * (2.0 if float(inputs[0, 0].numpy()) >= 0 else 1.0)

    def compute_output_shape(self, shape):
        return shape

def build""",
)
UNSEEDED = DENSE.replace(
    'layers.Dense(width, activation="relu")',
    'layers.Dense(width, activation="relu", kernel_initializer=draw)',
).replace(
    "def build",
    """
import numpy as np

def draw(shape, dtype=None):
    return np.random.default_rng().normal(size=shape).astype("float32")

def build""",
)

METRIC = """
def score(probabilities, labels):
    return (probabilities.argmax(axis=1) == labels).mean() ** 2
"""
# Beside a config that names them.
OWN_FILES = {"networks/mine.py": DENSE, "metrics/mine.py": METRIC}


def write_own(folder: Path, text: str, **others: str) -> str:
    """Write mine.py and others beside it; return its path."""
    for name, content in {"mine": text, **others}.items():
        (folder / f"{name}.py").write_text(content, encoding="utf-8")
    return str(folder / "mine.py")


def own_network(file: str, way: str = "compiled", **arguments: Any) -> dict[str, Any]:
    """What the spec of a run has of the network in `file`."""
    return {
        "file": file,
        "function": "build",
        "arguments": arguments,
        "code": read_own_code(file).hashes,
        "libraries": {},
        "layers": [],
        "way": way,
        "repeats": True,
    }


def own_spec(file: str, way: str = "compiled", **arguments: Any) -> dict[str, Any]:
    """What a spec has otherwise than EXAMPLE_SPEC."""
    return {"model": "own", "hidden": [], "own": own_network(file, way, **arguments)}
