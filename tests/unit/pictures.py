"""Real pictures of every kind that is taken, and what to build others from, byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageCms

WIDTH, HEIGHT = 96, 64
RED, BLUE = (200, 30, 30), (20, 40, 180)
SECRET = b"GPS 52.5200 13.4050"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def scene(mode: str = "RGB", size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """Red, with the upper left quarter blue: which way is up can be seen."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (0, 0, size[0] // 2, size[1] // 2))
    return picture if mode == "RGB" else picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def notes(orientation: int) -> Image.Exif:
    """What a camera notes: which way is up, where it was, whose it is."""
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010E] = SECRET.decode()
    found.get_ifd(0x8825)[1] = "N"
    found.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return found


JPEG = saved(scene(), "JPEG", quality=90)
PNG = saved(scene(), "PNG")
WEBP = saved(scene(), "WEBP", quality=90)
WEBP_LOSSLESS = saved(scene(), "WEBP", lossless=True)
PROGRESSIVE = saved(scene(), "JPEG", progressive=True, quality=90)


def transparent_palette() -> Image.Image:
    picture = scene("P")
    picture.info["transparency"] = picture.getpixel((WIDTH - 1, HEIGHT - 1))
    return picture


def sixteen_bits() -> bytes:
    """Three colours of sixteen bits each, which Pillow does not write."""
    rows = b"".join(b"\0" + b"".join(struct.pack(">HHH", *(level * 257 for level in RED)) for _ in range(8)) for _ in range(8))
    return png(chunk(b"IHDR", header(8, 8, depth=16)), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND"))


def interlaced() -> bytes:
    """Every pixel in the first of seven passes or in a later one; one colour, eight by eight."""
    passes = ((1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4))
    rows = b"".join((b"\0" + bytes(RED) * columns) * count for columns, count in passes)
    return png(chunk(b"IHDR", header(8, 8, interlaced=1)), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND"))


def honest() -> dict[str, bytes]:
    alpha = scene("RGBA")
    alpha.putalpha(Image.new("L", alpha.size, 128))
    return {
        "jpeg": JPEG,
        "progressive jpeg": PROGRESSIVE,
        "gray jpeg": saved(scene("L"), "JPEG"),
        "jpeg for print": saved(scene("CMYK"), "JPEG"),
        "jpeg 4:4:4 with a profile and a comment": saved(scene(), "JPEG", subsampling=0, icc_profile=PROFILE, comment=b"hello"),
        "jpeg with restarts": saved(scene(), "JPEG", restart_marker_rows=1),
        "png": PNG,
        "png with alpha": saved(alpha, "PNG"),
        "png with a palette": saved(scene("P"), "PNG"),
        "png with a transparent palette": saved(transparent_palette(), "PNG"),
        "png with one transparent colour": saved(scene(), "PNG", transparency=BLUE),
        "gray png": saved(scene("L"), "PNG"),
        "gray png with alpha": saved(scene("LA"), "PNG"),
        "black and white png": saved(scene("1"), "PNG"),
        "gray png of sixteen bits": saved(Image.new("I;16", (WIDTH, HEIGHT), 40_000), "PNG"),
        "png of sixteen bits": sixteen_bits(),
        "interlaced png": interlaced(),
        "png with a profile": saved(scene(), "PNG", icc_profile=PROFILE),
        "webp": WEBP,
        "lossless webp": saved(scene(), "WEBP", lossless=True),
        "webp with alpha": saved(alpha, "WEBP"),
        "lossless webp with alpha": saved(alpha, "WEBP", lossless=True),
        "webp with a profile": saved(scene(), "WEBP", icc_profile=PROFILE),
        "one pixel": saved(scene(size=(1, 1)), "PNG"),
        "a line": saved(scene(size=(8192, 1)), "PNG"),
        "a column": saved(scene(size=(1, 8192)), "WEBP"),
    }


def header(width: int, height: int, *, depth: int = 8, colour: int = 2, interlaced: int = 0) -> bytes:
    return struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def chunks_of(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length


def with_chunk(kind: bytes, content: bytes, picture: bytes = PNG) -> bytes:
    """Behind the header."""
    return picture[:33] + chunk(kind, content) + picture[33:]


def with_segment(marker: int, content: bytes, picture: bytes = JPEG) -> bytes:
    """In front of all others."""
    return picture[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + picture[2:]


def riff(*chunks: tuple[bytes, bytes], size: int | None = None) -> bytes:
    body = b"".join(kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2) for kind, content in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body) if size is None else size) + b"WEBP" + body


def canvas(width: int, height: int, flags: int = 0) -> tuple[bytes, bytes]:
    return b"VP8X", bytes((flags, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def claimed(content: bytes, width: int, height: int) -> bytes:
    """A JPEG whose frame says another size than it has."""
    at = content.index(b"\xff\xc0")
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]
