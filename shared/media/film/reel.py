"""An MP4 on its way out: its pictures and sound stream into a sink, only its index stays in memory and goes to the front.

libav writes     ftyp | free mdat | samples … | moov          and returns once, to say how long mdat became
the film is      ftyp | moov | free mdat | samples …
                 └────────── head ──────┘ └─ body ─┘
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Protocol

import google_crc32c

_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_PIECE = 256 * 1024


class Sink(Protocol):
    """Takes what comes, in order, and never gives it back."""

    def write(self, content: bytes, /) -> object: ...


class Reel:
    """The open file that libav writes to; `pieces` are to be taken out again and again."""

    def __init__(self) -> None:
        self.body_size = 0
        self._checksum = google_crc32c.Checksum()
        self._front = bytearray()
        self._front_whole = False
        self._index = bytearray()
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._position = 0

    def write(self, content: bytes, /) -> int:
        content, size = bytes(content), len(content)
        rest = self._into_front(content)
        if rest:
            self._behind_front(rest, self._position + size - len(rest) - len(self._front))
        self._position += size
        return size

    def seek(self, offset: int, whence: int = 0, /) -> int:
        ends = len(self._front) + self.body_size + len(self._index)
        self._position = offset + (0, self._position, ends)[whence]
        return self._position

    def tell(self) -> int:
        return self._position

    def pieces(self, *, last: bool = False) -> Iterator[bytes]:
        """What has to go into the sink by now, not in too small parts."""
        if self._waiting and (last or self._waiting_size >= _PIECE):
            yield b"".join(self._waiting)
            self._waiting, self._waiting_size = [], 0

    @property
    def body_crc32c(self) -> int:
        return int.from_bytes(self._checksum.digest(), "big")

    def head(self) -> bytes:
        """What belongs before the body; to be asked for after everything was written."""
        if not self._front_whole or self._content_size() != self.body_size or bytes(self._index[4:8]) != b"moov":
            raise ValueError("the film was not written to its end")
        moved = shifted(bytes(self._index), len(self._index))
        return bytes(self._front[:-16]) + moved + bytes(self._front[-16:])

    def _into_front(self, content: bytes) -> bytes:
        """Takes what belongs before the samples; answers the rest."""
        if self._front_whole:
            inside = max(0, min(len(content), len(self._front) - self._position))
            self._front[self._position : self._position + inside] = content[:inside]
            return content[inside:]
        self._front[self._position :] = content
        header = self._media_header()
        if header < 0 or len(self._front) < header + 16:
            return b""
        rest = bytes(self._front[header + 16 :])
        del self._front[header + 16 :]
        self._front_whole = True
        return rest

    def _behind_front(self, content: bytes, at: int) -> None:
        ends = self._content_size()
        samples = content if ends is None else content[: max(0, ends - at)]
        if samples:
            if at != self.body_size:
                raise ValueError(f"samples at {at} after {self.body_size}: libav was expected to write them in order")
            self._waiting.append(samples)
            self._waiting_size += len(samples)
            self.body_size += len(samples)
            self._checksum.update(samples)
        index = content[len(samples) :]
        if index:
            start = at + len(samples) - self.body_size
            self._index[start : start + len(index)] = index

    def _media_header(self) -> int:
        """Where `free` and `mdat` begin, 8 bytes each; -1 while that is not known."""
        start = 0
        while len(self._front) >= start + 8:
            size, kind = struct.unpack_from(">I4s", self._front, start)
            if kind == b"free":
                return start
            start += size
        return -1

    def _content_size(self) -> int | None:
        """How many bytes of samples there are, once libav has said so."""
        start = len(self._front) - 16
        size, kind, media_size = struct.unpack_from(">I4sI", self._front, start)
        if kind == b"mdat":  # beyond 4 GiB the length takes the place of `free`
            (large,) = struct.unpack_from(">Q", self._front, start + 8)
            return large - 16 if size == 1 else None
        return media_size - 8 if media_size else None


def shifted(box: bytes, by: int) -> bytes:
    """The same index for samples that lie `by` bytes further on."""
    content = bytearray(box)
    _shift(content, 0, len(content), by)
    return bytes(content)


def _shift(content: bytearray, start: int, end: int, by: int) -> None:
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        if kind in _CONTAINERS:
            _shift(content, start + 8, start + size, by)
        elif kind in (b"stco", b"co64"):
            (count,) = struct.unpack_from(">I", content, start + 12)
            layout = f">{count}{'I' if kind == b'stco' else 'Q'}"
            offsets = struct.unpack_from(layout, content, start + 16)
            struct.pack_into(layout, content, start + 16, *(offset + by for offset in offsets))
        start += max(size, 8)
