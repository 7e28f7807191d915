"""The chunks of a WebP that stands still."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from shared.media import exif
from shared.media.layout import MOST_METADATA, MOST_PROFILE, Layout, Metadata, Parts, Piece, check_sides, is_profile, own
from shared.media.rejections import PictureKind, RejectedPicture, Rejection

_MOST_CHUNKS = 200
_WITH_PROFILE, _WITH_ALPHA, _WITH_NOTES, _MOVING = 0x20, 0x10, 0x08, 0x02
_PICTURES = (b"VP8 ", b"VP8L")


def is_webp(beginning: bytes) -> bool:
    return beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP"


@dataclass
class _Found:
    metadata: Metadata = field(default_factory=Metadata)
    canvas: tuple[int, int] | None = None
    flags: int = 0
    size: tuple[int, int] | None = None
    pieces: list[Piece] = field(default_factory=list[Piece])
    with_alpha: bool = False
    orientation: int = 1
    profile: bytes = b""


def layout_of(parts: Parts) -> Layout:
    end = 8 + int.from_bytes(parts.take(4, 4), "little")
    if end > parts.size:
        raise RejectedPicture(Rejection.TRUNCATED, f"{end} bytes are announced, there are {parts.size}")
    if end < parts.size:
        raise RejectedPicture(Rejection.FOREIGN_CONTENT, f"{parts.size - end} bytes after the end")
    found, at = _Found(), 12
    for _ in range(_MOST_CHUNKS):
        if at == end:
            return _layout(found)
        kind, length = struct.unpack("<4sI", parts.take(at, 8))
        start, at = at + 8, at + 8 + length + length % 2
        if at > end:
            raise RejectedPicture(Rejection.TRUNCATED, f"a chunk {kind!r} ends at {at} of {end}")
        if start == 20 and kind not in (*_PICTURES, b"VP8X"):
            raise RejectedPicture(Rejection.UNDECODABLE, f"it begins with {kind!r}")
        _chunk(found, parts, kind, start, length)
    raise RejectedPicture(Rejection.UNDECODABLE, "more chunks than any encoder makes")


def _chunk(found: _Found, parts: Parts, kind: bytes, start: int, length: int) -> None:
    whole = Piece(start - 8, start + length + length % 2)
    if kind in (b"ANIM", b"ANMF"):
        raise RejectedPicture(Rejection.ANIMATED)
    if kind == b"VP8X":
        _canvas(found, parts.take(start, length) if length == 10 and start == 20 else b"")
    elif kind in _PICTURES:
        if found.size is not None:
            raise RejectedPicture(Rejection.CONTRADICTORY, "two pictures")
        found.size = _lossy_size(parts, start, length) if kind == b"VP8 " else _lossless_size(parts, start, length)
        check_sides(*found.size)
        found.pieces.append(whole)
    elif kind == b"ALPH" and found.canvas and found.size is None and not found.with_alpha:
        found.with_alpha = True
        found.pieces.append(whole)
    elif length > MOST_METADATA:
        raise RejectedPicture(Rejection.TOO_MUCH_METADATA, f"a chunk {kind!r} of {length} bytes")
    elif kind == b"ICCP" and length > MOST_PROFILE:
        raise RejectedPicture(Rejection.TOO_MUCH_METADATA, f"a colour profile of {length} bytes")
    else:
        _left_out(found, kind, parts.take(start, length))


def _left_out(found: _Found, kind: bytes, content: bytes) -> None:
    if kind == b"ICCP" and not found.profile and is_profile(content):
        found.profile = content
        return
    if kind == b"EXIF":
        found.orientation = exif.orientation_in(content)
    found.metadata.leave_out(content)


def _canvas(found: _Found, content: bytes) -> None:
    if not content:
        raise RejectedPicture(Rejection.UNDECODABLE, "a canvas of another kind")
    found.flags = content[0]
    if found.flags & _MOVING:
        raise RejectedPicture(Rejection.ANIMATED)
    found.canvas = int.from_bytes(content[4:7], "little") + 1, int.from_bytes(content[7:10], "little") + 1
    check_sides(*found.canvas)


def _lossy_size(parts: Parts, start: int, length: int) -> tuple[int, int]:
    content = parts.take(start, min(length, 10))
    if len(content) < 10 or content[0] & 1 or content[3:6] != b"\x9d\x01\x2a":
        raise RejectedPicture(Rejection.UNDECODABLE, "no key frame")
    if int.from_bytes(content[:3], "little") >> 5 > length - 10:
        raise RejectedPicture(Rejection.TRUNCATED, "its first part is longer than the whole")
    width, height = struct.unpack_from("<HH", content, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless_size(parts: Parts, start: int, length: int) -> tuple[int, int]:
    content = parts.take(start, min(length, 5))
    bits = int.from_bytes(content[1:], "little")
    if len(content) < 5 or content[0] != 0x2F or bits >> 29:
        raise RejectedPicture(Rejection.UNDECODABLE, "no lossless picture")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _layout(found: _Found) -> Layout:
    if found.size is None:
        raise RejectedPicture(Rejection.NO_PIXELS)
    if found.canvas is None:  # the simple kind: pixels only
        chunks = found.pieces
    elif found.canvas != found.size:
        raise RejectedPicture(Rejection.CONTRADICTORY, f"a picture of {found.size} on a canvas of {found.canvas}")
    else:
        chunks = _extended(found, found.canvas)
    head = own(b"RIFF" + struct.pack("<I", 4 + sum(chunk.size for chunk in chunks)) + b"WEBP")
    return Layout(PictureKind.WEBP, *found.size, (head, *chunks), found.orientation, found.profile)


def _extended(found: _Found, canvas: tuple[int, int]) -> list[Piece]:
    flags = found.flags & _WITH_ALPHA
    before: list[Piece] = []
    after: list[Piece] = []
    if found.profile:
        flags |= _WITH_PROFILE
        before.append(own(_made(b"ICCP", found.profile)))
    if found.orientation != 1:
        flags |= _WITH_NOTES
        after.append(own(_made(b"EXIF", exif.only_orientation(found.orientation))))
    sides = b"".join((side - 1).to_bytes(3, "little") for side in canvas)
    return [own(_made(b"VP8X", bytes((flags, 0, 0, 0)) + sides)), *before, *found.pieces, *after]


def _made(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
