"""What a job, the pool and a worker say to each other: JSON through a local socket."""

import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

# Where the socket of this build's pool is. A job that does not find it starts no worker.
POOL_VARIABLE = "LABBOOK_WORKERS"

_LENGTH = struct.Struct(">I")
_MOST_FILES = 2

Message = dict[str, Any]


def send(connection: socket.socket, message: Message, files: Sequence[int] = ()) -> None:
    """Send `message`, with open files by their descriptors; raises OSError if nobody listens."""
    data = json.dumps(message).encode()
    socket.send_fds(connection, [_LENGTH.pack(len(data))], list(files))
    connection.sendall(data)


def receive(connection: socket.socket) -> tuple[Message, list[int]] | None:
    """The next message and the descriptors that came with it; None once the other side is gone."""
    try:
        begin, files, _, _ = socket.recv_fds(
            connection, _LENGTH.size, _MOST_FILES, socket.MSG_WAITALL
        )
        data = _read(connection, *_LENGTH.unpack(begin)) if len(begin) == _LENGTH.size else b""
    except ConnectionError:
        return None
    return (json.loads(data), list(files)) if data else None


def _read(connection: socket.socket, length: int) -> bytes:
    """So many bytes, or none if the other side is gone before."""
    data = b""
    while len(data) < length:
        part = connection.recv(length - len(data))
        if not part:
            return b""
        data += part
    return data
