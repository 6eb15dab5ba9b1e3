"""TensorFlow in this process: one thread, the same bits every time, few imports."""

import gc
import os
import sys

from labbook.artifacts.spec import GPU
from labbook.errors import LabbookError

# Keras imports these if they are installed, but does not need them for training. Without them a
# process saves 1.5 s of CPU and 120 MiB.
UNUSED = ("matplotlib", "pandas", "scipy", "sklearn")

# LLVM prefers 256-bit vectors, although 512 are faster on processors that have them. On a GPU, no
# kernel that adds in any order, and none chosen by how long it happens to take.
XLA_FLAGS = "--xla_cpu_prefer_vector_width=512 --xla_gpu_deterministic_ops=true"

# Settings of a shell or of ~/.keras/keras.json are in no key, so they must not change a number.
FOREIGN_SETTINGS = ("TF_", "XLA_", "KERAS_", "ONEDNN_", "DNNL_", "OMP_", "MKL_")

NO_GPU = (
    "device is gpu, but TensorFlow sees no GPU on this computer; train where there is one, or "
    "leave device out."
)


def start_tensorflow(seed: int, device: str = "") -> None:
    """Import TensorFlow pinned to one thread with deterministic operations, and seed it.

    One thread, because the order of a parallel sum changes its last bits. So `--cores` changes the
    time and no number. Call it before anything else imports TensorFlow or Keras. `device`: of a
    Spec; a process has the same one all its life. Raises LabbookError if that is a GPU and none is
    visible.
    """
    for name in [name for name in os.environ if name.startswith(FOREIGN_SETTINGS)]:
        del os.environ[name]
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    # Else TensorFlow asks the processor whether its operations are those of oneDNN.
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"
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
    gpus = tf.config.list_physical_devices("GPU")[:1] if device == GPU else []
    if device == GPU and not gpus:
        raise LabbookError(NO_GPU)
    tf.config.set_visible_devices(gpus, "GPU")
    for gpu in gpus:
        # What one worker leaves free, the next can have.
        tf.config.experimental.set_memory_growth(gpu, True)
    # The numbers of a GPU's matrices shall have as many digits as a processor's.
    tf.config.experimental.enable_tensor_float_32_execution(False)
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
