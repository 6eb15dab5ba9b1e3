"""Your network. As handed out it is the baseline: complete it at the two marked places."""

import keras
from keras import layers


def build(input_shape, classes, width=32):
    """A network of Keras for images of `input_shape` (height, width, channels), pixels from 0 to 1.

    It answers with `classes` probabilities. `width` comes from config.yaml, where you may add other
    arguments: `arguments.rate: [0.0, 0.3]` in a sweep gives each network a `rate`.
    """
    images = keras.Input(input_shape)
    found = images

    # 1. Convolutions look at neighboring pixels together. For example:
    #    found = layers.Conv2D(16, 3, padding="same", activation="relu")(found)
    #    found = layers.MaxPooling2D()(found)

    found = layers.Flatten()(found)
    found = layers.Dense(width, activation="relu")(found)

    # 2. What keeps it from over-fitting? For example:
    #    found = layers.Dropout(0.3)(found)

    return keras.Model(images, layers.Dense(classes, activation="softmax")(found))
