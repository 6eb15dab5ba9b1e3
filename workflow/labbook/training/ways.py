"""The ways in which a network can be trained, from the quickest to the one that serves all."""

from labbook.artifacts.spec import Spec

# An epoch compiled by XLA; one in a graph of TensorFlow, large batches by chunks of rows or, where
# a layer may look across a batch, whole.
COMPILED = "compiled"
GRAPH = "graph"
WHOLE_BATCHES = "whole_batches"
# Keras's `model.fit`, which compiles a step; the same without a graph, line by line.
FIT = "fit"
EAGER = "eager"
WAYS = (COMPILED, GRAPH, WHOLE_BATCHES, FIT, EAGER)
BY_KERAS = (FIT, EAGER)


def way_of(spec: Spec) -> str:
    """Of our own networks, those with convolutions are quicker in a plain graph."""
    if spec.own:
        return spec.own.way
    return GRAPH if spec.blocks else COMPILED
