"""Weights of wide inputs kept transposed while an epoch runs, because XLA's products are faster.

The gradient of a kernel (inputs, units) is a product of (inputs, batch) and (batch, units). With
few units, XLA on a CPU computes its transpose much faster: with 784 inputs and a batch of 100,
1.15 times as fast for 128 units, 1.5 times for 64, 4 times for 8. Turning the result back would
cost more than that. So the kernel is kept transposed, and what the optimizer keeps for it as well.
The numbers are the same, because optimizers treat a matrix and its transpose alike. Two of Keras's
optimizers do not, as they factor or orthogonalize it; with these, nothing is transposed.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

# With 512 units for 784 inputs, transposing gains nothing.
LEAST_INPUTS_PER_UNIT = 4
SEE_MATRICES = ("Adafactor", "Muon")


class TurnedKernels:
    """A model's trainable variables, `trained`, some as transposed copies."""

    def __init__(self, model: "keras.Model", optimizer: "keras.Optimizer") -> None:
        import keras
        import tensorflow as tf

        self._model = model
        self.trained = list(model.trainable_variables)
        self._turned: list[tuple[Any, Any]] = []
        if type(optimizer).__name__ in SEE_MATRICES:
            return
        for index, variable in enumerate(self.trained):
            shape = variable.shape
            if len(shape) == 2 and 1 < shape[1] <= shape[0] / LEAST_INPUTS_PER_UNIT:
                copy = keras.Variable(
                    tf.transpose(variable.value), dtype=variable.dtype, name=variable.name
                )
                self.trained[index] = copy
                self._turned.append((variable, copy))

    def call(self, inputs: Any) -> Any:
        """The model's outputs in training, as a function of `trained`.

        What the model keeps beside, the moving averages of batch normalization, it goes on with.
        """
        import keras
        import tensorflow as tf

        state = [(variable, tf.transpose(copy.value)) for variable, copy in self._turned]
        with keras.StatelessScope(state_mapping=state) as scope:
            outputs = self._model(inputs, training=True)
        for variable in self._model.non_trainable_variables:
            variable.assign(scope.get_current_value(variable))
        return outputs

    def take_up(self) -> None:
        """Go on from the weights that the model has now."""
        import tensorflow as tf

        for variable, copy in self._turned:
            copy.assign(tf.transpose(variable.value))

    def put_back(self) -> None:
        """Give the model its weights, after the epoch."""
        import tensorflow as tf

        for variable, copy in self._turned:
            variable.assign(tf.transpose(copy.value))
