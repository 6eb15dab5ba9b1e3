"""A metric of your own: a number for each run, worked out from what its network has answered."""

import numpy as np


def score(probabilities, labels):
    """The share, in percent, of rightly read images of the class that is read worst.

    `probabilities` (images, classes) and `labels` (images,) are of the test images.
    """
    right = probabilities.argmax(axis=1) == labels
    return 100 * min(right[labels == one].mean() for one in np.unique(labels))
