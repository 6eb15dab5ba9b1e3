"""What TensorFlow computes on, and what of that decides the last bits: see processor.py."""

from labbook.training.processor import instruction_set


def count_gpus() -> int:
    """How many TensorFlow sees."""
    import tensorflow as tf

    return len(tf.config.list_physical_devices("GPU"))


def of_tensorflow() -> dict[str, str]:
    """What decides for XLA and oneDNN, after `start_tensorflow`: the GPU where one is visible."""
    import tensorflow as tf

    gpus = tf.config.get_visible_devices("GPU")
    if not gpus:
        return {"instruction set": instruction_set()}
    details = tf.config.experimental.get_device_details(gpus[0])
    major, minor = details["compute_capability"]
    return {"GPU": f"{details['device_name']}, compute capability {major}.{minor}"}
