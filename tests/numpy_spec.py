"""Specs of the three networks that NumPy trains, as small as a test wants them."""

from dataclasses import replace

from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec, Task

HIDDEN_LAYER = (HiddenLayer(64, "sigmoid"),)
ONE_NEURON = Spec(
    engine="numpy",
    model="mlp",
    dataset="mnist",
    task=Task("one_against_rest", 0),
    validation_fraction=0.2,
    split_seed=0,
    hidden=(),
    output=OutputLayer(1, "sigmoid"),
    loss="binary_crossentropy",
    optimizer={"name": "sgd", "learning_rate": 0.5},
    batch_size=60000,
    epochs=3,
    seed=0,
)
ONE_HIDDEN_LAYER = replace(ONE_NEURON, hidden=HIDDEN_LAYER)
ALL_DIGITS = replace(
    ONE_HIDDEN_LAYER,
    task=Task("multiclass"),
    output=OutputLayer(10, "softmax"),
    loss="categorical_crossentropy",
)
NETWORKS = {
    "single_neuron": ONE_NEURON,
    "hidden_layer": ONE_HIDDEN_LAYER,
    "multiclass": ALL_DIGITS,
}
