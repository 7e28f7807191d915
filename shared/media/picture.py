"""The check of an uploaded picture: what it is, how it looks in small, and a copy of it that tells of nobody.

The bytes decide, not a name or a header. Every part of the file is walked first; only what is kept reaches a decoder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shared.media import jpeg, png, shrinking, webp
from shared.media.boxes import Readable
from shared.media.layout import Layout, Parts, joined
from shared.media.rejections import MOST_BYTES, PictureFacts, RejectedPicture, Rejection

THUMBNAIL_TYPE = "image/webp"
_DIRECTORY_END, _DIRECTORY_ROOM = b"PK\x05\x06", 22 + 0xFFFF
_DOCUMENT, _DOCUMENT_ROOM = b"%PDF-", 1024


@dataclass(frozen=True)
class Picture:
    facts: PictureFacts
    thumbnail: bytes  # THUMBNAIL_TYPE, upright, no metadata
    layout: Layout  # for without_metadata; its size is that of the copy


def look(source: Readable, size: int) -> Picture:
    """RejectedPicture when it is not taken. The source, whose own errors come out, is read twice from front to back."""
    layout = layout_of(source, size)
    small = shrinking.shrunk(source, layout)
    lying = layout.orientation >= 5
    facts = PictureFacts(
        kind=layout.kind,
        width=layout.height if lying else layout.width,
        height=layout.width if lying else layout.height,
        bytes=size,
        colour=small.colour,
        orientation=layout.orientation,
    )
    return Picture(facts, small.webp, layout)


def without_metadata(source: Readable, layout: Layout) -> Iterator[bytes]:
    """The same pixels, bit by bit, with their colour profile and orientation, and nothing else: what later steps use."""
    return joined(source, layout.pieces)


def layout_of(source: Readable, size: int) -> Layout:
    """Everything that can be known without decoding."""
    if size > MOST_BYTES:
        raise RejectedPicture(Rejection.TOO_LARGE, f"{size} bytes")
    parts = Parts(source, size)
    beginning = parts.take(0, min(size, 12))
    if beginning.startswith(jpeg.MAGIC):
        walk = jpeg.layout_of
    elif beginning.startswith(png.MAGIC):
        walk = png.layout_of
    elif webp.is_webp(beginning):
        walk = webp.layout_of
    else:
        raise RejectedPicture(Rejection.UNKNOWN_KIND, beginning.hex())
    _check_foreign(parts)
    return walk(parts)


def _check_foreign(parts: Parts) -> None:
    """A PDF says so near its beginning, an archive at its end, wherever in a picture's structure that may lie."""
    if _DOCUMENT in parts.take(0, min(parts.size, _DOCUMENT_ROOM)):
        raise RejectedPicture(Rejection.FOREIGN_CONTENT, "a PDF")
    room = min(parts.size, _DIRECTORY_ROOM)
    tail = parts.take(parts.size - room, room)
    at = tail.find(_DIRECTORY_END)
    while at >= 0:
        # the four letters alone come by chance; a disk number of nought behind them does not
        if tail[at + 4 : at + 8] == bytes(4) and len(tail) - at >= 22:
            raise RejectedPicture(Rejection.FOREIGN_CONTENT, "an archive")
        at = tail.find(_DIRECTORY_END, at + 1)
