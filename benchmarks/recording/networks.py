"""The networks of Assignment 2 whose training is timed with the gradient probe and without."""

from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec, Task

DEPTHS = (4, 19, 39)
UNITS = 32
ACTIVATIONS = ("relu", "tanh", "sigmoid")


def network(hidden_layers: int, activation: str) -> Spec:
    """As config.yaml has them: plain gradient descent in batches of 32."""
    return Spec(
        engine="keras",
        model="mlp",
        dataset="mnist",
        task=Task("multiclass"),
        validation_fraction=0.0,
        split_seed=0,
        hidden=(HiddenLayer(UNITS, activation),) * hidden_layers,
        output=OutputLayer(10, "softmax"),
        loss="categorical_crossentropy",
        optimizer={"name": "sgd", "learning_rate": 0.01},
        batch_size=32,
        epochs=3,
        seed=0,
    )
