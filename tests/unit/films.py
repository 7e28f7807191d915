"""Small real films, whole and spoiled."""

from __future__ import annotations

import io
import struct
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

FPS = 10
DARK, BRIGHT = 40, 200
FASTSTART, FRAGMENTS = "faststart", "frag_keyframe+empty_moov+default_base_moof"


def film(
    seconds: float = 2.0,
    *,
    size: tuple[int, int] = (320, 180),
    video: bool = True,
    audio: bool = True,
    bright_from: float = 1.0,
    movflags: str = FASTSTART,
) -> bytes:
    """Dark, then bright; a file whose `movflags` are empty has its index at the end."""
    with (
        tempfile.NamedTemporaryFile() as file,  # a film whose index moves to its beginning is read again by its name
        av.open(file.name, "w", format="mp4", options={"movflags": movflags} if movflags else {}) as container,
    ):
        picture: Any = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "g": "20"}) if video else None
        sound: Any = container.add_stream("aac", rate=48_000, layout="mono") if audio else None
        if picture:
            picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        if sound:
            _silence(container, sound, seconds)
        if picture:
            _pictures(container, picture, seconds, size, bright_from)
        container.close()
        return Path(file.name).read_bytes()


def _pictures(container: Any, stream: Any, seconds: float, size: tuple[int, int], bright_from: float) -> None:
    for number in range(round(seconds * FPS)):
        frame = av.VideoFrame(*size, "yuv420p")
        for plane, level in zip(frame.planes, (BRIGHT if number / FPS >= bright_from else DARK, 128, 128), strict=True):
            plane.update(bytes([level]) * plane.buffer_size)
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _silence(container: Any, stream: Any, seconds: float) -> None:
    for number in range(int(seconds * 48_000) // 1024):
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 1024, Fraction(1, 48_000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def box(kind: bytes, content: bytes = b"", size: int | None = None) -> bytes:
    return struct.pack(">I4s", 8 + len(content) if size is None else size, kind) + content


def find_box(content: bytes, kind: bytes) -> tuple[int, int]:
    """Where an outermost box begins and ends."""
    start = 0
    while True:
        size, found = struct.unpack_from(">I4s", content, start)
        if found == kind:
            return start, start + size
        start += size


def brightness(jpeg: bytes) -> tuple[int, int, float]:
    """Width, height and mean luma of a picture."""
    with av.open(io.BytesIO(jpeg), "r", format="mjpeg") as container:
        frame: Any = next(container.decode(video=0))
        luma = bytes(frame.reformat(format="gray").planes[0])
        return frame.width, frame.height, sum(luma) / len(luma)
