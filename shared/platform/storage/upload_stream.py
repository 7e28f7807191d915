"""Bytes on their way from somewhere else into Cloud Storage, in as much memory as one block takes."""

from __future__ import annotations

import base64
import contextvars
import queue
import threading
from collections.abc import Iterator

import google_crc32c

from shared.platform.clock import Clock
from shared.platform.storage.objects import Stalled

_LOOK_S = 0.05  # how often a waiting reader looks whether time is up
_PIECES_AHEAD = 2

_Item = bytes | BaseException | None


class Incoming:
    """A source as the storage client wants it, a file that knows where it is; measured and summed on its way.

    The source is read by a thread of its own: a read that hangs cannot be interrupted, only be left behind. That thread
    ends with the source's own timeout, and closes the source.
    """

    def __init__(self, source: Iterator[bytes], clock: Clock, stall_s: float) -> None:
        self._source, self._clock, self._stall_s = source, clock, stall_s
        self.size = 0
        self.ended = False
        self.failure: BaseException | None = None
        self._sum = google_crc32c.Checksum()
        self._block = bytearray()
        self._rest = memoryview(b"")
        self._closed = threading.Event()
        self._pieces = queue.Queue[_Item](_PIECES_AHEAD)
        pump = contextvars.copy_context().run
        threading.Thread(target=pump, args=(self._pump,), name="incoming", daemon=True).start()

    @property
    def crc32c(self) -> str:
        return base64.b64encode(self._sum.digest()).decode()

    def tell(self) -> int:
        return self.size

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, or fewer at the end."""
        if len(self._block) < size:
            self._block = bytearray(size)
        filled = 0
        while filled < size and self._more():
            taken = min(size - filled, len(self._rest))
            self._block[filled : filled + taken] = self._rest[:taken]
            self._rest = self._rest[taken:]
            filled += taken
        read = bytes(memoryview(self._block)[:filled])
        self._sum.update(read)
        self.size += filled
        return read

    def close(self) -> None:
        self._closed.set()
        while not self._pieces.empty():
            self._pieces.get_nowait()

    def _more(self) -> bool:
        while not self._rest and not self.ended:
            try:
                piece = self._next()
            except BaseException as error:
                self.failure = error
                raise
            self.ended = piece is None
            self._rest = memoryview(piece or b"")
        return bool(self._rest)

    def _next(self) -> bytes | None:
        since = self._clock.now()
        while True:
            try:
                item = self._pieces.get(timeout=_LOOK_S)
            except queue.Empty:
                if (self._clock.now() - since).total_seconds() > self._stall_s:
                    raise Stalled(f"no byte for {self._stall_s:g} s") from None
                continue
            if isinstance(item, BaseException):
                raise item
            return item

    def _pump(self) -> None:
        try:
            for piece in self._source:
                if self._closed.is_set():
                    break
                if piece:  # an empty one is no sign of life
                    self._pieces.put(piece)
            self._pieces.put(None)
        except BaseException as error:  # noqa: BLE001 - whoever reads hears of it
            self._pieces.put(error)
        finally:
            close = getattr(self._source, "close", None)
            if close is not None:
                close()
