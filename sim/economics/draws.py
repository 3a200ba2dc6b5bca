"""Draws that are counted, not stored: each belongs to a key (seed, mechanism, month) and a counter (who, what for).

Formulas::

    words = Philox4x32-7(counter, key);  waiting time = -ln u,  u = (word / 2^9 + 1/2) / 2^23

Neither threads nor blocks nor the arrival of another option can change such a draw, and two scenarios share it. The
logarithm and the exponential are short polynomials, because those of the C library are not vectorised.

The compiler copies these functions into the laws that use them, and its cache does not notice a change here: after one,
delete ``sim/economics/__pycache__``.
"""

from hashlib import blake2b

import numpy as np
from numba import njit

_MULTIPLY_A = np.uint64(0xD2511F53)
_MULTIPLY_B = np.uint64(0xCD9E8D57)
_WEYL_A = np.uint64(0x9E3779B9)
_WEYL_B = np.uint64(0xBB67AE85)
_SHIFT = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
# Seven rounds pass all tests of randomness that the authors know of (Salmon et al. 2011, table 2).
_ROUNDS = 7

# The square root of one half as a number of 32 bits, and the part of such a number behind its exponent.
_ROOT_HALF = np.int32(0x3F3504F3)
_FRACTION = np.int32(0x7FFFFF)
_24_DOUBLINGS = np.int32(24 << 23)


def name_word(name: str) -> int:
    """Return a 32-bit word for a name, by which draws are counted."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


@njit(cache=True, nogil=True)
def random_words(
    first: np.uint32, second: np.uint32, third: np.uint32, fourth: np.uint32, key_a: np.uint32, key_b: np.uint32
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Return the four words that belong to a counter and a key, by Philox4x32-7 (Salmon et al. 2011).

    Parameters
    ----------
    first, second, third, fourth : uint32
        Counter.
    key_a, key_b : uint32
        Key.
    """
    # In 64 bits, of whose upper halves nothing is read: numbers need not be packed between rounds.
    x0, x1, x2, x3 = np.uint64(first), np.uint64(second), np.uint64(third), np.uint64(fourth)
    k0, k1 = np.uint64(key_a), np.uint64(key_b)
    for _ in range(_ROUNDS):
        product_a = (x0 & _LOW) * _MULTIPLY_A
        product_b = (x2 & _LOW) * _MULTIPLY_B
        x0, x1, x2, x3 = (product_b >> _SHIFT) ^ x1 ^ k0, product_b, (product_a >> _SHIFT) ^ x3 ^ k1, product_a
        k0 += _WEYL_A
        k1 += _WEYL_B
    return np.uint32(x0), np.uint32(x1), np.uint32(x2), np.uint32(x3)


@njit(cache=True, nogil=True)
def waiting_time(word: np.uint32) -> np.float32:
    """Turn a random word into an exponential waiting time: minus the logarithm of a uniform inside (0, 1).

    The uniform is the middle of one of 2^23 intervals. The polynomial is good to 1.3e-6 of its value, far below what
    any number of draws could show.
    """
    # The uniform times 2^24 is an odd whole number. Casts keep the compiler from widening to 64 bits.
    uniform = np.float32((word >> np.uint32(8)) | np.uint32(1))
    above = np.int32(uniform.view(np.int32) - np.int32(_ROOT_HALF + _24_DOUBLINGS))
    doublings = np.float32(above >> np.int32(23))
    f = np.int32(np.int32(above & _FRACTION) + _ROOT_HALF).view(np.float32) - np.float32(1.0)
    p = np.float32(0.11949461)
    p = p * f - np.float32(0.1858764)
    p = p * f + np.float32(0.20449126)
    p = p * f - np.float32(0.2491906)
    p = p * f + np.float32(0.3331922)
    p = p * f - np.float32(0.50000846)
    return -(f * f * p + f + doublings * np.float32(0.6931471806))


@njit(cache=True, nogil=True)
def exponential(value: np.float32) -> np.float32:
    """Return the exponential of a number between -87 and 87, good to single precision."""
    doublings = np.int32(np.int32(value * np.float32(1.44269504) + np.float32(128.5)) - np.int32(128))
    scale = np.int32(np.int32(doublings + np.int32(127)) << np.int32(23)).view(np.float32)
    # ln 2 in two parts, so that the remainder keeps its digits.
    r = value - np.float32(doublings) * np.float32(0.693359375)
    r += np.float32(doublings) * np.float32(2.12194440e-4)
    p = np.float32(0.00139296)
    p = p * r + np.float32(0.008359873)
    p = p * r + np.float32(0.041666504)
    p = p * r + np.float32(0.16666599)
    p = p * r + np.float32(0.5)
    return (p * r * r + r + np.float32(1.0)) * scale
