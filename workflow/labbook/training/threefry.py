"""Random numbers by counting: the generator Threefry-2x32 with 20 rounds.

From J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as
1, 2, 3", Proceedings of SC11 (2011), https://doi.org/10.1145/2063384.2063405: it passes all tests
of BigCrush, which takes at least 13 rounds. It is JAX's generator, too. It has no state, so any
number of any sequence can be had at once, whatever was drawn before.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tensorflow as tf

# From the paper: by how many bits each round rotates, four rounds at a time in turn.
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
ROUNDS = 20
# Skein's constant, with which Threefish extends a key by a word, cut to 32 bits.
KEY_PARITY = 0x1BD11BDA


def threefry_2x32(
    key: tuple["tf.Tensor", "tf.Tensor"], counter: tuple["tf.Tensor", "tf.Tensor"]
) -> tuple["tf.Tensor", "tf.Tensor"]:
    """Two words of 32 random bits for each counter, itself two words.

    All are uint32, of shapes that broadcast. Another key gives independent numbers.
    """
    import tensorflow as tf

    parity = tf.constant(KEY_PARITY, tf.uint32)
    keys = (*key, tf.bitwise.bitwise_xor(tf.bitwise.bitwise_xor(*key), parity))
    first, second = counter[0] + keys[0], counter[1] + keys[1]
    for group in range(ROUNDS // 4):
        for bits in ROTATIONS[group % 2]:
            first = first + second
            second = tf.bitwise.bitwise_xor(_rotated(second, bits), first)
        # After every fourth round, the words of the key are added again, in turn.
        first = first + keys[(group + 1) % 3]
        second = second + keys[(group + 2) % 3] + tf.constant(group + 1, tf.uint32)
    return first, second


def _rotated(word: Any, bits: int) -> Any:
    """`word` with its bits moved left; bits that fall out on the left come in on the right."""
    import tensorflow as tf

    return tf.bitwise.bitwise_or(
        tf.bitwise.left_shift(word, tf.constant(bits, tf.uint32)),
        tf.bitwise.right_shift(word, tf.constant(32 - bits, tf.uint32)),
    )
