"""What the networks from scratch can do; a test compares this with the room `scratch`."""

ACTIVATIONS = ("linear", "relu", "sigmoid", "softmax", "tanh")
LOSSES = ("binary_crossentropy", "categorical_crossentropy")
