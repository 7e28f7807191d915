"""A file in Cloud Storage that is read in parts: what is asked for, in blocks, of which a few are remembered."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable

BLOCK = 256 * 1024
BLOCKS_KEPT = 8


class RangedReader(io.RawIOBase):
    """Reads, seeks and tells like an open file; holds BLOCK * BLOCKS_KEPT bytes at most."""

    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        """`fetch` answers the bytes from the first position up to, not including, the second."""
        super().__init__()
        self.size = size
        self.fetched = 0  # bytes that came over the wire, for whoever wants to know
        self._fetch = fetch
        self._position = 0
        self._blocks = OrderedDict[int, bytes]()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("a position before the beginning of the file")
        self._position = base + offset
        return self._position

    def read(self, size: int = -1, /) -> bytes:
        end = self.size if size < 0 else min(self.size, self._position + size)
        pieces: list[bytes] = []
        while self._position < end:
            number, offset = divmod(self._position, BLOCK)
            piece = self._block(number)[offset : offset + end - self._position]
            pieces.append(piece)
            self._position += len(piece)
        return b"".join(pieces)

    def _block(self, number: int) -> bytes:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        start = number * BLOCK
        end = min(self.size, start + BLOCK)
        block = self._fetch(start, end)
        if len(block) != end - start:
            raise EOFError(f"{len(block)} bytes where {end - start} were asked for")
        self.fetched += len(block)
        self._blocks[number] = block
        if len(self._blocks) > BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        return block
