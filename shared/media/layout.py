"""How a picture's file is laid out, and which parts of it are kept: pixels and colour, nothing that tells of a person."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shared.media.boxes import Readable
from shared.media.rejections import LONGEST_SIDE, PictureKind, RejectedPicture, Rejection

PIECE = 256 * 1024
MOST_METADATA = 8 * 1024 * 1024
MOST_PROFILE = 4 * 1024 * 1024  # a colour profile for print has up to three
_CODE = re.compile(rb"<(?:script|html[\s>]|!doctype|\?php|iframe)", re.IGNORECASE)  # long enough not to come by chance


class Piece(NamedTuple):
    """A part of the source, or bytes of our own in its place."""

    start: int
    end: int
    own: bytes = b""
    pixels: bool = True  # what a decoder needs; the rest says how to show them

    @property
    def size(self) -> int:
        return len(self.own) or self.end - self.start


def own(content: bytes, *, pixels: bool = True) -> Piece:
    return Piece(0, 0, content, pixels)


@dataclass(frozen=True)
class Layout:
    """Width and height as stored. The pieces, one after the other, are the same picture without its metadata."""

    kind: PictureKind
    width: int
    height: int
    pieces: tuple[Piece, ...]
    orientation: int = 1
    profile: bytes = b""

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces)


class Parts:
    """A source of a known size; what lies beyond its end is missing."""

    def __init__(self, source: Readable, size: int) -> None:
        self._source = source
        self.size = size

    def take(self, start: int, length: int) -> bytes:
        if start + length > self.size:
            raise RejectedPicture(Rejection.TRUNCATED, f"{start + length} bytes are needed, there are {self.size}")
        return b"".join(_read(self._source, start, start + length))

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        if end > self.size:
            raise RejectedPicture(Rejection.TRUNCATED, f"{end} bytes are needed, there are {self.size}")
        return _read(self._source, start, end)


def _read(source: Readable, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        source.seek(start)
        found = source.read(min(PIECE, end - start))
        if not found:
            raise RejectedPicture(Rejection.TRUNCATED, f"the source ends at {start}")
        yield found
        start += len(found)


def joined(source: Readable, pieces: Iterable[Piece]) -> Iterator[bytes]:
    for piece in pieces:
        if piece.own:
            yield piece.own
        else:
            yield from _read(source, piece.start, piece.end)


class Metadata:
    """What is left out: counted, and looked at for what a picture has no use for."""

    def __init__(self) -> None:
        self._bytes = 0

    def leave_out(self, content: bytes, said: int | None = None) -> None:
        """`said` is the length that it unpacks to, or has in all, where that is more than what is shown."""
        self._bytes += len(content) if said is None else said
        if self._bytes > MOST_METADATA:
            raise RejectedPicture(Rejection.TOO_MUCH_METADATA)
        if code := _CODE.search(content):
            raise RejectedPicture(Rejection.FOREIGN_CONTENT, repr(code.group()))


def check_sides(width: int, height: int) -> None:
    if not width or not height:
        raise RejectedPicture(Rejection.NO_PIXELS, f"{width}x{height}")
    if max(width, height) > LONGEST_SIDE:
        raise RejectedPicture(Rejection.SIDE_TOO_LONG, f"{width}x{height}")


def is_profile(content: bytes) -> bool:
    """An ICC profile that knows its own length; whatever else stands in its place is left out."""
    return 128 <= len(content) <= MOST_PROFILE and content[36:40] == b"acsp" and int.from_bytes(content[:4]) == len(content)


class Joined(io.RawIOBase):
    """The kept pieces as one open file. An error of the source is remembered: a decoder would take it for the picture's."""

    def __init__(self, source: Readable, pieces: Iterable[Piece]) -> None:
        super().__init__()
        self._source = source
        self._pieces = [piece for piece in pieces if piece.size]
        self._starts = [0]
        for piece in self._pieces:
            self._starts.append(self._starts[-1] + piece.size)
        self._position = self._current = 0
        self.failure: Exception | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._starts[-1]}[whence]
        self._position = max(0, base + offset)
        self._current = 0
        return self._position

    def read(self, size: int = -1, /) -> bytes:
        end = self._starts[-1] if size < 0 else min(self._starts[-1], self._position + size)
        found: list[bytes] = []
        while self._position < end:
            while self._starts[self._current + 1] <= self._position:
                self._current += 1
            piece, offset = self._pieces[self._current], self._position - self._starts[self._current]
            length = min(piece.size - offset, end - self._position)
            found.append(piece.own[offset : offset + length] if piece.own else self._fetch(piece.start + offset, length))
            self._position += length
        return b"".join(found)

    def _fetch(self, start: int, length: int) -> bytes:
        try:
            return b"".join(_read(self._source, start, start + length))
        except Exception as error:
            self.failure = error
            raise
