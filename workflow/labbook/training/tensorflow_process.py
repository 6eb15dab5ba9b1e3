"""TensorFlow in this process: one thread, the same bits every time, few imports."""

import gc
import os
import sys

# Keras imports these if they are installed, but does not need them for training. Without them a
# process saves 1.5 s of CPU and 120 MiB.
UNUSED = ("matplotlib", "pandas", "scipy", "sklearn")

# LLVM prefers 256-bit vectors, although 512 are faster on processors that have them.
XLA_FLAGS = "--xla_cpu_prefer_vector_width=512"

# Settings of a shell or of ~/.keras/keras.json are in no key, so they must not change a number.
FOREIGN_SETTINGS = ("TF_", "XLA_", "KERAS_", "ONEDNN_", "DNNL_", "OMP_", "MKL_")


def start_tensorflow(seed: int) -> None:
    """Import TensorFlow pinned to one thread with deterministic operations, and seed it.

    One thread, because the order of a parallel sum changes its last bits. So `--cores` changes the
    time and no number. Call it before anything else imports TensorFlow or Keras.
    """
    for name in [name for name in os.environ if name.startswith(FOREIGN_SETTINGS)]:
        del os.environ[name]
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["XLA_FLAGS"] = XLA_FLAGS
    os.environ["KERAS_BACKEND"] = "tensorflow"
    # Keras reads keras.json in this folder, so it gets a place that holds none.
    os.environ["KERAS_HOME"] = os.devnull
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]

    _import_for_good()
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.set_visible_devices([], "GPU")
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)


def _import_for_good() -> None:
    """Import TensorFlow and Keras out of sight of the garbage collector.

    They stay as long as the process, and to look through all their objects again and again takes a
    tenth of a second each time.
    """
    if "keras" in sys.modules:
        return
    gc.disable()
    import keras  # noqa: F401

    gc.freeze()
    gc.enable()
