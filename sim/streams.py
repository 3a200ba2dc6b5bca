"""Named random streams.

A draw depends on the seed, the mechanism, the agent or slot, and the month, and on nothing else. Two scenarios that run
the same seed therefore share every draw that both make (common random numbers), and neither the order of agents nor the
number of workers can change a result.
"""

from hashlib import blake2b

import numpy as np


class StreamReuseError(RuntimeError):
    """A stream was asked for twice, so that two mechanisms would share their draws."""


def stream_key(seed: int, mechanism: str, entity: str = "", month: int = 0) -> tuple[int, int]:
    """Return the two 64-bit words that name a stream.

    Parameters
    ----------
    seed : int
        Seed of the replication.
    mechanism : str
        What the draws decide, e.g. ``"capability luck"``.
    entity : str
        Whose draws they are, e.g. a model's name; empty for a draw of the whole market.
    month : int
        Month of the run, 0 for the start.

    Returns
    -------
    tuple of int
        Key of a counter-based generator.
    """
    name = "\x1f".join((str(seed), mechanism, entity, str(month)))
    digest = blake2b(name.encode(), digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


class Streams:
    """All random streams of one replication.

    Parameters
    ----------
    seed : int
        Seed of the replication.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._used: set[tuple[str, str, int]] = set()

    def key(self, mechanism: str, entity: str = "", month: int = 0) -> tuple[int, int]:
        """Claim a stream and return its key, for kernels that count their own draws.

        Raises
        ------
        StreamReuseError
            When the same stream was claimed before.
        """
        name = (mechanism, entity, month)
        if name in self._used:
            raise StreamReuseError(f"the stream {name} was already used in this run")
        self._used.add(name)
        return stream_key(self.seed, mechanism, entity, month)

    def generator(self, mechanism: str, entity: str = "", month: int = 0) -> np.random.Generator:
        """Claim a stream and return a numpy generator over it.

        Raises
        ------
        StreamReuseError
            When the same stream was claimed before.
        """
        return _generator(self.key(mechanism, entity, month))

    def supposed(self, mechanism: str, entity: str = "", month: int = 0) -> np.random.Generator:
        """Return a generator for what is only supposed: whoever asks again gets the same draws, and nothing is claimed.

        The stream is another one than that of the draws that happen.
        """
        return _generator(stream_key(self.seed, f"supposed {mechanism}", entity, month))


def _generator(key: tuple[int, int]) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=np.array(key, dtype=np.uint64)))
