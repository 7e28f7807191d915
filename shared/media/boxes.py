"""The outermost boxes of an MP4: enough to see that it is one, and that none of it is missing."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from shared.media.facts import BrokenMedia, Defect

_SMALLEST = 1000
_MOST_INDEX = 32 * 1024 * 1024  # an index of a video of hours; libav would hold several times as much
_MOST_BOXES = 64  # of a fragmented file the first ones tell enough


class Readable(Protocol):
    """An open file, or one that is read in parts from somewhere else."""

    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def tell(self) -> int: ...


class Box(NamedTuple):
    kind: bytes
    start: int
    end: int


def check_boxes(source: Readable) -> int:
    """How many bytes the file has; BrokenMedia when it is not a whole MP4."""
    size = source.seek(0, io.SEEK_END)
    if size < _SMALLEST:
        raise BrokenMedia(Defect.TOO_SMALL, f"{size} bytes")
    kinds: set[bytes] = set()
    for box in _boxes(source, size):
        if not kinds and box.kind != b"ftyp":
            break
        if box.end > size:
            raise BrokenMedia(Defect.TRUNCATED, f"a box ends at {box.end} in a file of {size} bytes")
        if box.kind == b"moov" and box.end - box.start > _MOST_INDEX:
            raise BrokenMedia(Defect.OVERSIZED, f"an index of {box.end - box.start} bytes")
        kinds.add(box.kind)
    if b"ftyp" not in kinds:
        raise BrokenMedia(Defect.NOT_MP4, "no ftyp box at the beginning")
    if b"moov" not in kinds:
        raise BrokenMedia(Defect.TRUNCATED, "no moov box")
    return size


def _boxes(source: Readable, size: int) -> Iterator[Box]:
    start = 0
    for _ in range(_MOST_BOXES):
        source.seek(start)
        header = source.read(16)
        if len(header) < 8:
            return
        length, kind = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            (length,) = struct.unpack(">Q", header[8:])
        end = size if length == 0 else start + length
        if end < start + 8:
            raise BrokenMedia(Defect.NOT_MP4, f"a box of {length} bytes at {start}")
        yield Box(kind, start, end)
        start = end
