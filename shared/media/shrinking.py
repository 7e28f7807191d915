"""A small upright picture out of a large one, and its colour. The large one is never held twice.

JPEG and PNG are decoded by Pillow, a JPEG at an eighth where that is enough; WebP by libav, which holds one frame where
Pillow holds four.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import av
import av.error
from PIL import Image, ImageCms

from shared.media.boxes import Readable
from shared.media.layout import Joined, Layout, joined
from shared.media.rejections import PictureKind, RejectedPicture, Rejection

LONGEST = 512
_QUALITY = 80
_ROWS = 32  # of the small picture, made at once
_COLOUR_SIDE, _COLOURS = 64, 8
_EMPTY = "#ffffff"  # a picture that nobody can see, on a page
# What decoders raise at broken pictures; a want of memory is not among them.
_BROKEN = (OSError, SyntaxError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, struct.error, zlib.error)

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Shrunk(NamedTuple):
    webp: bytes
    colour: str


def shrunk(source: Readable, layout: Layout) -> Shrunk:
    if layout.kind is PictureKind.WEBP:
        packet = av.Packet(b"".join(joined(source, layout.pieces)))
        try:
            small = _by_libav(packet, layout)
        except (av.error.FFmpegError, *_BROKEN) as error:
            raise RejectedPicture(Rejection.UNDECODABLE, type(error).__name__) from error
    else:
        kept = Joined(source, [piece for piece in layout.pieces if piece.pixels])
        try:
            small = _by_pillow(kept, layout)
        except _BROKEN as error:
            if kept.failure is not None:
                raise kept.failure from None
            raise RejectedPicture(Rejection.UNDECODABLE, f"{type(error).__name__}: {error}") from error
    small = _in_common_colours(_fitted(small, LONGEST), layout.profile)
    if layout.orientation in _UPRIGHT:
        small = small.transpose(_UPRIGHT[layout.orientation])
    file = io.BytesIO()
    small.save(file, "WEBP", quality=_QUALITY)
    return Shrunk(file.getvalue(), _colour(small))


def _by_pillow(file: Joined, layout: Layout) -> Image.Image:
    with Image.open(file, formats=[layout.kind.name]) as picture:  # pyright: ignore[reportArgumentType] it reads, seeks and tells
        if picture.size != (layout.width, layout.height):
            raise RejectedPicture(Rejection.CONTRADICTORY, f"{picture.size}")
        longest = max(picture.size)
        picture.draft(None, (max(1, layout.width * 2 * LONGEST // longest), max(1, layout.height * 2 * LONGEST // longest)))
        picture.load()

        def band(top: int, bottom: int) -> Image.Image:
            return _plain(picture.crop((0, top, picture.width, bottom)))

        return _reduced(*picture.size, band)


def _plain(picture: Image.Image) -> Image.Image:
    """Of a mode whose pixels can be averaged."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value * (1 / 257)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("L" if picture.mode == "1" else "RGB")


def _by_libav(packet: Any, layout: Layout) -> Image.Image:
    codec: Any = av.CodecContext.create("webp", "r")
    codec.thread_type, codec.thread_count = "NONE", 1
    frames = [*codec.decode(packet), *codec.decode(None)]
    if len(frames) != 1:
        raise RejectedPicture(Rejection.UNDECODABLE, f"{len(frames)} pictures come out of it")
    frame = frames[0]
    if (frame.width, frame.height) != (layout.width, layout.height):
        raise RejectedPicture(Rejection.CONTRADICTORY, f"{frame.width}x{frame.height}")
    if frame.format.name != "argb":
        share = min(1.0, 2 * LONGEST / max(frame.width, frame.height))
        width, height = max(1, round(frame.width * share)), max(1, round(frame.height * share))
        frame = frame.reformat(width=width, height=height, format="argb", interpolation="AREA")
    plane = frame.planes[0]
    stride: int = plane.line_size
    pixels: Any = memoryview(plane)  # not a copy

    def band(top: int, bottom: int) -> Image.Image:
        rows = pixels[top * stride : bottom * stride]
        return Image.frombuffer("RGBA", (frame.width, bottom - top), rows, "raw", "ARGB", stride, 1)

    return _reduced(frame.width, frame.height, band)


def _reduced(width: int, height: int, band: Callable[[int, int], Image.Image]) -> Image.Image:
    """Whole pixels averaged, a band at a time, as long as twice what is wanted remains."""
    factor = max(1, max(width, height) // (2 * LONGEST))
    whole: Image.Image | None = None
    for top in range(0, height, _ROWS * factor):
        part = band(top, min(height, top + _ROWS * factor)).reduce(factor)
        if whole is None:
            whole = Image.new(part.mode, (part.width, -(-height // factor)))
        whole.paste(part, (0, top // factor))
    if whole is None:
        raise RejectedPicture(Rejection.NO_PIXELS)
    return whole


def _fitted(picture: Image.Image, longest: int) -> Image.Image:
    share = longest / max(picture.size)
    if share >= 1:
        return picture
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _in_common_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """sRGB, with transparency only where there is some; a profile that does not fit the picture is no profile."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    plain = picture.convert("RGB") if alpha else picture
    if profile:
        try:
            theirs, common = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            plain = ImageCms.profileToProfile(plain, theirs, common, outputMode="RGB") or plain
        except (ImageCms.PyCMSError, *_BROKEN):
            pass
    plain = plain.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        plain.putalpha(alpha)
    plain.info.clear()
    return plain


def _colour(picture: Image.Image) -> str:
    """The mean of the largest group of its colours; what is transparent has none."""
    small = _fitted(picture, _COLOUR_SIDE)
    raw = small.convert("RGBA").tobytes()
    seen = b"".join(raw[at : at + 3] for at in range(0, len(raw), 4) if raw[at + 3] > 127)
    if not seen:
        return _EMPTY
    grouped = Image.frombytes("RGB", (len(seen) // 3, 1), seen).quantize(_COLOURS, Image.Quantize.MEDIANCUT)
    counts = grouped.histogram()
    largest = max(range(_COLOURS), key=lambda number: counts[number])
    palette = grouped.getpalette() or []
    return "#" + bytes(palette[3 * largest : 3 * largest + 3]).hex()
