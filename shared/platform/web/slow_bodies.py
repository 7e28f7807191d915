"""How long a body may take to arrive, and the end of those that take longer (docs/decisions/031-slow-bodies.md).

A call holds a thread of its server, or a place in it, while its body is read. A sender of a byte every few seconds would
hold it for good.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Mapping

from shared.platform.clients import once
from shared.platform.errors import BodyIncomplete, BodyTooSlow
from shared.platform.settings import settings

PIECE = 16 * 1024  # bytes that every connection can do in a second


def announced(headers: Mapping[str, str]) -> bool:
    """Whether a body comes with these headers."""
    return "Transfer-Encoding" in headers or headers.get("Content-Length", "0") != "0"


class Patience:
    """With one body: some seconds, and one more for each whole piece that came. It is real time, which no test moves."""

    def __init__(self) -> None:
        self._began, self._seconds = time.monotonic(), settings().body_seconds

    def until(self, received: int) -> float:
        return self._began + self._seconds + received // PIECE

    def left(self, received: int) -> float:
        return self.until(received) - time.monotonic()

    def require_whole(self, headers: Mapping[str, str], received: int, whole: bool) -> None:
        """Refuse what was not sent in time, and what broke off: half a table would be read as a short one."""
        if self.left(received) <= 0:
            raise BodyTooSlow(seconds=self._seconds)
        size = headers.get("Content-Length", "")
        if not whole or (size.isdecimal() and received < int(size[:19])):
            raise BodyIncomplete(received=received)


class Overtime:
    """Ends the reading on connections whose time is up: whoever reads there is at the end at once.

    One thread for all of them, from the first body on. A socket's own timeout would not do: servers parse bodies by many
    small reads, and each of them would have all of the time.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: dict[socket.socket, float] = {}  # at most one for each thread of the server
        self._wakes = float("inf")
        threading.Thread(target=self._watch, name="overtime", daemon=True).start()

    def ends(self, connection: socket.socket, at: float) -> None:
        with self._changed:
            self._due[connection] = at
            if at < self._wakes:
                self._changed.notify()

    def forget(self, connection: socket.socket) -> None:
        """After this nothing happens to it any more."""
        with self._changed:
            self._due.pop(connection, None)

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for connection in [each for each, at in self._due.items() if at <= now]:
                    del self._due[connection]
                    with contextlib.suppress(OSError):
                        connection.shutdown(socket.SHUT_RD)  # answers still go out; then the server closes it
                self._wakes = min(self._due.values(), default=float("inf"))
                self._changed.wait(None if self._wakes == float("inf") else max(0.0, self._wakes - now))


@once
def overtime() -> Overtime:
    return Overtime()
