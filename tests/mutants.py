"""Files as they come from a broken download, a bad disk or somebody who means harm.

LABBOOK_MUTANTS says how many a test tries.
"""

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError

T = TypeVar("T")
MUTANTS = settings(
    max_examples=int(os.environ.get("LABBOOK_MUTANTS", "100")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# Lengths that lie, and values at the edge of their type.
NUMBERS = (0, 1, 255, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 10**9, 60_000)
# Where headers and directories lie.
EDGE = 160


# Instead of a sentence, where the process that was asked has died.
DIED = "died"
_ELSEWHERE: list[ProcessPoolExecutor] = []


@st.composite
def mutants(draw: st.DrawFn, content: bytes) -> bytes:
    """`content` with one to four edits, half of them near its ends."""
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        last = len(found)
        place = draw(
            st.one_of(
                st.integers(0, last),
                st.integers(0, min(EDGE, last)),
                st.integers(max(0, last - EDGE), last),
            )
        )
        length = draw(st.integers(1, 16))
        match draw(st.sampled_from(["cut", "flip", "insert", "delete", "repeat", "number"])):
            case "cut":
                del found[place:]
            case "flip":
                for offset in range(place, min(place + length, last)):
                    found[offset] ^= draw(st.integers(1, 255))
            case "insert":
                found[place:place] = draw(st.binary(min_size=length, max_size=length))
            case "delete":
                del found[place : place + length]
            case "repeat":
                found[place:place] = found[place : place + 8 * length]
            case "number":
                order = draw(st.sampled_from([">I", "<I", ">H", "<H"]))
                number = draw(st.sampled_from(NUMBERS)) & (0xFFFF if order[1] == "H" else 2**32 - 1)
                found[place : place + struct.calcsize(order)] = struct.pack(order, number)
    return bytes(found)


def with_right_sums(content: bytes) -> bytes:
    """A PNG whose chunks have the check sums of what they hold, so that a reader goes on."""
    found, place = bytearray(content), 8
    while place + 12 <= len(found):
        (length,) = struct.unpack_from(">I", found, place)
        end = place + 8 + length
        if end + 4 > len(found):
            break
        struct.pack_into(">I", found, end, zlib.crc32(found[place + 4 : end]))
        place = end + 4
    return bytes(found)


def asked(call: Callable[[], T], error: type[Exception] = LabbookError) -> tuple[T | None, str]:
    """What `call` returns, or None and the sentence of its error; with little memory."""
    try:
        with little_memory():
            return call(), ""
    except error as refusal:
        return None, str(refusal)


@contextmanager
def little_memory(most: int = 2 << 30) -> Iterator[None]:
    """At most so many bytes more than this process has; where that cannot be told, no limit."""
    try:
        import resource

        with open("/proc/self/statm") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def asked_elsewhere(call: Callable[..., T], *arguments: object) -> tuple[T | None, str]:
    """What `asked` returns of `call`, a function of a module, in a process that may die of it."""
    if not _ELSEWHERE:
        _ELSEWHERE.append(ProcessPoolExecutor(1, mp_context=get_context("spawn")))
    try:
        return _ELSEWHERE[0].submit(_asked, call, arguments).result()
    except BrokenProcessPool:
        _ELSEWHERE.pop().shutdown()
        return None, DIED


def _asked(call: Callable[..., T], arguments: tuple[object, ...]) -> tuple[T | None, str]:
    return asked(lambda: call(*arguments))
