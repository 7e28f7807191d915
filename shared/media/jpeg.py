"""The segments of a JPEG, from its first byte to its end marker."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from shared.media import exif
from shared.media.layout import MOST_PROFILE, PIECE, Layout, Metadata, Parts, Piece, check_sides, is_profile, own
from shared.media.rejections import PictureKind, RejectedPicture, Rejection

MAGIC = b"\xff\xd8\xff"

_MOST_SEGMENTS = 2000
_MOST_SCANS = 64  # encoders make a dozen; each is work over all the pixels
_MOST_FILL = 64
_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_BASELINE, _EXTENDED, _PROGRESSIVE, _HUFFMAN, _END, _SCAN, _TABLES, _RESTARTS, _COMMENT = (
    *(0xC0, 0xC1, 0xC2, 0xC4, 0xD9, 0xDA, 0xDB, 0xDD, 0xFE),
)
_ICC = b"ICC_PROFILE\0"


@dataclass
class _Found:
    metadata: Metadata = field(default_factory=Metadata)
    first: list[Piece] = field(default_factory=list[Piece])
    rest: list[Piece] = field(default_factory=list[Piece])
    frame: tuple[int, int] | None = None
    blocks: int = 0  # 8 x 8 pixels each, of all its colours
    least_bits: int = 0  # that one block can take
    scans: int = 0
    scanned: int = 0
    orientation: int | None = None
    profile: dict[int, bytes] = field(default_factory=dict[int, bytes])
    profile_parts: int = 0


def layout_of(parts: Parts) -> Layout:
    found, at = _Found(), 2
    for _ in range(_MOST_SEGMENTS):
        marker, at = _marker(parts, at)
        if marker == _END:
            _check_tail(parts, at)
            return _layout(found)
        start, length = at + 2, int.from_bytes(parts.take(at, 2)) - 2
        if length < 0:
            raise RejectedPicture(Rejection.UNDECODABLE, "a segment shorter than its length")
        at = _segment(found, parts, marker, start, parts.take(start, length))
    raise RejectedPicture(Rejection.UNDECODABLE, "more segments than any encoder makes")


def _marker(parts: Parts, at: int) -> tuple[int, int]:
    """The next marker and where it ends; bytes that fill up may stand before it."""
    for filled in range(_MOST_FILL):
        first, code = parts.take(at + filled, 2)
        if first != 0xFF:
            break
        if code != 0xFF:
            return code, at + filled + 2
    raise RejectedPicture(Rejection.UNDECODABLE, f"no marker at {at}")


def _segment(found: _Found, parts: Parts, marker: int, start: int, content: bytes) -> int:
    """Sort one segment; answers where the next begins."""
    end = start + len(content)
    whole = Piece(start - 4, end)
    if marker in (_TABLES, _HUFFMAN, _RESTARTS):
        found.rest.append(whole)
    elif marker in (_BASELINE, _EXTENDED, _PROGRESSIVE):
        _frame(found, marker, content)
        found.rest.append(whole)
    elif marker == _SCAN:
        found.scans += 1
        if found.frame is None or found.scans > _MOST_SCANS:
            raise RejectedPicture(Rejection.UNDECODABLE, f"{found.scans} scans")
        begins, end = end, _end_of_scan(parts, end)
        found.scanned += end - begins
        found.rest.append(Piece(whole.start, end))
    elif 0xE0 <= marker <= 0xEF or marker == _COMMENT:
        _application(found, marker, content)
    else:
        raise RejectedPicture(Rejection.UNDECODABLE, f"marker {marker:#x}")
    return end


def _frame(found: _Found, marker: int, content: bytes) -> None:
    if found.frame is not None:
        raise RejectedPicture(Rejection.CONTRADICTORY, "two frames")
    if len(content) < 6 or len(content) != 6 + 3 * content[5] or content[0] != 8 or content[5] not in (1, 3, 4):
        raise RejectedPicture(Rejection.UNDECODABLE, "a frame of another kind")
    height, width = struct.unpack_from(">HH", content, 1)
    check_sides(width, height)
    found.frame = width, height
    samplings = [divmod(value, 16) for value in content[7::3]]
    if any(not 1 <= side <= 4 for sampling in samplings for side in sampling):
        raise RejectedPicture(Rejection.UNDECODABLE, "samplings that are not possible")
    most_across, most_down = (max(sides) for sides in zip(*samplings, strict=True))
    found.blocks = sum(
        -(-width * across // (8 * most_across)) * -(-height * down // (8 * most_down)) for across, down in samplings
    )
    found.least_bits = 1 if marker == _PROGRESSIVE else 2


def _end_of_scan(parts: Parts, start: int) -> int:
    while True:
        length = min(PIECE, parts.size - start)
        if length < 2:
            raise RejectedPicture(Rejection.TRUNCATED, "no end marker")
        block = parts.take(start, length)
        if ends := _SCAN_ENDS.search(block):
            return start + ends.start()
        start += length - (block[-1] == 0xFF)


def _application(found: _Found, marker: int, content: bytes) -> None:
    if marker == 0xE0 and content.startswith(b"JFIF\0") and len(content) >= 14 and not found.first:
        found.first.append(own(b"\xff\xe0\0\x10" + content[:12] + b"\0\0"))  # without its little picture
        content = content[14:]
    elif marker == 0xEE and content.startswith(b"Adobe") and len(content) >= 12:
        found.rest.append(own(b"\xff\xee\0\x0e" + content[:12]))
        content = content[12:]
    elif marker == 0xE2 and content.startswith(_ICC) and len(content) > len(_ICC) + 2:
        number, found.profile_parts = content[len(_ICC) : len(_ICC) + 2]
        found.profile[number] = content[len(_ICC) + 2 :]
        if sum(map(len, found.profile.values())) > MOST_PROFILE:
            raise RejectedPicture(Rejection.TOO_MUCH_METADATA, "a colour profile beyond reason")
        return
    elif marker == 0xE1 and content.startswith(exif.HEADER) and found.orientation is None:
        found.orientation = exif.orientation_in(content)
    found.metadata.leave_out(content)


def _layout(found: _Found) -> Layout:
    if found.frame is None or not found.scans:
        raise RejectedPicture(Rejection.UNDECODABLE, "no picture before the end marker")
    if found.scanned * 8 < found.blocks * found.least_bits:
        raise RejectedPicture(Rejection.CONTRADICTORY, f"{found.scanned} bytes for {found.blocks} blocks")
    orientation = found.orientation or 1
    first = [own(MAGIC[:2]), *found.first]
    if orientation != 1:
        notes = exif.HEADER + exif.only_orientation(orientation)
        first.append(own(b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes, pixels=False))
    profile = b"".join(found.profile[number] for number in sorted(found.profile))
    if len(found.profile) != found.profile_parts or not is_profile(profile):
        profile = b""
    pieces = (*first, *_profile_segments(profile), *found.rest, own(b"\xff\xd9"))
    return Layout(PictureKind.JPEG, *found.frame, pieces, orientation, profile)


def _profile_segments(profile: bytes) -> list[Piece]:
    room = 0xFFFF - 2 - len(_ICC) - 2
    contents = [profile[start : start + room] for start in range(0, len(profile), room)]
    return [
        own(
            struct.pack(">HH", 0xFFE2, len(content) + len(_ICC) + 4) + _ICC + bytes((number, len(contents))) + content,
            pixels=False,
        )
        for number, content in enumerate(contents, 1)
    ]


def _check_tail(parts: Parts, at: int) -> None:
    """Cameras append a second picture, a short film or notes of their own: left out. Whatever else follows is not a picture's."""
    if parts.take(at, min(8, parts.size - at))[4:] == b"ftyp":
        return
    for block in parts.pieces(at, parts.size):
        filled = len(block) - len(block.lstrip(b"\0\r\n "))
        at += filled
        if filled < len(block):
            break
    if at == parts.size or parts.take(at, min(3, parts.size - at)) == MAGIC:
        return
    if parts.take(parts.size - 4, 4) == b"SEFT":  # Samsung's
        return
    raise RejectedPicture(Rejection.FOREIGN_CONTENT, f"{parts.size - at} bytes after the end")
