"""The generator is Threefry-2x32 with 20 rounds, to the bit."""

import json

import numpy as np

from tensorflow_programs import answer

# Counter, key and answer, each two words: from the file kat_vectors of Random123, the
# implementation by the authors of the paper.
KNOWN_ANSWERS = [
    ((0x00000000, 0x00000000), (0x00000000, 0x00000000), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
]
PROGRAM = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(0)
import tensorflow as tf
from labbook.training.counted_dropout import threefry_2x32

counters, keys = (
    [tf.constant(word, tf.uint32) for word in words] for words in json.loads(sys.argv[1])
)
compiled = tf.function(threefry_2x32, jit_compile=True, autograph=False)
print(json.dumps([word.numpy().tolist() for word in compiled(keys, counters)]))
"""


def test_known_answers() -> None:
    counters, keys, answers = np.array(KNOWN_ANSWERS).transpose(1, 2, 0).tolist()
    assert answer(PROGRAM, json.dumps([counters, keys])) == answers
