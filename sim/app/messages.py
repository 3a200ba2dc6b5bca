"""What the process that simulates tells the page, over a pipe."""

import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sim.experiments.draws import Draws
from sim.scenario import Scenario

_LENGTH = struct.Struct("<Q")
HEADER = _LENGTH.size


@dataclass(frozen=True)
class Order:
    """What is to be simulated, and where results go."""

    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    out: Path
    draws: Draws | None = None


@dataclass(frozen=True)
class Advanced:
    """Replications done, of how many, and the scenario that just advanced."""

    done: int
    total: int
    scenario: str


@dataclass(frozen=True)
class Waiting:
    """Why it takes a while until the first replication begins."""

    why: str


@dataclass(frozen=True)
class Stopped:
    """The work was stopped; what was finished is kept."""


@dataclass(frozen=True)
class Refused:
    """The input is wrong; why."""

    text: str


@dataclass(frozen=True)
class Broken:
    """The program is at fault; its traceback."""

    text: str


def packed(message: Any) -> bytes:
    """Return a message with its length before it."""
    data = pickle.dumps(message)
    return _LENGTH.pack(len(data)) + data


def send(pipe: BinaryIO, message: Any) -> None:
    """Write a message."""
    pipe.write(packed(message))
    pipe.flush()


def length_of(header: bytes) -> int:
    """Return how many bytes follow the header of a message."""
    (length,) = _LENGTH.unpack(header)
    return int(length)


def content_of(data: bytes) -> Any:
    """Return the message that follows a header."""
    return pickle.loads(data)


def receive(pipe: BinaryIO) -> Any:
    """Read the next message.

    Raises
    ------
    EOFError
        If there is none.
    """
    header = pipe.read(HEADER)
    if len(header) < HEADER:
        raise EOFError
    return content_of(pipe.read(length_of(header)))
