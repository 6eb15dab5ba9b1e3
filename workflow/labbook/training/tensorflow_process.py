"""TensorFlow in this process: one thread, the same bits every time, nothing imported for show."""

import os
import sys

# Keras imports these where it finds them, and never needs them for training: 1.5 s of CPU and
# 120 MiB a process.
UNUSED = ("matplotlib", "pandas", "scipy", "sklearn")

# LLVM prefers 256-bit vectors even where 512 are faster; elsewhere this changes nothing.
XLA_FLAGS = "--xla_cpu_prefer_vector_width=512"

# What a shell or ~/.keras/keras.json sets is in no key, so it must not change a number.
FOREIGN_SETTINGS = ("TF_", "XLA_", "KERAS_", "ONEDNN_", "DNNL_", "OMP_", "MKL_")


def start_tensorflow(seed: int) -> None:
    """Import TensorFlow pinned to one thread with deterministic operations, and seed it.

    One thread, because the order of a parallel sum changes its last bits: so `--cores` changes
    time, never numbers. Must be called before anything else imports TensorFlow or Keras.
    """
    for name in [name for name in os.environ if name.startswith(FOREIGN_SETTINGS)]:
        del os.environ[name]
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["XLA_FLAGS"] = XLA_FLAGS
    os.environ["KERAS_BACKEND"] = "tensorflow"
    # A folder that cannot hold a keras.json.
    os.environ["KERAS_HOME"] = os.devnull
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]

    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.set_visible_devices([], "GPU")
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)
