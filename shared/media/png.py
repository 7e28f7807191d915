"""The chunks of a PNG, each with its checksum, from its first byte to its last."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from shared.media import exif
from shared.media.layout import MOST_METADATA, MOST_PROFILE, Layout, Metadata, Parts, Piece, check_sides, is_profile, own
from shared.media.rejections import PictureKind, RejectedPicture, Rejection

MAGIC = b"\x89PNG\r\n\x1a\n"

_MOST_CHUNKS = 50_000
_SMALL = 4096  # longer than any honest chunk of those that are read whole
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_FOR_PIXELS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_FOR_COLOUR = (b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"cICP", b"mDCV", b"cLLI")
_MOVING = (b"acTL", b"fcTL", b"fdAT")


@dataclass
class _Found:
    metadata: Metadata = field(default_factory=Metadata)
    pieces: list[Piece] = field(default_factory=list[Piece])
    seen: set[bytes] = field(default_factory=set[bytes])
    size: tuple[int, int] = (0, 0)
    by_palette: bool = False
    unpacked: int = 0  # bytes that the pixels must unpack to
    inflate: Any = field(default_factory=zlib.decompressobj)  # its class has no public name
    last: bytes = b""
    orientation: int = 1
    profile: bytes = b""


def layout_of(parts: Parts) -> Layout:
    found, at = _Found(), len(MAGIC)
    for _ in range(_MOST_CHUNKS):
        length, kind = struct.unpack(">I4s", parts.take(at, 8))
        start, end = at + 8, at + 12 + length
        if length > 0x7FFFFFFF or not kind.isalpha():
            raise RejectedPicture(Rejection.UNDECODABLE, f"a chunk {kind!r} of {length} bytes")
        if not found.seen and kind != b"IHDR":
            raise RejectedPicture(Rejection.UNDECODABLE, "no header")
        _chunk(found, parts, kind, start, length)
        found.seen.add(kind)
        found.last, at = kind, end
        if kind == b"IEND":
            return _layout(found, parts, at)
    raise RejectedPicture(Rejection.UNDECODABLE, "more chunks than any encoder makes")


def _chunk(found: _Found, parts: Parts, kind: bytes, start: int, length: int) -> None:
    if kind in _MOVING:
        raise RejectedPicture(Rejection.ANIMATED)
    if kind == b"IDAT":
        if b"IDAT" in found.seen and found.last != b"IDAT":
            raise RejectedPicture(Rejection.UNDECODABLE, "its pixels are not in one place")
        if found.by_palette and b"PLTE" not in found.seen:
            raise RejectedPicture(Rejection.UNDECODABLE, "no palette")
        _pixels(found, parts, start, length)
    elif kind in _FOR_PIXELS or kind in _FOR_COLOUR:
        if kind in found.seen or length > _SMALL:
            raise RejectedPicture(Rejection.UNDECODABLE, f"a chunk {kind!r} too many or too long")
        content = parts.take(start, length)
        _check_sum(parts, start + length, zlib.crc32(content, zlib.crc32(kind)))
        if kind == b"IHDR":
            _header(found, content)
    elif kind[0:1].isupper():
        raise RejectedPicture(Rejection.UNDECODABLE, f"an unknown critical chunk {kind!r}")
    else:
        _left_out(found, parts, kind, start, length)
        return
    found.pieces.append(Piece(start - 8, start + length + 4, pixels=kind in _FOR_PIXELS))


def _header(found: _Found, content: bytes) -> None:
    if len(content) != 13:
        raise RejectedPicture(Rejection.UNDECODABLE, "a header of another length")
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack(">IIBBBBB", content)
    check_sides(width, height)
    if depth not in _DEPTHS.get(colour, ()) or packing or filtering or interlaced > 1:
        raise RejectedPicture(Rejection.UNDECODABLE, "a header that is not possible")
    found.size, found.by_palette = (width, height), colour == 3
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    for left, top, across, down in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            found.unpacked += rows * (1 + -(-columns * depth * _CHANNELS[colour] // 8))


def _pixels(found: _Found, parts: Parts, start: int, length: int) -> None:
    """Unpacked in passing, thrown away: as much must come out as the header says."""
    check = zlib.crc32(b"IDAT")
    for block in parts.pieces(start, start + length):
        check = zlib.crc32(block, check)
        while block:
            try:
                found.unpacked -= len(found.inflate.decompress(block, 1024 * 1024))
            except zlib.error as error:
                raise RejectedPicture(Rejection.UNDECODABLE, str(error)) from None
            if found.unpacked < 0 or found.inflate.unused_data:
                raise RejectedPicture(Rejection.CONTRADICTORY, "more pixels than its header says")
            block = found.inflate.unconsumed_tail
    _check_sum(parts, start + length, check)


def _left_out(found: _Found, parts: Parts, kind: bytes, start: int, length: int) -> None:
    if length > MOST_METADATA:
        raise RejectedPicture(Rejection.TOO_MUCH_METADATA, f"a chunk {kind!r} of {length} bytes")
    content = parts.take(start, length)
    parts.take(start + length, 4)
    if kind == b"iCCP" and not found.profile:
        profile = _unpacked(content.partition(b"\0")[2][1:], MOST_PROFILE)
        if is_profile(profile):
            found.profile = profile
    elif kind in (b"zTXt", b"iTXt"):
        text = content.partition(b"\0")[2]
        packed = text[1:] if kind == b"zTXt" else text[2:].split(b"\0", 2)[-1] if text[:1] == b"\1" else b""
        found.metadata.leave_out(_unpacked(packed, MOST_METADATA))
    elif kind == b"eXIf":
        found.orientation = exif.orientation_in(content)
    found.metadata.leave_out(content)


def _unpacked(content: bytes, most: int) -> bytes:
    try:
        found = zlib.decompressobj().decompress(content, most + 1)
    except zlib.error:
        return b""
    if len(found) > most:
        raise RejectedPicture(Rejection.TOO_MUCH_METADATA, f"it unpacks to more than {most} bytes")
    return found


def _check_sum(parts: Parts, at: int, found: int) -> None:
    if int.from_bytes(parts.take(at, 4)) != found:
        raise RejectedPicture(Rejection.UNDECODABLE, f"a wrong checksum at {at}")


def _layout(found: _Found, parts: Parts, end: int) -> Layout:
    if end != parts.size:
        raise RejectedPicture(Rejection.FOREIGN_CONTENT, f"{parts.size - end} bytes after the end")
    if b"IDAT" not in found.seen:
        raise RejectedPicture(Rejection.NO_PIXELS)
    if found.unpacked or not found.inflate.eof:
        raise RejectedPicture(Rejection.CONTRADICTORY, "fewer pixels than its header says")
    notes: list[Piece] = []
    if found.profile:
        notes.append(own(_made(b"iCCP", b"icc\0\0" + zlib.compress(found.profile)), pixels=False))
    if found.orientation != 1:
        notes.append(own(_made(b"eXIf", exif.only_orientation(found.orientation)), pixels=False))
    header, *rest = found.pieces
    pieces = (own(MAGIC), header, *notes, *rest)
    return Layout(PictureKind.PNG, *found.size, pieces, found.orientation, found.profile)


def _made(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
